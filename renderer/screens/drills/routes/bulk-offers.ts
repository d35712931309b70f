import { type RoutesFilter, showsState } from './address.ts'
import type { BulkOffer } from './routes-toolbar.tsx'
import type { Counts } from './use-counts.ts'

type Given = {
  filter: RoutesFilter
  counts: Counts | undefined
  asleep: string | null
  may: Record<BulkOffer['name'], string | null>
}

/** What can be done at once to all that the filter shows, and to how many. The server's counts do not follow the state. */
export function bulkOffers({ filter, counts, asleep, may }: Given): BulkOffer[] {
  const shown = counts !== undefined && showsState(filter, 'outstanding') ? counts : undefined
  const outstanding = shown === undefined ? 0 : filter.breached ? shown.breached : (shown.byState.outstanding ?? 0)
  const offer = (name: BulkOffer['name'], count: number, none: string): BulkOffer => ({
    name,
    count,
    asleep: asleep ?? may[name] ?? (counts === undefined ? 'Not read yet' : count === 0 ? none : null),
  })
  return [
    offer('acknowledge', outstanding, 'Nothing that is shown is outstanding.'),
    offer('escalate', shown?.breached ?? 0, 'Nothing that is shown is past its time.'),
  ]
}
