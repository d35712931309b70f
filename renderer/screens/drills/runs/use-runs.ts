import { skipToken, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { type DrillRun, drillsApi } from '../../../drills-api.ts'
import { subscribeEntries } from '../../../state/live.ts'
import { queryClient } from '../../../state/queries.ts'

const runs = ['drills', 'runs'] as const

/** Read anew when the ledger says something about a run. */
function useRunNews(): void {
  useEffect(
    () =>
      subscribeEntries((entries) => {
        if (entries.some(({ action }) => action.startsWith('drill.run.') || action.startsWith('actor.')))
          void queryClient.invalidateQueries({ queryKey: runs })
      }),
    [],
  )
}

/** Those that run now, all of them, and those that ended, as many pages as were asked for. */
export function useRuns() {
  useRunNews()
  const running = useQuery({
    queryKey: [...runs, 'running'],
    queryFn: async ({ signal }) => (await drillsApi.runs({ state: ['running'], limit: 200 }, signal)).items,
  })
  const ended = useInfiniteQuery({
    queryKey: [...runs, 'ended'],
    queryFn: ({ pageParam, signal }) =>
      drillsApi.runs(
        { state: ['finished', 'abandoned'], limit: 50, ...(pageParam === undefined ? {} : { cursor: pageParam }) },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  })
  return { running, ended, scorecard: useScorecard() }
}

const useScorecard = () =>
  useQuery({ queryKey: [...runs, 'scorecard'], queryFn: ({ signal }) => drillsApi.scorecard({}, signal) })

/** Beside `useRuns`, which hears the news for it. */
export function useRun(id: string | undefined) {
  return useQuery({
    queryKey: [...runs, 'one', id],
    queryFn: id === undefined ? skipToken : ({ signal }) => drillsApi.run(id, signal),
  })
}

/** What the server answered is what it is now. */
export function learnRun(run: DrillRun): void {
  queryClient.setQueryData([...runs, 'one', run.run_id], run)
  void queryClient.invalidateQueries({ queryKey: runs })
}

/** Why a command cannot be given, by the server's word; null where it can. */
export function refusedBecause({ commands }: DrillRun, name: DrillRun['commands'][number]['name']): string | null {
  const offer = commands.find((each) => each.name === name)
  if (offer === undefined) return 'The server does not offer this here.'
  return offer.enabled ? null : (offer.reason ?? 'The server does not allow this now.')
}
