import type { QueryClient } from '@tanstack/react-query'
import { api, type Entry, type EntryPage, type EntryQuery } from '../../api.ts'
import { learnActors } from './actors.ts'
import type { LedgerFilter } from './address.ts'
import { learnActions } from './known-actions.ts'
import { type LiveRows, rowCount } from './live-rows.ts'

export const PAGE = 100

const pagesKey = ['audit', 'pages'] as const

export async function readEntries(filter: LedgerFilter, query: EntryQuery, signal?: AbortSignal): Promise<EntryPage> {
  const page = await api.entries({ ...filter, ...query }, signal)
  learnActors(page.actors)
  learnActions(page.items)
  return page
}

/** The newest matches; their answer pins the view. */
export const readNewest = (filter: LedgerFilter, signal?: AbortSignal): Promise<EntryPage> =>
  readEntries(filter, { order: 'desc', limit: PAGE }, signal)

/** Pages of a pinned view never change but by pruning and erasure, which call `forgetPages`. */
export const forgetPages = (client: QueryClient): Promise<void> => client.invalidateQueries({ queryKey: pagesKey })

function readPage(client: QueryClient, filter: LedgerFilter, head: number, page: number): Promise<EntryPage> {
  return client.fetchQuery({
    queryKey: [...pagesKey, filter, head, page],
    queryFn: ({ signal }) =>
      readEntries(filter, { order: 'desc', after: head + 1, offset: page * PAGE, limit: PAGE }, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  })
}

export const keepPage = (client: QueryClient, filter: LedgerFilter, head: number, first: EntryPage): void => {
  client.setQueryData([...pagesKey, filter, head, 0], first)
}

/** Rows `from` up to `to` of the table: the live ones on top, then as many pages of the pinned view as it takes. */
export async function readRows(
  client: QueryClient,
  filter: LedgerFilter,
  state: LiveRows,
  from: number,
  to: number,
): Promise<Entry[]> {
  const end = Math.min(to, rowCount(state))
  const live = state.shown.slice(from, end)
  const head = state.base?.head
  const first = Math.max(0, from - state.shown.length)
  const last = end - state.shown.length
  if (head === undefined || last <= first) return live
  const wanted = Array.from(
    { length: Math.floor((last - 1) / PAGE) - Math.floor(first / PAGE) + 1 },
    (_, i) => Math.floor(first / PAGE) + i,
  )
  const pages = await Promise.all(wanted.map((page) => readPage(client, filter, head, page)))
  const start = first - Math.floor(first / PAGE) * PAGE
  return [...live, ...pages.flatMap(({ items }) => items).slice(start, start + last - first)]
}
