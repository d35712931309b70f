import { Search, X } from 'lucide-react'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { inputLook } from '../../components/field.tsx'

const patience = 250

type Props = {
  q: string | undefined
  name?: string
  input: RefObject<HTMLInputElement | null>
  onChange: (q: string) => void
}

/** Words, or beginnings of words, that must all be there. Searches while one types. */
export function SearchField({ q = '', name = 'Search actions', input, onChange }: Props) {
  const [typed, setTyped] = useState(q)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    // What is being typed is newer than the address, which has no blank at its end either.
    if (timer.current === undefined) setTyped((now) => (now.trim() === q ? now : q))
  }, [q])
  useEffect(() => () => clearTimeout(timer.current), [])

  const settle = (text: string) => {
    clearTimeout(timer.current)
    timer.current = undefined
    if (text.trim() !== q) onChange(text.trim())
  }
  const type = (text: string) => {
    setTyped(text)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => settle(text), patience)
  }

  return (
    <search className="w-56 min-w-24 shrink">
      <form
        className="relative"
        onSubmit={(event) => {
          event.preventDefault()
          settle(typed)
        }}
      >
        <Search size={13} aria-hidden className="absolute top-2.5 left-2.5 text-faint" />
        <input
          ref={input}
          aria-label={name}
          placeholder="Search"
          spellCheck={false}
          maxLength={200}
          value={typed}
          className={`${inputLook} px-7! text-s!`}
          onChange={({ target }) => type(target.value)}
          onBlur={() => settle(typed)}
          onKeyDown={({ key, currentTarget }) => {
            if (key === 'Escape') currentTarget.blur()
          }}
        />
        {typed !== '' && (
          <button
            type="button"
            aria-label="Search for nothing"
            className="absolute inset-y-0 right-1 grid w-6 place-items-center text-faint hover:text-ink"
            onClick={() => {
              setTyped('')
              settle('')
              input.current?.focus()
            }}
          >
            <X size={13} aria-hidden />
          </button>
        )}
      </form>
    </search>
  )
}
