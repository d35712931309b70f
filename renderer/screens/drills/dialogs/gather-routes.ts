import type { DrillRoute, DrillRouteQuery } from '../../../drills-api.ts'
import { queryOf, type RoutesFilter } from '../routes/address.ts'
import type { BulkName } from '../routes/drill-dialogs.ts'

const most = 500

type Page = { total: number; items: readonly DrillRoute[] }
type Hands = {
  read: (query: DrillRouteQuery, signal: AbortSignal) => Promise<Page>
  onProgress: (got: number, of: number) => void
  signal: AbortSignal
}

/** Of what the filter shows, those that are meant. */
const meantBy = (name: BulkName, filter: RoutesFilter) => ({
  ...queryOf(filter),
  state: ['outstanding' as const],
  ...(name === 'escalate' ? { breached: 'true' as const } : {}),
})

/** In a list that changes faster than this it is read as it comes: what is missed is outstanding still, and shown. */
const patience = 5

/**
 * All of them, page by page. A page begins with the last row of the one before: where it does not, somebody has answered
 * one meanwhile, another has moved into its place unread, and it is read from the beginning.
 */
export async function gatherRoutes(name: BulkName, filter: RoutesFilter, hands: Hands): Promise<DrillRoute[]> {
  const rows = new Map<string, DrillRoute>()
  let last: string | undefined
  for (let offset = 0, moved = 0; ; ) {
    // Oldest first: what is made meanwhile comes after.
    const query = { ...meantBy(name, filter), sort: 'created_at' as const, limit: most, offset }
    const { total, items } = await hands.read(query, hands.signal)
    if (last !== undefined && items[0]?.route_id !== last && moved < patience) {
      moved += 1
      offset = 0
      last = undefined
      continue
    }
    for (const row of items) rows.set(row.route_id, row)
    hands.onProgress(rows.size, Math.max(total, rows.size))
    if (items.length < most) return [...rows.values()]
    offset += most - 1
    last = items.at(-1)?.route_id
  }
}
