import { queryOptions, useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { api } from '../api.ts'
import { zone } from '../components/clock.ts'
import { subscribeEntries } from './live.ts'
import { queryClient } from './queries.ts'

/** Often enough for a day that ends and a time that runs out; everything else is told by the ledger. */
const beat = 60_000
const pause = 1000

const summary = queryOptions({
  queryKey: ['actions', 'summary', zone],
  queryFn: ({ signal }) => api.actionSummary(zone, signal),
  refetchInterval: beat,
})

/** How many there are, what waits and what needs this person: rail, banner and the queue's head show the same. */
export const useQueueSummary = () => useQuery(summary).data

/** Counts anew when the ledger says that something was proposed or decided; a flood of news asks once a second. */
export function useSummaryNews(): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let askedAt = 0
    const ask = () => {
      timer = undefined
      askedAt = Date.now()
      void queryClient.invalidateQueries({ queryKey: summary.queryKey })
    }
    const stop = subscribeEntries((entries) => {
      if (entries.some(({ action }) => action.startsWith('action.')))
        timer ??= setTimeout(ask, Math.max(0, askedAt + pause - Date.now()))
    })
    return () => {
      stop()
      clearTimeout(timer)
    }
  }, [])
}
