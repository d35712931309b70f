import { createGrid, type GridApi } from 'ag-grid-community'
import { type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import type { Action } from '../../api.ts'
import { useWidth } from '../../components/use-width.ts'
import type { Sort } from './address.ts'
import { columnDefsFor } from './column-defs.ts'
import { fitting, type KeptColumns } from './columns.ts'
import { type GridHands, gridModules, gridOptions, markOpen, scrollbar } from './grid-options.ts'
import './queue-grid.css'
import { holdOn, rowsOf } from './read-rows.ts'
import { useRowContext } from './row-context.ts'
import type { Queue, QueueView } from './use-queue.ts'
import { useRowUpdates } from './use-row-updates.ts'

type Props = Omit<GridHands, 'onUpdated'> & {
  queue: Queue
  view: QueueView
  sort: Sort
  grid: RefObject<GridApi<Action> | null>
  onUnread: () => void
}

/** The table, as wide as it is shown. Its rows are drawn without React: see `Cell`. */
export function QueueGrid(props: Props) {
  const [box, width] = useWidth<HTMLDivElement>()
  return (
    <div ref={box} aria-busy={props.queue.outdated} className="queue data-grid h-full min-h-0">
      {width > 0 && <Table {...props} width={width} />}
    </div>
  )
}

function Table({ width, ...props }: Props & { width: number }) {
  const { queue, view, sort, kept, open, grid, onUnread } = props
  const place = useRef<HTMLDivElement>(null)
  const [api, setApi] = useState<GridApi<Action> | null>(null)
  const steady = useRef<() => void>(() => undefined)
  const latest = useRef({ queue, view })
  const hands = useRef<GridHands>({ ...props, onUpdated: () => undefined })
  hands.current = { ...props, onUpdated: () => steady.current() }

  // Pages that have drifted would bring rows elsewhere than where they are.
  const inPages = useRef(() => !latest.current.queue.drifted)
  const freshest = useRowUpdates(grid, inPages.current)
  const columnDefs = useColumnDefs(width, kept, sort)

  useEffect(() => {
    if (place.current === null) return
    const made = createGrid<Action>(place.current, gridOptions(hands), { modules: gridModules })
    grid.current = made
    setApi(made)
    return () => {
      grid.current = null
      made.destroy()
    }
  }, [grid])

  useEffect(() => api?.setGridOption('columnDefs', columnDefs), [api, columnDefs])

  // Another filter is another table; the same one read anew is the same table.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    if (api === null) return
    latest.current = { queue, view }
    const seen = new Set<number>()
    const onRead = (start: number) => {
      const { queue: now, view: of } = latest.current
      // A page that was never read before, beside others from before the drift: read them all as of now.
      if (start > 0 && !seen.has(start) && now.drifted) void now.realign(of).catch(() => undefined)
      seen.add(start)
    }
    steady.current = () => undefined
    api.setGridOption('datasource', rowsOf({ view: () => latest.current.view, freshest, onRead, onUnread }))
    api.setRowCount(view.total, true)
  }, [api, view.key])

  useEffect(() => {
    const { view: before } = latest.current
    latest.current = { queue, view }
    if (api === null || before === view || before.key !== view.key) return
    steady.current = view.newest === before.newest ? holdOn(api) : () => undefined
    api.setRowCount(view.total, true)
    api.refreshInfiniteCache()
  }, [api, queue, view])

  useEffect(() => {
    if (api !== null) markOpen(api, open)
    useRowContext.setState({ current: open ?? null })
  }, [api, open])

  return <div ref={place} className="h-full" />
}

function useColumnDefs(width: number, kept: KeptColumns, sort: Sort) {
  const layout = fitting(width - scrollbar, kept)
  const fits = `${[...layout.widths].join(' ')} ${layout.compact}`
  useEffect(() => useRowContext.setState({ compact: layout.compact }), [layout.compact])
  // biome-ignore lint/correctness/useExhaustiveDependencies: new definitions only where other columns fit
  return useMemo(() => columnDefsFor(kept, layout, sort), [kept, fits, sort])
}
