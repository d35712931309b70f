import { Field as Base } from '@base-ui/react/field'
import type { ComponentProps, ReactNode } from 'react'

export const inputLook =
  'h-8 w-full rounded-m border border-line-strong bg-bg px-2.5 text-m text-ink placeholder:text-faint data-invalid:border-bad aria-invalid:border-bad'

type Props = Omit<ComponentProps<'input'>, 'name'> & {
  name: string
  label: string
  help?: ReactNode
  error?: string | undefined
}

/** A labelled input whose help and error are read out with it. */
export function TextField({ name, label, help, error, className = '', ...input }: Props) {
  return (
    <Base.Root name={name} invalid={error !== undefined} className="flex flex-col gap-1">
      <Base.Label className="text-s text-muted">{label}</Base.Label>
      <Base.Control {...input} className={`${inputLook} ${className}`} />
      {help !== undefined && <Base.Description className="text-s text-faint">{help}</Base.Description>}
      <Base.Error match={error !== undefined} className="text-s text-bad">
        {error}
      </Base.Error>
    </Base.Root>
  )
}

type AreaProps = Omit<ComponentProps<'textarea'>, 'name' | 'onChange' | 'value'> & {
  name: string
  label: string
  help?: ReactNode
  error?: string | undefined
  value: string
  onValueChange: (value: string) => void
}

/** The same for what takes more than a line. */
export function TextAreaField({ name, label, help, error, value, onValueChange, className = '', ...area }: AreaProps) {
  return (
    <Base.Root name={name} invalid={error !== undefined} className="flex flex-col gap-1">
      <Base.Label className="text-s text-muted">{label}</Base.Label>
      <Base.Control
        render={<textarea {...area} />}
        value={value}
        onValueChange={onValueChange}
        className={`${inputLook} h-auto! resize-y py-1.5 ${className}`}
      />
      {help !== undefined && <Base.Description className="text-s text-faint">{help}</Base.Description>}
      <Base.Error match={error !== undefined} className="text-s text-bad">
        {error}
      </Base.Error>
    </Base.Root>
  )
}
