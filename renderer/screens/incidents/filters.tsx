import { Search } from 'lucide-react'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { severities } from '../../../shared/domain/incident.ts'
import { inputLook } from '../../components/field.tsx'
import { Select, SelectSeveral } from '../../components/select.tsx'
import { useSession } from '../../state/connection.ts'
import { severitiesIn } from './address.ts'
import { SeverityMark, severityWords } from './marks.tsx'
import { usePeople } from './use-incident.ts'

const pause = 200

/** Takes effect while one types, a moment later. */
export function SearchField({
  q = '',
  input,
  onChange,
}: {
  q: string | undefined
  input: RefObject<HTMLInputElement | null>
  onChange: (q: string) => void
}) {
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
    <div className="relative min-w-28 max-w-64 flex-[1_1_7rem]">
      <Search size={13} aria-hidden className="pointer-events-none absolute top-2.5 left-2.5 text-faint" />
      <input
        ref={input}
        type="search"
        aria-label="Search incidents"
        placeholder="Search"
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

export function SeverityFilter({
  severity,
  onChange,
}: {
  severity: string | undefined
  onChange: (severity: string) => void
}) {
  const chosen = severitiesIn(severity)
  return (
    <SelectSeveral
      name="Severity"
      value={chosen}
      choices={severities.map((value) => ({
        value,
        label: severityWords[value].name,
        look: <SeverityMark severity={value} />,
      }))}
      onChange={(next) => onChange(severities.filter((each) => next.includes(each)).join(','))}
    >
      Severity: {chosen.length === 0 ? 'any' : chosen.map((each) => severityWords[each].name).join(', ')}
    </SelectSeveral>
  )
}

const anybody = 'anybody'

export function OwnerFilter({
  owner,
  onChange,
}: {
  owner: string | undefined
  onChange: (owner: string | undefined) => void
}) {
  const { data: people = [] } = usePeople()
  const { data: session } = useSession()
  const me = session?.actor?.id
  const choices = [
    { value: anybody, label: 'any' },
    ...(me === undefined ? [] : [{ value: me, label: 'you' }]),
    { value: 'none', label: 'nobody' },
    ...people.filter(({ id }) => id !== me).map(({ id, name }) => ({ value: id, label: name })),
  ]
  const chosen = choices.find(({ value }) => value === (owner ?? anybody))?.label ?? 'somebody else'
  return (
    <Select
      name="Owner"
      value={owner ?? anybody}
      choices={choices}
      onChange={(value) => onChange(value === anybody ? undefined : value)}
    >
      Owner: {chosen}
    </Select>
  )
}
