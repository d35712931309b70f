import { useEffect, useRef, useState } from 'react'
import { type DrillRoute, drillsApi } from '../../../drills-api.ts'
import { subscribeEntries } from '../../../state/live.ts'
import { queryOf, type RoutesFilter } from './address.ts'
import { newsOf, type RouteNews } from './route-news.ts'

/** A flood of news is looked at once in a while. */
const pause = 300
const atOnce = 6
/** More that wait are counted no further. */
export const mostCounted = 100

type Hands = {
  filter: RoutesFilter
  /** The list was read when the ledger was known up to here. */
  asOf: number
  shown: readonly DrillRoute[]
  onRoute: (route: DrillRoute) => void
}

/** What has happened since the list was read: rows that are looked at are read again where they are, new ones counted. */
export function useRouteNews({ filter, asOf, shown, onRoute }: Hands) {
  const [changed, setChanged] = useState(0)
  const [heard, setHeard] = useState<readonly (RouteNews & { seq: number })[]>([])
  const [waiting, setWaiting] = useState({ plans: '', count: 0 })
  useEffect(() => {
    let pending: Parameters<typeof newsOf>[0] = []
    let timer: ReturnType<typeof setTimeout> | undefined
    const flush = () => {
      timer = undefined
      const news = newsOf(pending)
      const seq = pending.at(-1)?.seq ?? 0
      pending = []
      if (news === undefined) return
      setChanged(seq)
      setHeard((before) => [...before, { ...news, seq }])
    }
    const stop = subscribeEntries((entries) => {
      pending = [...pending, ...entries]
      timer ??= setTimeout(flush, pause)
    })
    return () => {
      stop()
      clearTimeout(timer)
    }
  }, [])

  // What was heard before the list was read is in it.
  const since = heard.filter(({ seq }) => seq > asOf)
  if (since.length < heard.length) setHeard(since)

  const reading = useRef(new Set<string>())
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list was read anew, and the rows with it
  useEffect(() => reading.current.clear(), [asOf])
  const touched = shown.filter((route) => since.some(({ seq, touches }) => seq > route.last_seq && touches(route)))
  const ids = touched.map(({ route_id, last_seq }) => `${route_id} ${last_seq} ${changed}`)
  const wanted = ids.join('\n')
  // biome-ignore lint/correctness/useExhaustiveDependencies: which rows are touched says all
  useEffect(() => {
    const next = ids.filter((id) => !reading.current.has(id))
    for (const id of next) reading.current.add(id)
    const work = async () => {
      for (let id = next.shift(); id !== undefined; id = next.shift())
        // A row that could not be read is read again when it is next heard of; the connection's state tells the operator.
        await drillsApi.route(id.split(' ')[0] ?? '').then(onRoute, () => undefined)
    }
    void Promise.all(Array.from({ length: atOnce }, work))
  }, [wanted])

  const plans = since.flatMap((news) => news.plans).join(' ')
  const query = JSON.stringify(queryOf(filter))
  useEffect(() => {
    if (plans === '') return
    const stopped = new AbortController()
    const made = new Set(plans.split(' '))
    const newest = { ...(JSON.parse(query) as object), sort: '-created_at' as const, limit: mostCounted }
    // Whether they match is the server's to say.
    drillsApi.routes(newest, stopped.signal).then(
      ({ items }) => setWaiting({ plans, count: items.filter(({ plan_id }) => made.has(plan_id)).length }),
      () => undefined,
    )
    return () => stopped.abort()
  }, [plans, query])

  return { changed, waiting: waiting.plans === plans && plans !== '' ? waiting.count : 0 }
}
