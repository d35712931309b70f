import { useEffect, useRef, useState } from 'react'
import { drillsApi } from '../../../drills-api.ts'
import { queryOf, type RoutesFilter } from './address.ts'

export type Counts = { total: number; byState: Readonly<Record<string, number>>; breached: number }
/** `readAt` is when it was asked for: of two answers the later one holds. */
export type Counted = { key: string; counts: Counts; readAt: number }

type Asked = { key: string; filter: RoutesFilter; standing: string | undefined }

/** The counts under a filter, asked for anew, without any rows, whenever it stands otherwise with all routes. */
export function useCounts({ key, filter, standing }: Asked): Counted | undefined {
  const [counted, setCounted] = useState<Counted>()
  const latest = useRef({ key, filter })
  latest.current = { key, filter }
  const known = useRef(standing)
  useEffect(() => {
    const isFirst = known.current === undefined
    if (standing === undefined || standing === known.current) return
    known.current = standing
    // The list has just been read, with its counts.
    if (isFirst) return
    const stopped = new AbortController()
    const asked = { ...latest.current, readAt: performance.now() }
    drillsApi.routes({ ...queryOf(asked.filter), limit: 1 }, stopped.signal).then(
      ({ total, by_state, breached }) =>
        setCounted({ key: asked.key, readAt: asked.readAt, counts: { total, byState: by_state, breached } }),
      // The next change asks again; the connection's state tells the operator.
      () => undefined,
    )
    return () => stopped.abort()
  }, [standing])
  return counted
}
