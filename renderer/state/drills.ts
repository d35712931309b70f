import { queryOptions, useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { drillsApi } from '../drills-api.ts'
import { queryClient } from './queries.ts'
import { useRefreshOnNews } from './refresh-on-news.ts'

/** Often enough for a time that runs out; everything else is told by the ledger. */
const beat = 60_000
const pause = 1000

const dashboard = queryOptions({
  queryKey: ['drills', 'dashboard'],
  queryFn: ({ signal }) => drillsApi.dashboard(signal),
  refetchInterval: beat,
})

/** What waits, what is late, what failed: rail and screen show the same. */
export const useDrillDashboard = () => useQuery(dashboard)

/** What was just asked for has changed something, or was refused because something had changed. */
export const refreshDrills = (): Promise<void> => queryClient.invalidateQueries({ queryKey: ['drills'] })

const isAboutDrills = ({ action }: { action: string }): boolean => action.startsWith('drill.')
const countAnew = (): Promise<void> => queryClient.invalidateQueries({ queryKey: dashboard.queryKey })

/** Counts anew when the ledger says so, and when the next route is past its time; a flood of news asks once a second. */
export function useDrillNews(): void {
  const { data, dataUpdatedAt } = useDrillDashboard()
  useRefreshOnNews(isAboutDrills, countAnew, pause)
  const turn = data?.next_breach_at ?? null
  useEffect(() => {
    if (turn === null || Date.parse(turn) <= dataUpdatedAt) return
    // A moment later than its own time, so that the server is past it too.
    const timer = setTimeout(countAnew, Math.max(0, Date.parse(turn) - Date.now()) + 500)
    return () => clearTimeout(timer)
  }, [turn, dataUpdatedAt])
}
