import { useQueryClient } from '@tanstack/react-query'
import {
  type ColDef,
  type GridApi,
  type IDatasource,
  InfiniteRowModelModule,
  RowApiModule,
  RowSelectionModule,
  ScrollApiModule,
} from 'ag-grid-community'
import { AgGridReact } from 'ag-grid-react'
import { type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import type { Entry } from '../../api.ts'
import { gridTheme } from '../../components/grid-theme.ts'
import '../../components/data-grid.css'
import { useWidth } from '../../components/use-width.ts'
import { styleNonce } from '../../style-nonce.ts'
import type { LedgerFilter } from './address.ts'
import { type ColumnName, columnNames, type Layout, layoutFor } from './columns.ts'
import * as cells from './ledger-cells.tsx'
import { PAGE, readRows } from './ledger-pages.ts'
import { type LiveRows, rowCount } from './live-rows.ts'

const modules = [InfiniteRowModelModule, RowApiModule, RowSelectionModule, ScrollApiModule]

const columns: Record<ColumnName, ColDef<Entry>> = {
  seq: { headerName: 'Seq', width: 72, cellRenderer: cells.SeqCell },
  at: { headerName: 'Time', width: 156, cellRenderer: cells.TimeCell },
  action: { headerName: 'Action', minWidth: 150, flex: 5, cellRenderer: cells.ActionCell },
  subject: { headerName: 'Subject', minWidth: 150, flex: 5, cellRenderer: cells.SubjectCell },
  actor: { headerName: 'Actor', minWidth: 212, flex: 6, cellRenderer: cells.ActorCell },
  data: { headerName: 'Data', minWidth: 160, flex: 9, cellRenderer: cells.DataCell },
}
const timeAndAge: ColDef<Entry> = { width: 240, cellRenderer: cells.TimeAndAgeCell }
const defaults: ColDef<Entry> = {
  sortable: false,
  suppressMovable: true,
  resizable: false,
  suppressHeaderMenuButton: true,
}

const columnDefsFor = ({ shown, age }: Layout): ColDef<Entry>[] =>
  columnNames.map((colId) => ({
    ...columns[colId],
    ...(age && colId === 'at' ? timeAndAge : {}),
    colId,
    hide: !shown.includes(colId),
  }))

type Props = {
  filter: LedgerFilter
  state: LiveRows
  renewed: number
  open: number | undefined
  grid: RefObject<GridApi<Entry> | null>
  onOpen: (seq: number) => void
  onScroll: (top: number) => void
  onUnread: () => void
}

export function LedgerGrid({ filter, state, renewed, open, grid, onOpen, onScroll, onUnread }: Props) {
  const client = useQueryClient()
  const [box, width] = useWidth<HTMLDivElement>()
  const [ready, setReady] = useState(false)
  const latest = useRef(state)
  const rows = rowCount(state)
  const nonce = styleNonce()
  const layout = layoutFor(width)
  const fits = `${layout.shown.join(' ')} ${layout.age}`
  // biome-ignore lint/correctness/useExhaustiveDependencies: new definitions only where the layout becomes another one
  const columnDefs = useMemo(() => columnDefsFor(layout), [fits])

  const datasource = useMemo<IDatasource>(
    () => ({
      getRows({ startRow, endRow, successCallback, failCallback }) {
        readRows(client, filter, latest.current, startRow, endRow).then(
          (entries) => successCallback(entries, lastRow(latest.current, startRow, endRow, entries.length)),
          () => {
            failCallback()
            onUnread()
          },
        )
      },
    }),
    [client, filter, onUnread],
  )

  useEffect(() => {
    const grew = latest.current !== state && latest.current.shown !== state.shown
    latest.current = state
    if (!ready || !grew) return
    grid.current?.setRowCount(rows, true)
    grid.current?.refreshInfiniteCache()
  }, [state, rows, ready, grid])

  useEffect(() => {
    if (renewed > 0) grid.current?.refreshInfiniteCache()
  }, [renewed, grid])

  useEffect(() => {
    if (ready && grid.current) markOpen(grid.current, open)
  }, [open, ready, grid])

  return (
    <div ref={box} className="ledger data-grid h-full min-h-0">
      {width > 0 && (
        <AgGridReact<Entry>
          modules={modules}
          theme={gridTheme}
          {...(nonce === undefined ? {} : { styleNonce: nonce })}
          rowModelType="infinite"
          datasource={datasource}
          columnDefs={columnDefs}
          defaultColDef={defaults}
          infiniteInitialRowCount={rows}
          cacheBlockSize={PAGE}
          maxBlocksInCache={20}
          scrollbarWidth={12}
          blockLoadDebounceMillis={30}
          getRowId={({ data }) => String(data.seq)}
          rowSelection={{ mode: 'singleRow', checkboxes: false, enableClickSelection: false }}
          onGridReady={({ api }) => {
            grid.current = api
            setReady(true)
          }}
          onModelUpdated={({ api }) => markOpen(api, open)}
          onRowClicked={({ data }) => data && onOpen(data.seq)}
          onBodyScroll={({ top }) => onScroll(top)}
        />
      )}
    </div>
  )
}

/** A page that is shorter than promised ends the table: what was pruned has left nothing to show. */
function lastRow(state: LiveRows, start: number, end: number, got: number): number {
  const promised = rowCount(state)
  return got < Math.min(end, promised) - start ? start + got : promised
}

function markOpen(api: GridApi<Entry>, open: number | undefined): void {
  const node = open === undefined ? undefined : api.getRowNode(String(open))
  if (node) node.setSelected(true, true)
  else api.deselectAll()
}
