import { ArrowUp, ChevronsUpDown, X } from 'lucide-react'
import type { RefObject } from 'react'
import { Button } from '../../../components/button.tsx'
import { count } from '../../../components/clock.ts'
import { ExportEvidence } from '../../../components/export-evidence.tsx'
import { Kbd } from '../../../components/kbd.tsx'
import { useWidth } from '../../../components/use-width.ts'
import type { Patch } from '../../../state/address.ts'
import { chipLook } from '../../queue/filter-menu.tsx'
import { SearchField } from '../../queue/search-field.tsx'
import { clearFilter, isFiltered, queryOf, type RoutesAddress, type RoutesFilter } from './address.ts'
import { LeftOut } from './left-out.tsx'
import { RoutesFilters } from './routes-filters.tsx'
import type { Counts } from './use-counts.ts'
import { mostCounted } from './use-route-news.ts'

/** Less than that is too little for all of it beside each other. */
const oneLine = 960
const line =
  'flex h-12 min-w-0 items-center gap-2 px-3 [&_[aria-haspopup=menu]]:min-w-18 [&_[aria-haspopup=menu]]:shrink'

export type BulkOffer = { name: 'acknowledge' | 'escalate'; count: number; asleep: string | null }

type Props = {
  filter: RoutesFilter
  sort: RoutesAddress['sort']
  counts: Counts | undefined
  input: RefObject<HTMLInputElement | null>
  waiting: number
  bulk: readonly BulkOffer[]
  onFilter: (patch: Patch<RoutesAddress>, typing?: boolean) => void
  onShowNew: () => void
  onBulk: (name: BulkOffer['name']) => void
}

const bulkWords = {
  acknowledge: { long: 'Acknowledge outstanding', short: 'Ack outstanding' },
  escalate: { long: 'Escalate breached', short: 'Escalate breached' },
} as const

export function RoutesToolbar(props: Props) {
  const { filter, sort, counts, waiting, bulk, onFilter, onShowNew, onBulk } = props
  const [box, width] = useWidth<HTMLDivElement>()
  const inOneLine = width >= oneLine
  const isShort = width < 560 || (inOneLine && width < 1400)
  return (
    <section aria-label="Search, filter, answer" ref={box} className="shrink-0 border-b border-line">
      {/* As high whatever is set: what has too little room in a line is cut short, and never wraps. */}
      <div className={inOneLine ? line : 'grid'}>
        <div className={inOneLine ? 'contents' : line}>
          <div className="flex w-24 max-w-56 shrink-0 grow">
            <SearchField
              q={filter.q}
              input={props.input}
              name="Search routes"
              onChange={(q) => onFilter({ q: q || undefined }, true)}
            />
          </div>
          <RoutesFilters filter={filter} byState={counts?.byState} width={width} onChange={onFilter} />
          <span className={`shrink-0 ${isFiltered(filter) ? '' : 'invisible'}`}>
            <Button kind="ghost" className="px-1.5!" onClick={() => onFilter(clearFilter)}>
              <X size={13} aria-hidden />
              <span className={width >= 1400 ? '' : 'sr-only'}>Clear</span>
            </Button>
          </span>
          <button
            type="button"
            onClick={() => onFilter({ sort: sort === 'newest' ? undefined : 'newest' })}
            className={chipLook}
          >
            <ChevronsUpDown size={12} aria-hidden className="text-faint" />
            <span className="sr-only">Order:</span>{' '}
            <span className={isShort ? 'sr-only' : ''}>{sort === 'newest' ? 'Newest first' : 'Urgent first'}</span>
          </button>
        </div>
        <div className={inOneLine ? 'contents' : 'flex h-9 min-w-0 items-center gap-2 px-3 pb-2'}>
          <div aria-live="polite" className="ml-auto shrink-0">
            {waiting > 0 && (
              <Button kind="ghost" className="px-1! text-accent!" onClick={onShowNew}>
                <ArrowUp size={13} aria-hidden />
                {count(waiting)}
                {waiting >= mostCounted && '+'} new <Kbd keys="u" />
              </Button>
            )}
          </div>
          {bulk.map(({ name, count: many, asleep }) => (
            <Button
              key={name}
              kind={name === 'acknowledge' ? 'primary' : 'plain'}
              asleep={asleep}
              onClick={() => onBulk(name)}
            >
              {bulkWords[name][width < 1250 ? 'short' : 'long']} ({count(many)})
            </Button>
          ))}
          <ExportEvidence
            kind="drills"
            group="Drill routes"
            shortcut="P"
            filter={queryOf(filter)}
            what={counts === undefined ? 'routes of drills' : routesOf(counts.total)}
            className={width < 1400 ? 'sr-only' : ''}
            besides={<LeftOut filter={filter} />}
          />
        </div>
      </div>
    </section>
  )
}

const routesOf = (many: number): string => (many === 1 ? '1 route' : `${count(many)} routes`)
