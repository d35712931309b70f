import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { type Action, api } from '../../api.ts'
import { subscribeEntries, useLive } from '../../state/live.ts'
import type { QueueFilter, Sort } from './address.ts'
import { newsOf } from './queue-news.ts'
import { canDrift, queryOf } from './queue-query.ts'

export const PAGE = 100

/** A flood of news asks the server at most this often. */
const pause = 1000

/**
 * The queue under one filter, read up to its newest proposal: it does not grow while it is read. What comes later waits,
 * and is counted.
 */
export type QueueView = {
  /** Which filter it is of. */
  key: string
  query: NonNullable<ReturnType<typeof queryOf>>
  total: number
  newest: number
  /** The first page, as it came with the count; the table need not ask for it again. */
  first: { sort: Sort; rows: readonly Action[] } | undefined
  /** The ledger was known up to here before it was read. */
  asOf: number
}

type Counted = { view: QueueView; count: number; asOf: number }
type Asked = { filter: QueueFilter; sort: Sort; todaySince: string | undefined; reading: boolean }
export type Queue = ReturnType<typeof useQueue>

const known = (): number => useLive.getState().seq ?? 0

export function useQueue({ filter, sort, todaySince, reading }: Asked) {
  const client = useQueryClient()
  const query = queryOf(filter, todaySince)
  const key = JSON.stringify(query ?? null)
  const queryKey = ['queue', key]
  const wanted = useRef(sort)
  wanted.current = sort
  const { data, error, isPlaceholderData, refetch } = useQuery({
    queryKey,
    enabled: query !== undefined,
    queryFn: async ({ signal }): Promise<QueueView> => {
      const [asOf, order] = [known(), wanted.current]
      const page = await api.actions({ ...query, sort: order, limit: PAGE, total: 'true' }, signal)
      const { items, total = items.length, newest = 0 } = page
      return { key, query: query ?? {}, total, newest, first: { sort: order, rows: items }, asOf }
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    structuralSharing: false,
    placeholderData: keepPreviousData,
  })
  const view = isPlaceholderData ? undefined : data
  const { proposed, changed } = useNews()
  const [counted, setCounted] = useState<Counted>()
  const waiting = counted !== undefined && counted.view === view ? counted : undefined
  const drifted = view !== undefined && canDrift(filter, sort) && changed > view.asOf

  // What was proposed since: whether it matches is the server's to say.
  const uncounted = view !== undefined && proposed > Math.max(view.asOf, waiting?.asOf ?? 0)
  useSpaced(uncounted && view, async (of: QueueView, signal) => {
    const asOf = known()
    const { total: count = 0 } = await api.actions({ ...of.query, since: of.newest, total: 'true', limit: 1 }, signal)
    setCounted({ view: of, count, asOf })
  })

  // Nobody is reading: what waits comes in, and what no longer belongs goes.
  const due = !reading && ((waiting?.count ?? 0) > 0 || drifted)
  useSpaced(due && view, async () => void (await refetch({ throwOnError: true })))

  return {
    view: data,
    /** What is shown is of the filter before; the answer to this one is on its way. */
    outdated: isPlaceholderData,
    waiting: waiting?.count ?? 0,
    /** Rows have left this view, or moved in it, since it was read: pages yet unread would not join. */
    drifted,
    error: view === undefined ? error : null,
    renew: () => void refetch(),
    /** Reads it anew up to where it was read before, so that what waits goes on waiting. */
    async realign(of: QueueView): Promise<void> {
      const asOf = known()
      const { total = 0 } = await api.actions({ ...of.query, until: of.newest, total: 'true', limit: 1 })
      client.setQueryData(['queue', of.key], { ...of, total, first: undefined, asOf } satisfies QueueView)
    },
  }
}

/** The newest entries that proposed something, and that changed something. */
function useNews() {
  const [news, setNews] = useState({ proposed: 0, changed: 0 })
  useEffect(
    () =>
      subscribeEntries((entries) => {
        const { proposed, changed } = newsOf(entries)
        const last = entries.at(-1)?.seq ?? 0
        if (!proposed && changed.length === 0) return
        setNews((before) => ({
          proposed: proposed ? last : before.proposed,
          changed: changed.length > 0 ? last : before.changed,
        }))
      }),
    [],
  )
  return news
}

/** Runs for as long as there is something to run for, but once in a while only; what failed is tried again. */
function useSpaced<T extends object>(
  given: T | false | undefined,
  run: (given: T, signal: AbortSignal) => Promise<void>,
): void {
  const [runs, setRuns] = useState(0)
  const ranAt = useRef(0)
  const latest = useRef(run)
  latest.current = run
  // biome-ignore lint/correctness/useExhaustiveDependencies: what has run once runs again if it is still wanted
  useEffect(() => {
    if (!given) return
    const stopped = new AbortController()
    const go = async () => {
      ranAt.current = Date.now()
      try {
        await latest.current(given, stopped.signal)
        setRuns((times) => times + 1)
      } catch {
        // The connection's own state already tells the operator.
        if (!stopped.signal.aborted) timer = setTimeout(go, 3 * pause)
      }
    }
    let timer = setTimeout(go, Math.max(0, ranAt.current + pause - Date.now()))
    return () => {
      clearTimeout(timer)
      stopped.abort()
    }
  }, [given, runs])
}
