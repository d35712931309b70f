import { useMemo, useRef, useState } from 'react'
import { Button } from '../../../components/button.tsx'
import { ErrorState, NoMatch, SkeletonRows } from '../../../components/states.tsx'
import { Time } from '../../../components/time.tsx'
import { useReading } from '../../../components/use-reading.ts'
import { sentenceOf } from '../../../problem.ts'
import { useAddress } from '../../../state/address.ts'
import { useCommands } from '../../../state/commands.ts'
import { useFleetNews } from '../../../state/fleet.ts'
import { ViewFoot } from '../../drills/view-foot.tsx'
import { clearFilter, filterOf, isFiltered, readAddress } from '../address.ts'
import { NoAgents } from './no-agents.tsx'
import { TraceTable } from './trace-table.tsx'
import { TracesToolbar } from './traces-toolbar.tsx'
import { useTraces } from './use-traces.ts'

const keys = [
  ['j k', 'move'],
  ['Enter', 'open'],
  ['/', 'search'],
  ['u', 'show new ones'],
] as const

/** Every trace, newest first. */
export function TraceList() {
  useFleetNews()
  const [address, change] = useAddress(readAddress)
  const text = JSON.stringify(filterOf(address))
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text is the value
  const filter = useMemo(() => filterOf(address), [text])
  const list = useRef<HTMLDivElement>(null)
  const search = useRef<HTMLInputElement>(null)
  const [scrolled, setScrolled] = useState(false)
  const reading = useReading(list, scrolled, false)
  const read = useTraces(filter, reading)
  const { traces, error, waiting, hasNextPage, isFetchingNextPage } = read

  const showNew = () => {
    read.showNew()
    if (list.current !== null) list.current.scrollTop = 0
  }
  const move = (by: 1 | -1) => {
    const all = [...(list.current?.querySelectorAll<HTMLElement>('[data-trace]') ?? [])]
    const at = all.findIndex((row) => row.matches(':focus'))
    const row = all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)]
    row?.focus()
    row?.scrollIntoView({ block: 'nearest' })
  }
  const here = { group: 'Traces', palette: false }
  useCommands([
    { ...here, id: 'traces.next', label: 'Next', keys: ['j', 'ArrowDown'], run: () => move(1) },
    { ...here, id: 'traces.previous', label: 'Previous', keys: ['k', 'ArrowUp'], run: () => move(-1) },
    {
      group: 'Traces',
      id: 'traces.search',
      label: 'Search the traces',
      keys: ['/'],
      run: () => search.current?.focus(),
    },
    {
      ...here,
      id: 'traces.new',
      label: 'Show the new ones',
      keys: ['u'],
      asleep: waiting > 0 ? null : 'Nothing new is waiting',
      run: showNew,
    },
  ])

  return (
    <div className="flex h-full min-h-0 flex-col">
      <TracesToolbar
        filter={filter}
        input={search}
        waiting={waiting}
        onChange={(patch, typing = false) => void change(patch, { replace: typing })}
        onShowNew={showNew}
        onClear={() => void change(clearFilter)}
      />
      {error !== null && traces !== undefined && (
        <div role="alert" className="flex items-center gap-3 border-b border-bad bg-bad-bg px-3 py-1.5">
          <span className="flex-1">
            {sentenceOf(error)} What is shown is from <Time at={read.dataUpdatedAt} show="both" />, and may have changed
            since.
          </span>
          <Button onClick={() => void read.refetch()}>Read it again</Button>
        </div>
      )}
      <div
        ref={list}
        onScroll={({ currentTarget }) => setScrolled(currentTarget.scrollTop > 0)}
        className="min-h-0 flex-1 overflow-y-auto"
      >
        {traces === undefined ? (
          error === null ? (
            <SkeletonRows what="the traces" />
          ) : (
            <ErrorState what="The traces" error={error} onRetry={() => void read.refetch()} />
          )
        ) : traces.length > 0 ? (
          <TraceTable traces={traces} />
        ) : isFiltered(filter) ? (
          <NoMatch onClear={() => void change(clearFilter)}>
            No trace is like that. What is searched for are words of the name or the model, or the beginning of an id or
            of a conversation. Traces that match will appear here by themselves.
          </NoMatch>
        ) : (
          <NoAgents />
        )}
        {hasNextPage && (
          <Button
            className="m-3"
            asleep={isFetchingNextPage ? 'They are on their way' : null}
            onClick={() => void read.fetchNextPage()}
          >
            Show older ones
          </Button>
        )}
      </div>
      <ViewFoot keys={keys}>
        {traces?.length ?? 0} shown{hasNextPage ? ', older ones below' : ''}
      </ViewFoot>
    </div>
  )
}
