import { X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { inputLook } from '../../components/field.tsx'

type Props = { subject: string | undefined; onChange: (subject: string) => void }

/** One thing that entries are about, by its whole name. Takes effect on Enter or leaving. */
export function SubjectFilter({ subject = '', onChange }: Props) {
  const [typed, setTyped] = useState(subject)
  useEffect(() => setTyped(subject), [subject])
  const settle = (text: string) => {
    if (text.trim() !== subject) onChange(text.trim())
  }
  return (
    <form
      className="relative w-64 min-w-28 shrink"
      onSubmit={(event) => {
        event.preventDefault()
        settle(typed)
      }}
    >
      <input
        aria-label="Subject, its whole name"
        placeholder="Subject: any"
        spellCheck={false}
        value={typed}
        className={`${inputLook} pr-7 font-mono text-s!`}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={() => settle(typed)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur()
        }}
      />
      {typed !== '' && (
        <button
          type="button"
          aria-label="Any subject"
          className="absolute inset-y-0 right-1 grid w-6 place-items-center text-faint hover:text-ink"
          onClick={() => {
            setTyped('')
            settle('')
          }}
        >
          <X size={13} aria-hidden />
        </button>
      )}
    </form>
  )
}
