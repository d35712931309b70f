import { ArrowUp, Plus, Search } from 'lucide-react'
import { type RefObject, useEffect, useState } from 'react'
import { incidentStatuses, severities } from '../../../shared/domain/incident.ts'
import { Button } from '../../components/button.tsx'
import { count } from '../../components/clock.ts'
import { inputLook } from '../../components/field.tsx'
import { Kbd } from '../../components/kbd.tsx'
import { Select, SelectSeveral } from '../../components/select.tsx'
import type { Patch } from '../../state/address.ts'
import { useSession } from '../../state/connection.ts'
import { type IncidentFilter, severitiesIn } from './address.ts'
import { SeverityMark, severityWords, statusWords } from './marks.tsx'
import { usePeople } from './use-incident.ts'
import type { Counts } from './use-incidents.ts'

type Props = {
  filter: IncidentFilter
  counts: Counts | undefined
  search: RefObject<HTMLInputElement | null>
  waiting: number
  openAsleep: string | null
  onFilter: (patch: Patch<IncidentFilter>) => void
  onShowNew: () => void
  onOpen: () => void
}

export function IncidentsToolbar({ filter, counts, search, waiting, openAsleep, onFilter, onShowNew, onOpen }: Props) {
  return (
    <section aria-label="Filter and open" className="shrink-0 border-b border-line">
      <StatusTabs filter={filter} counts={counts} onFilter={onFilter} />
      <div className="flex min-h-12 flex-wrap items-center gap-2 px-3 py-2">
        <SearchField q={filter.q} input={search} onChange={(q) => onFilter({ q })} />
        <SeverityFilter severity={filter.severity} onChange={(severity) => onFilter({ severity })} />
        <OwnerFilter owner={filter.owner} onChange={(owner) => onFilter({ owner })} />
        <div aria-live="polite" className="ml-auto shrink-0">
          {waiting > 0 && (
            <Button kind="ghost" className="text-accent!" onClick={onShowNew}>
              <ArrowUp size={13} aria-hidden />
              {waiting} new <Kbd keys="u" />
            </Button>
          )}
        </div>
        <Button kind="primary" asleep={openAsleep} onClick={onOpen}>
          <Plus size={14} aria-hidden />
          New incident…
        </Button>
      </div>
    </section>
  )
}

function StatusTabs({ filter: { status }, counts, onFilter }: Pick<Props, 'filter' | 'counts' | 'onFilter'>) {
  const total = counts === undefined ? undefined : counts.open + counts.resolved
  const tabs = [
    { value: undefined, word: 'All', total },
    ...incidentStatuses.map((value) => ({ value, word: statusWords[value], total: counts?.[value] })),
  ]
  return (
    <fieldset className="flex h-10 items-stretch gap-1 border-b border-line px-3">
      <legend className="sr-only">Status</legend>
      {tabs.map(({ value, word, total: number }) => (
        <button
          key={word}
          type="button"
          aria-pressed={status === value}
          onClick={() => onFilter({ status: value })}
          className="-mb-px cursor-pointer border-b-2 border-transparent px-2.5 text-muted hover:text-ink aria-pressed:border-accent aria-pressed:font-semibold aria-pressed:text-ink"
        >
          {word}{' '}
          <span className="ml-0.5 text-s font-normal text-muted">{number === undefined ? '' : count(number)}</span>
        </button>
      ))}
    </fieldset>
  )
}

const pause = 200

/** Takes effect while one types, a moment later. */
function SearchField({
  q = '',
  input,
  onChange,
}: {
  q: string | undefined
  input: Props['search']
  onChange: (q: string) => void
}) {
  const [typed, setTyped] = useState(q)
  useEffect(() => setTyped(q), [q])
  useEffect(() => {
    if (typed.trim() === q) return
    const timer = setTimeout(() => onChange(typed.trim()), pause)
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

function SeverityFilter({
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

function OwnerFilter({
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
