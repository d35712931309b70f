import { useEffect, useState } from 'react'
import { type DrillRoute, drillsApi } from '../../../drills-api.ts'
import type { RoutesFilter } from '../routes/address.ts'
import type { BulkName } from '../routes/drill-dialogs.ts'
import { gatherRoutes } from './gather-routes.ts'

export type Gathered =
  | { kind: 'reading'; got: number; of: number }
  | { kind: 'read'; rows: readonly DrillRoute[] }
  | { kind: 'failed'; error: unknown }

/** Which they are, as they were when the dialog was opened: a run does not change what it is about. */
export function useGathered(name: BulkName, filter: RoutesFilter, count: number) {
  const [gathered, setGathered] = useState<Gathered>({ kind: 'reading', got: 0, of: count })
  const [asked, setAsked] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: read once, and again where that failed
  useEffect(() => {
    const stopped = new AbortController()
    setGathered({ kind: 'reading', got: 0, of: count })
    gatherRoutes(name, filter, {
      read: drillsApi.routes,
      onProgress: (got, of) => setGathered({ kind: 'reading', got, of }),
      signal: stopped.signal,
    }).then(
      (rows) => !stopped.signal.aborted && setGathered({ kind: 'read', rows }),
      (error: unknown) => !stopped.signal.aborted && setGathered({ kind: 'failed', error }),
    )
    return () => stopped.abort()
  }, [asked])
  return { gathered, readAgain: () => setAsked((times) => times + 1) }
}
