import { useInfiniteQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import { Button } from '../../../components/button.tsx'
import { EmptyState, ErrorState, NoMatch, SkeletonRows } from '../../../components/states.tsx'
import { Time } from '../../../components/time.tsx'
import { deploysApi } from '../../../deploys-api.ts'
import { sentenceOf } from '../../../problem.ts'
import { useAddress } from '../../../state/address.ts'
import { useCommands } from '../../../state/commands.ts'
import { deployKeys, useSurfaces } from '../../../state/deploys.ts'
import { ViewFoot } from '../../drills/view-foot.tsx'
import { isFiltered, queryOf, readAddress } from './address.ts'
import { HistoryTable } from './history-table.tsx'
import { HistoryToolbar } from './history-toolbar.tsx'

const clear = { surface: undefined, kind: undefined, outcome: undefined }

/** Every deploy and rollback, newest first. */
export function HistoryView() {
  const [address, change] = useAddress(readAddress)
  const list = useRef<HTMLDivElement>(null)
  const { data: known } = useSurfaces()
  const query = queryOf(address)
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage, dataUpdatedAt } = useInfiniteQuery({
    queryKey: deployKeys.list({ ...query, history: true }),
    queryFn: ({ pageParam, signal }) =>
      deploysApi.deploys({ ...query, ...(pageParam === undefined ? {} : { cursor: pageParam }) }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  })
  const deploys = data?.pages.flatMap(({ items }) => items)
  const rows = () => [...(list.current?.querySelectorAll<HTMLElement>('[data-deploy]') ?? [])]
  const move = (by: 1 | -1) => {
    const all = rows()
    const at = all.findIndex((row) => row.matches(':focus'))
    const row = all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)]
    row?.focus()
    row?.scrollIntoView({ block: 'nearest' })
  }
  const here = { group: 'History', palette: false }
  useCommands([
    { ...here, id: 'history.next', label: 'Next', keys: ['j'], run: () => move(1) },
    { ...here, id: 'history.previous', label: 'Previous', keys: ['k'], run: () => move(-1) },
  ])
  return (
    <div className="flex h-full min-h-0 flex-col">
      <HistoryToolbar
        address={address}
        surfaces={known?.items ?? []}
        onChange={(patch) => void change(patch)}
        onClear={() => void change(clear)}
      />
      {error !== null && deploys !== undefined && (
        <div role="alert" className="flex items-center gap-3 border-b border-bad bg-bad-bg px-3 py-1.5">
          <span className="flex-1">
            {sentenceOf(error)} What is shown is from <Time at={dataUpdatedAt} show="both" />, and may have changed
            since.
          </span>
          <Button onClick={() => void refetch()}>Read it again</Button>
        </div>
      )}
      <div ref={list} className="min-h-0 flex-1 overflow-y-auto">
        {deploys === undefined ? (
          error === null ? (
            <SkeletonRows what="the deploys" />
          ) : (
            <ErrorState what="Deploys" error={error} onRetry={() => void refetch()} />
          )
        ) : deploys.length > 0 ? (
          <HistoryTable deploys={deploys} surfaces={known?.items ?? []} />
        ) : isFiltered(address) ? (
          <NoMatch onClear={() => void change(clear)}>No deploy or rollback is of that kind.</NoMatch>
        ) : (
          <EmptyState title="Nothing was deployed yet">
            What goes out from here, from a terminal or by a pipeline is listed here, with who did it and what came of
            it.
          </EmptyState>
        )}
        {hasNextPage && (
          <Button
            className="m-3"
            asleep={isFetchingNextPage ? 'They are on their way' : null}
            onClick={() => void fetchNextPage()}
          >
            Show older ones
          </Button>
        )}
      </div>
      <ViewFoot
        keys={[
          ['j k', 'move'],
          ['Enter', 'open'],
        ]}
      >
        {deploys?.length ?? 0} shown{hasNextPage ? ', older ones below' : ''}
      </ViewFoot>
    </div>
  )
}
