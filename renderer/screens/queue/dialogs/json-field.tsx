import { useRef } from 'react'
import { Button } from '../../../components/button.tsx'
import { TextAreaField } from '../../../components/field.tsx'
import type { JsonText } from './json-text.ts'

type Props = {
  name: string
  label: string
  help?: string
  rows: number
  value: string
  /** What became of reading it. */
  read: JsonText
  /** What else is wrong with it. */
  error?: string | undefined
  onValueChange: (value: string) => void
}

/** JSON to write: where it is wrong is said by line and column, and one press goes there. */
export function JsonField({ read, error, ...props }: Props) {
  const area = useRef<HTMLTextAreaElement>(null)
  const wrong = read.ok ? undefined : read
  return (
    <div className="flex flex-col gap-1">
      <TextAreaField
        {...props}
        ref={area}
        spellCheck={false}
        autoComplete="off"
        className="font-mono text-s! leading-[1.55]"
        error={wrong === undefined ? error : `Line ${wrong.line}, column ${wrong.column}: ${wrong.says}.`}
      />
      {wrong !== undefined && (
        <Button
          kind="ghost"
          className="self-start"
          onClick={() => {
            area.current?.focus()
            area.current?.setSelectionRange(wrong.offset, Math.min(wrong.offset + 1, props.value.length))
          }}
        >
          Go to line {wrong.line}, column {wrong.column}
        </Button>
      )}
    </div>
  )
}
