import {
  CellStyleModule,
  ColumnApiModule,
  type GridApi,
  InfiniteRowModelModule,
  RowApiModule,
  RowSelectionModule,
  ScrollApiModule,
} from 'ag-grid-community'
import { AgGridReact } from 'ag-grid-react'
import { type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import type { Action } from '../../api.ts'
import '../../components/data-grid.css'
import { gridTheme } from '../../components/grid-theme.ts'
import { useWidth } from '../../components/use-width.ts'
import { styleNonce } from '../../style-nonce.ts'
import { type Sort, sortOf } from './address.ts'
import { columnDefaults, columnDefsFor } from './column-defs.ts'
import { type ColumnId, columnIds, fitting, type KeptColumns } from './columns.ts'
import './queue-grid.css'
import { holdOn, rowsOf } from './read-rows.ts'
import { useRowContext } from './row-context.ts'
import { PAGE, type Queue, type QueueView } from './use-queue.ts'
import { useRowUpdates } from './use-row-updates.ts'

const modules = [
  CellStyleModule,
  ColumnApiModule,
  InfiniteRowModelModule,
  RowApiModule,
  RowSelectionModule,
  ScrollApiModule,
]

type Props = {
  queue: Queue
  view: QueueView
  sort: Sort
  kept: KeptColumns
  open: string | undefined
  grid: RefObject<GridApi<Action> | null>
  onOpen: (id: string) => void
  onSort: (sort: Sort) => void
  onColumns: (columns: KeptColumns) => void
  onScroll: (top: number) => void
  onUnread: () => void
}

const scrollbar = 12

/** Text, because a picture of the grid's own would not be in our colours. */
const arrow = (text: string) => () => {
  const element = document.createElement('span')
  element.textContent = text
  return element
}
const icons = { sortAscending: arrow('↑'), sortDescending: arrow('↓') }

export function QueueGrid({
  queue,
  view,
  sort,
  kept,
  open,
  grid,
  onOpen,
  onSort,
  onColumns,
  onScroll,
  onUnread,
}: Props) {
  const [box, width] = useWidth<HTMLDivElement>()
  const [ready, setReady] = useState(false)
  const nonce = styleNonce()
  const latest = useRef({ queue, view })
  const layout = fitting(width - scrollbar, kept)
  const fits = `${[...layout.widths].join(' ')} ${layout.compact}`
  // biome-ignore lint/correctness/useExhaustiveDependencies: new definitions only where other columns fit
  const columnDefs = useMemo(() => columnDefsFor(kept, layout, sort), [kept, fits, sort])
  useEffect(() => useRowContext.setState({ compact: layout.compact }), [layout.compact])
  // Pages that have drifted would bring rows elsewhere than where they are.
  const inPages = useRef(() => !latest.current.queue.drifted)
  const freshest = useRowUpdates(grid, inPages.current)
  const steady = useRef<() => void>(() => undefined)

  // Another filter is another table; the same one read anew is the same table.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const datasource = useMemo(() => {
    latest.current.view = view
    const seen = new Set<number>()
    return rowsOf({
      view: () => latest.current.view,
      freshest,
      onRead(start) {
        const { queue, view } = latest.current
        // A page that was never read before, beside others from before the drift: read them all as of now.
        if (start > 0 && !seen.has(start) && queue.drifted) void queue.realign(view).catch(() => undefined)
        seen.add(start)
      },
      onUnread,
    })
  }, [view.key])

  useEffect(() => {
    const { view: before } = latest.current
    latest.current = { queue, view }
    const api = grid.current
    if (!ready || api === null || before === view || before.key !== view.key) return
    steady.current = view.newest === before.newest ? holdOn(api) : () => undefined
    api.setRowCount(view.total, true)
    api.refreshInfiniteCache()
  }, [queue, view, ready, grid])

  useEffect(() => {
    if (ready && grid.current) markOpen(grid.current, open)
    useRowContext.setState({ current: open ?? null })
  }, [open, ready, grid])

  return (
    <div ref={box} aria-busy={queue.outdated} className="queue data-grid h-full min-h-0">
      {width > 0 && (
        <AgGridReact<Action>
          modules={modules}
          theme={gridTheme}
          {...(nonce === undefined ? {} : { styleNonce: nonce })}
          rowModelType="infinite"
          datasource={datasource}
          columnDefs={columnDefs}
          defaultColDef={columnDefaults}
          infiniteInitialRowCount={view.total}
          cacheBlockSize={PAGE}
          maxBlocksInCache={20}
          scrollbarWidth={scrollbar}
          blockLoadDebounceMillis={30}
          animateRows={false}
          suppressMultiSort
          icons={icons}
          suppressDragLeaveHidesColumns
          sortingOrder={['asc', 'desc']}
          getRowId={({ data }) => data.id}
          rowSelection={{ mode: 'singleRow', checkboxes: false, enableClickSelection: false }}
          // Within a row Tab goes through its own controls, and then on to what comes after the table.
          tabToNextCell={() => false}
          onGridReady={({ api }) => {
            grid.current = api
            setReady(true)
          }}
          onModelUpdated={({ api }) => {
            steady.current()
            markOpen(api, open)
          }}
          onRowClicked={({ data, event }) => data && !isControl(event?.target) && onOpen(data.id)}
          onBodyScroll={({ top }) => onScroll(top)}
          onSortChanged={({ api, source }) => {
            if (source === 'uiColumnSorted') onSort(sortOf(sortModelOf(api)))
          }}
          onColumnResized={({ finished, source, column }) => {
            const id = columnIds.find((each) => each === column?.getColId())
            if (!finished || source !== 'uiColumnResized' || id === undefined || column === null) return
            onColumns({ ...kept, widths: { ...kept.widths, [id]: Math.round(column.getActualWidth()) } })
          }}
          onColumnMoved={({ api, finished, source }) => {
            if (!finished || source !== 'uiColumnMoved') return
            const order = api.getAllGridColumns().map((column) => column.getColId() as ColumnId)
            onColumns({ ...kept, order })
          }}
        />
      )}
    </div>
  )
}

const isControl = (target: EventTarget | null | undefined): boolean =>
  target instanceof Element && target.closest('input, button') !== null

const sortModelOf = (api: GridApi<Action>) =>
  api.getColumnState().flatMap(({ colId, sort }) => (sort ? [{ colId, sort }] : []))

function markOpen(api: GridApi<Action>, open: string | undefined): void {
  const node = open === undefined ? undefined : api.getRowNode(open)
  if (node) node.setSelected(true, true)
  else api.deselectAll()
}
