import { queryOptions, useQuery } from '@tanstack/react-query'
import { api } from '../api.ts'
import { zone } from '../components/clock.ts'
import { queryClient } from './queries.ts'
import { useRefreshOnNews } from './refresh-on-news.ts'

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

const isAboutActions = ({ action }: { action: string }): boolean => action.startsWith('action.')
const countAnew = (): Promise<void> => queryClient.invalidateQueries({ queryKey: summary.queryKey })

/** Counts anew when the ledger says that something was proposed or decided; a flood of news asks once a second. */
export const useSummaryNews = (): void => useRefreshOnNews(isAboutActions, countAnew, pause)
