import { Checkbox } from '@base-ui/react/checkbox'
import { Check } from 'lucide-react'
import type { ReactNode } from 'react'

type Props = {
  checked: boolean
  onChange: (checked: boolean) => void
  says?: string
  disabled?: boolean
  children: ReactNode
}

/** On or off, with what it means. */
export function Tick({ checked, onChange, says, disabled = false, children }: Props) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: Checkbox.Root renders the control
    <label className="flex cursor-pointer items-center gap-3">
      <Checkbox.Root
        checked={checked}
        onCheckedChange={onChange}
        readOnly={disabled}
        className="grid size-4 shrink-0 place-items-center rounded-s border border-line-strong data-checked:border-accent data-checked:bg-accent"
      >
        <Checkbox.Indicator>
          <Check size={12} aria-hidden className="text-on-accent" />
        </Checkbox.Indicator>
      </Checkbox.Root>
      <span>
        {children}
        {says !== undefined && <span className="ml-2 text-s text-muted">{says}</span>}
      </span>
    </label>
  )
}
