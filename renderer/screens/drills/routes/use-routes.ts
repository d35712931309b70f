import { useCallback, useEffect, useRef, useState } from 'react'
import { type DrillRoute, drillsApi } from '../../../drills-api.ts'
import { useLive } from '../../../state/live.ts'
import { queryOf, type RoutesFilter } from './address.ts'
import { pageSize, pagesOf, type RowWindow } from './row-window.ts'
import { type Counts, useCounts } from './use-counts.ts'
import { useRouteNews } from './use-route-news.ts'

/** A flood of news asks the server at most this often. */
const pause = 1000

/** The routes under one filter, as they were read: where a row is, it stays until all are read anew. */
type View = {
  key: string
  counts: Counts
  rows: ReadonlyMap<number, DrillRoute>
  /** The ledger was known up to here before it was read. */
  asOf: number
  readAt: number
}

type Sort = 'urgency' | '-created_at'
type Asked = {
  filter: RoutesFilter
  sort: Sort
  reading: boolean
  /** How it stands with all routes, as the strip shows it: what is counted here is counted anew when that changes. */
  standing: string | undefined
}
export type Routes = ReturnType<typeof useRoutes>

const known = (): number => useLive.getState().seq ?? 0

/** Routes page by page, as far as they are looked at. While somebody reads, rows change where they are, and new ones wait. */
export function useRoutes({ filter, sort, reading, standing }: Asked) {
  const key = JSON.stringify([queryOf(filter), sort])
  const [view, setView] = useState<View>()
  const [error, setError] = useState<unknown>(null)
  const [unread, setUnread] = useState(false)
  const [asked, setAsked] = useState(0)
  const [seen, setSeen] = useState<RowWindow>({ first: 0, last: pageSize })
  const latest = useRef({ seen, filter, sort })
  latest.current = { seen, filter, sort }
  const renew = useCallback(() => setAsked((times) => times + 1), [])

  // biome-ignore lint/correctness/useExhaustiveDependencies: another filter, or the same asked anew
  useEffect(() => {
    const stopped = new AbortController()
    void readView(key, latest.current, stopped.signal).then(
      (next) => {
        if (stopped.signal.aborted) return
        setView(next)
        setError(null)
        setUnread(false)
      },
      (caught: unknown) => {
        if (!stopped.signal.aborted) setError(caught)
      },
    )
    return () => stopped.abort()
  }, [key, asked])

  const outdated = view !== undefined && view.key !== key
  const pages =
    view === undefined || outdated ? [] : pagesOf({ first: seen.first, last: Math.min(seen.last, view.counts.total) })
  const missing = pages.filter((page) => view?.rows.get(page * pageSize) === undefined).join(' ')

  // biome-ignore lint/correctness/useExhaustiveDependencies: what is missing says all
  useEffect(() => {
    if (missing === '' || view === undefined || unread) return
    const stopped = new AbortController()
    const wanted = missing.split(' ').map(Number)
    const ask = async () => {
      const read = await Promise.all(wanted.map((page) => readPage(latest.current, page, stopped.signal)))
      setView((now) => (now?.key === view.key ? { ...now, rows: new Map([...now.rows, ...read.flat()]) } : now))
    }
    ask().catch(() => !stopped.signal.aborted && setUnread(true))
    return () => stopped.abort()
  }, [missing, view?.key, unread])

  const put = useCallback((route: DrillRoute) => {
    setView((now) => {
      const place = [...(now?.rows ?? [])].find(([, { route_id }]) => route_id === route.route_id)
      if (now === undefined || place === undefined || place[1].last_seq > route.last_seq) return now
      return { ...now, rows: new Map(now.rows).set(place[0], route) }
    })
  }, [])
  const shown = view && rowsIn(view, seen)
  const news = useRouteNews({ filter, asOf: view?.asOf ?? 0, shown: shown ?? [], onRoute: put })

  // What could not be read is read again when the server is heard again.
  const failed = error !== null || unread
  useEffect(() => {
    if (!failed) return
    return useLive.subscribe((now, before) => {
      if (now.state === 'live' && before.state !== 'live') renew()
    })
  }, [failed, renew])

  // Time alone makes routes late, and counts are no rows: they follow also while somebody reads.
  const counted = useCounts({ key, filter, standing })
  const isNewer = view !== undefined && counted?.key === view.key && counted.readAt > view.readAt
  const fresh = isNewer ? counted.counts : view?.counts
  const moreLate = filter.breached === true && fresh?.breached !== view?.counts.breached

  // Nobody is reading: what waits comes in, and what no longer belongs goes.
  const due = view !== undefined && !outdated && !reading && (news.changed > view.asOf || moreLate)
  useEffect(() => {
    if (!due) return
    const timer = setTimeout(renew, pause)
    return () => clearTimeout(timer)
  }, [due, renew])

  return {
    counts: view && { ...view.counts, byState: fresh?.byState ?? {}, breached: fresh?.breached ?? 0 },
    rowAt: (index: number): DrillRoute | undefined => view?.rows.get(index),
    indexOf: (id: string): number | undefined =>
      [...(view?.rows ?? [])].find(([, { route_id }]) => route_id === id)?.[0],
    loaded: view !== undefined,
    /** What is shown is of the filter before; the answer to this one is on its way. */
    outdated,
    waiting: news.waiting,
    error: view === undefined || outdated ? error : null,
    stale: view !== undefined && !outdated && error !== null,
    unread,
    setSeen,
    put,
    renew,
  }
}

const rowsIn = ({ rows }: View, { first, last }: RowWindow): DrillRoute[] =>
  Array.from({ length: last - first }, (_, n) => rows.get(first + n)).filter((row) => row !== undefined)

type Wanted = { seen: RowWindow; filter: RoutesFilter; sort: Sort }

/** The first page tells how many there are; those that are looked at come with it, so that nothing flickers. */
async function readView(key: string, wanted: Wanted, signal: AbortSignal): Promise<View> {
  const asOf = known()
  const readAt = performance.now()
  const first = await ask(wanted, 0, signal)
  const counts = { total: first.total, byState: first.by_state, breached: first.breached }
  const others = pagesOf({ ...wanted.seen, last: Math.min(wanted.seen.last, first.total) }).filter((page) => page > 0)
  const rest = await Promise.all(others.map((page) => readPage(wanted, page, signal)))
  return { key, counts, rows: new Map([...placed(0, first.items), ...rest.flat()]), asOf, readAt }
}

const readPage = async (wanted: Wanted, page: number, signal: AbortSignal) =>
  placed(page, (await ask(wanted, page, signal)).items)

const ask = ({ filter, sort }: Wanted, page: number, signal: AbortSignal) =>
  drillsApi.routes({ ...queryOf(filter), sort, limit: pageSize, offset: page * pageSize }, signal)

const placed = (page: number, items: readonly DrillRoute[]): [number, DrillRoute][] =>
  items.map((route, index) => [page * pageSize + index, route])
