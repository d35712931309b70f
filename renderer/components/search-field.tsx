import { Search } from 'lucide-react'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { inputLook } from './field.tsx'

const pause = 200

type Props = {
  q: string | undefined
  name: string
  placeholder: string
  className?: string
  input: RefObject<HTMLInputElement | null>
  onChange: (q: string) => void
}

/** Takes effect while one types, a moment later. */
export function SearchField({ q = '', name, placeholder, className = '', input, onChange }: Props) {
  const [typed, setTyped] = useState(q)
  const sent = useRef(q)
  useEffect(() => {
    // What comes back is what was typed; what comes from elsewhere takes its place.
    if (q !== sent.current) setTyped(q)
    sent.current = q
  }, [q])
  useEffect(() => {
    if (typed.trim() === sent.current) return
    const timer = setTimeout(() => {
      sent.current = typed.trim()
      onChange(sent.current)
    }, pause)
    return () => clearTimeout(timer)
  })
  return (
    <div className={`relative ${className}`}>
      <Search size={13} aria-hidden className="pointer-events-none absolute top-2.5 left-2.5 text-faint" />
      <input
        ref={input}
        type="search"
        aria-label={name}
        placeholder={placeholder}
        spellCheck={false}
        maxLength={200}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          event.preventDefault()
          event.currentTarget.blur()
        }}
        className={`${inputLook} pl-7.5`}
      />
    </div>
  )
}
