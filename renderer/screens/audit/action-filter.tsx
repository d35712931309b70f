import { Autocomplete } from '@base-ui/react/autocomplete'
import { X } from 'lucide-react'
import { type RefObject, useEffect, useState } from 'react'
import { inputLook } from '../../components/field.tsx'
import { asFilter, type Choice, choicesOf } from './action-choices.ts'
import { useKnownActions } from './known-actions.ts'

type Props = {
  action: string | undefined
  input: RefObject<HTMLInputElement | null>
  onChange: (action: string) => void
}

/** An area (`key.`) or one action, offered as they are known and free to type. Takes effect on Enter, choice or leaving. */
export function ActionFilter({ action = '', input, onChange }: Props) {
  const [typed, setTyped] = useState(action)
  const choices = choicesOf(useKnownActions(({ actions }) => actions))
  useEffect(() => setTyped(action), [action])

  const settle = (text: string) => {
    const filter = asFilter(text)
    setTyped(filter)
    if (filter !== action) onChange(filter)
  }

  return (
    <Autocomplete.Root<Choice>
      items={choices}
      itemToStringValue={({ value }) => value}
      value={typed}
      openOnInputClick
      onValueChange={(text, { reason }) => {
        setTyped(text)
        if (reason === 'item-press' || reason === 'clear-press') settle(text)
      }}
    >
      <Autocomplete.InputGroup className="relative w-52 min-w-28 shrink">
        <Autocomplete.Input
          ref={input}
          aria-label="Action"
          placeholder="Action: any"
          className={`${inputLook} pr-7 font-mono text-s!`}
          onBlur={() => settle(typed)}
          onKeyDown={(event) => {
            const { currentTarget: field, key } = event
            if (key === 'Enter') settle(typed)
            if (key === 'Escape' && field.getAttribute('aria-expanded') !== 'true') field.blur()
          }}
        />
        <Autocomplete.Clear
          aria-label="Any action"
          className="absolute inset-y-0 right-1 grid w-6 place-items-center text-faint hover:text-ink"
        >
          <X size={13} aria-hidden />
        </Autocomplete.Clear>
      </Autocomplete.InputGroup>
      <Autocomplete.Portal>
        <Autocomplete.Positioner align="start" sideOffset={4} className="z-30">
          <Autocomplete.Popup className="max-h-80 min-w-64 overflow-y-auto rounded-m border border-line-strong bg-raised p-1 shadow-pop data-empty:hidden">
            <Autocomplete.List>
              {(choice: Choice) => (
                <Autocomplete.Item
                  key={choice.value}
                  value={choice}
                  className={`flex items-baseline justify-between gap-6 rounded-s px-2 py-1 font-mono text-s data-highlighted:bg-hover ${choice.area ? 'font-semibold' : 'pl-4 text-muted'}`}
                >
                  {choice.value}
                  {choice.area && <span className="font-sans text-xs font-normal text-faint">everything in it</span>}
                </Autocomplete.Item>
              )}
            </Autocomplete.List>
          </Autocomplete.Popup>
        </Autocomplete.Positioner>
      </Autocomplete.Portal>
    </Autocomplete.Root>
  )
}
