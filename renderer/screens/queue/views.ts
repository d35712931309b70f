import { type QueueAddress, readAddress } from './address.ts'
import { type KeptColumns, readColumns } from './columns.ts'

/** A filter, an order and columns, by a name. */
export type SavedView = { name: string; search: Omit<QueueAddress, 'open'>; columns?: KeptColumns }

export const builtInViews: readonly SavedView[] = [
  { name: 'Needs me', search: { needs_me: true } },
  { name: 'Pending', search: { pending: true } },
  { name: 'Tier 3', search: { tier: 3 } },
  { name: 'Approved and waiting', search: { status: 'approved', sort: 'proposed_at' } },
  { name: 'Reviews open', search: { review_open: true } },
]

export const withoutOpen = ({ open: _, ...search }: QueueAddress): SavedView['search'] => search

/** Two addresses that show the same. */
export const isSameSearch = (a: SavedView['search'], b: SavedView['search']): boolean => textOf(a) === textOf(b)
const textOf = (search: object): string => JSON.stringify(Object.entries(search).sort(([a], [b]) => (a < b ? -1 : 1)))

/** A name that is taken already is given to the new one. */
export const saved = (views: readonly SavedView[], view: SavedView): SavedView[] => [
  ...views.filter(({ name }) => name !== view.name),
  view,
]

export function readViews(value: unknown): SavedView[] {
  if (!Array.isArray(value)) return []
  return value.flatMap((each: unknown): SavedView[] => {
    if (typeof each !== 'object' || each === null) return []
    const { name, search, columns } = each as Record<string, unknown>
    if (typeof name !== 'string' || name.trim() === '' || typeof search !== 'object' || search === null) return []
    const view = { name, search: withoutOpen(readAddress(search as Record<string, unknown>)) }
    return [columns === undefined ? view : { ...view, columns: readColumns(columns) }]
  })
}
