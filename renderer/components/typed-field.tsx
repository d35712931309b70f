import { Field } from '@base-ui/react/field'
import { useEffect, useRef, useState } from 'react'
import { inputLook } from './field.tsx'
import { compareTyped } from './typed-text.ts'

type Props = { asks: string; wanted: string; value: string; onChange: (value: string) => void }

/** How text gets into a field without being typed: pasted by key, menu or middle click, dropped, filled in. */
const notTyped = /^insert(From\w+|ReplacementText|Link)$/

/** Takes what is typed, and nothing that is not: typing it is the moment in which it is read. */
export function TypedField({ asks, wanted, value, onChange }: Props) {
  const input = useRef<HTMLInputElement>(null)
  const [refused, setRefused] = useState(false)
  const { matches, wrongAt } = compareTyped(value, wanted)

  // React's own onBeforeInput is made of older events and does not tell how the text came.
  useEffect(() => {
    const field = input.current
    const refuse = (event: Event) => {
      event.preventDefault()
      setRefused(true)
    }
    const beforeInput = (event: InputEvent) => notTyped.test(event.inputType) && refuse(event)
    field?.addEventListener('beforeinput', beforeInput)
    field?.addEventListener('paste', refuse)
    field?.addEventListener('drop', refuse)
    return () => {
      field?.removeEventListener('beforeinput', beforeInput)
      field?.removeEventListener('paste', refuse)
      field?.removeEventListener('drop', refuse)
    }
  }, [])

  return (
    <Field.Root name="typed" invalid={wrongAt !== undefined} className="flex flex-col gap-1">
      <Field.Label className="text-s text-muted">
        {asks}: <b className="font-mono font-semibold text-ink">{wanted}</b>
      </Field.Label>
      <div className="relative">
        <Field.Control
          ref={input}
          value={value}
          onValueChange={(next) => {
            setRefused(false)
            onChange(next)
          }}
          autoComplete="off"
          autoCorrect="off"
          autoCapitalize="off"
          spellCheck={false}
          className={`${inputLook} h-9! font-mono text-[14px]! ${wrongAt === undefined ? 'text-ok!' : 'text-bad!'}`}
        />
        {wrongAt === undefined && (
          <span
            aria-hidden
            className="pointer-events-none absolute inset-y-0 left-[11px] flex items-center font-mono text-[14px] whitespace-pre text-faint"
          >
            <span className="invisible">{value}</span>
            {wanted.slice(value.length)}
          </span>
        )}
      </div>
      <p role="status" className={`min-h-[17px] text-s ${refused || wrongAt !== undefined ? 'text-bad' : 'text-ok'}`}>
        {refused
          ? 'Pasting is refused here: type it, so that you have read it.'
          : wrongAt !== undefined
            ? `Not the same from character ${wrongAt} on.`
            : matches && 'It matches.'}
      </p>
    </Field.Root>
  )
}
