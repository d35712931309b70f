import { ArrowUp, Plus } from 'lucide-react'
import type { RefObject } from 'react'
import { incidentStatuses } from '../../../shared/domain/incident.ts'
import { Button } from '../../components/button.tsx'
import { count } from '../../components/clock.ts'
import { Kbd } from '../../components/kbd.tsx'
import { SearchField } from '../../components/search-field.tsx'
import type { Patch } from '../../state/address.ts'
import type { IncidentFilter } from './address.ts'
import { OwnerFilter, SeverityFilter } from './filters.tsx'
import { statusWords } from './marks.tsx'
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
        <SearchField
          q={filter.q}
          name="Search incidents"
          placeholder="Search"
          className="min-w-28 max-w-64 flex-[1_1_7rem]"
          input={search}
          onChange={(q) => onFilter({ q })}
        />
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
