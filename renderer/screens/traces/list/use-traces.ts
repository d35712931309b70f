import { type InfiniteData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo } from 'react'
import { fleetApi, type Trace } from '../../../fleet-api.ts'
import { fleetKeys } from '../../../state/fleet.ts'
import { queryClient } from '../../../state/queries.ts'
import { queryOf, type TraceFilter } from '../address.ts'
import { joinPages, newIn } from './new-rows.ts'

type Page = Awaited<ReturnType<typeof fleetApi.traces>>
const beat = 4_000

/**
 * Traces page by page, and beside them the newest again and again: what changed changes where it stands, and what is new
 * waits while somebody reads.
 */
export function useTraces(filter: TraceFilter, reading: boolean) {
  const key = useMemo(() => fleetKeys.traces(filter), [filter])
  const read = useInfiniteQuery({
    queryKey: [...key, 'pages'],
    queryFn: ({ pageParam, signal }) =>
      fleetApi.traces(
        { ...queryOf(filter, Date.now()), ...(pageParam === undefined ? {} : { cursor: pageParam }) },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    staleTime: Number.POSITIVE_INFINITY,
    // Left for a while and come back to: read anew, from the top.
    gcTime: 0,
  })
  const { data: newest } = useQuery({
    queryKey: [...key, 'newest'],
    queryFn: ({ signal }) => fleetApi.traces(queryOf(filter, Date.now()), signal),
    refetchInterval: beat,
    enabled: read.data !== undefined,
    gcTime: 0,
  })
  const shown = useMemo(
    () => (read.data === undefined ? undefined : joinPages(read.data.pages, newest?.items ?? [])),
    [read.data, newest],
  )
  const waiting = shown === undefined || newest === undefined ? 0 : newIn(shown, newest.items)
  const showNew = useCallback(() => {
    const fresh = queryClient.getQueryData<Page>([...key, 'newest'])
    if (fresh !== undefined)
      queryClient.setQueryData<InfiniteData<Page, string | undefined>>([...key, 'pages'], {
        pages: [fresh],
        pageParams: [undefined],
      })
  }, [key])
  useEffect(() => {
    if (waiting > 0 && !reading) showNew()
  }, [waiting, reading, showNew])
  return { ...read, traces: shown as readonly Trace[] | undefined, waiting, showNew }
}
