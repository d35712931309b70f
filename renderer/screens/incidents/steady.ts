import type { IncidentStatus } from '../../../shared/domain/incident.ts'

/** Where each row stands. A row keeps its place while somebody reads, also when it was resolved meanwhile. */
export type Places = Readonly<Record<IncidentStatus, readonly string[]>>
type Rows = Readonly<Record<IncidentStatus, readonly { id: string }[]>>

const idsOf = (rows: Rows): Places => ({
  open: rows.open.map(({ id }) => id),
  resolved: rows.resolved.map(({ id }) => id),
})

/**
 * The rule for a live list that must not move under its reader: what was opened meanwhile waits, unless it is the
 * reader's own, what was asked for by "show more" goes to the end, and what changed changes where it is. Ids sort by when
 * they were made.
 */
export function placeRows(
  before: Places | undefined,
  rows: Rows,
  reading: boolean,
  own: ReadonlySet<string> = new Set(),
): Places {
  const now = idsOf(rows)
  if (before === undefined || !reading) return now
  const known = new Set([...before.open, ...before.resolved])
  const there = new Set([...now.open, ...now.resolved])
  const newest = [...known].reduce((last, id) => (id > last ? id : last), '')
  const placed = (status: IncidentStatus) => {
    const fresh = now[status].filter((id) => !known.has(id))
    return [
      ...fresh.filter((id) => id > newest && own.has(id)),
      ...before[status].filter((id) => there.has(id)),
      ...fresh.filter((id) => id < newest),
    ]
  }
  return { open: placed('open'), resolved: placed('resolved') }
}

/** How many are there that have no place yet. */
export function countWaiting({ open, resolved }: Places, rows: Rows): number {
  const placed = new Set([...open, ...resolved])
  return [...rows.open, ...rows.resolved].filter(({ id }) => !placed.has(id)).length
}

export const samePlaces = (one: Places, other: Places): boolean =>
  same(one.open, other.open) && same(one.resolved, other.resolved)

const same = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((id, index) => id === other[index])
