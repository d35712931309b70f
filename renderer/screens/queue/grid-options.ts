import {
  CellStyleModule,
  ColumnApiModule,
  type GridApi,
  type GridOptions,
  InfiniteRowModelModule,
  RowApiModule,
  RowSelectionModule,
  ScrollApiModule,
} from 'ag-grid-community'
import type { RefObject } from 'react'
import type { Action } from '../../api.ts'
import '../../components/data-grid.css'
import { gridTheme } from '../../components/grid-theme.ts'
import { styleNonce } from '../../style-nonce.ts'
import { type Sort, sortOf } from './address.ts'
import { columnDefaults } from './column-defs.ts'
import { type ColumnId, columnIds, type KeptColumns } from './columns.ts'
import { selectRange } from './selection.ts'
import { PAGE } from './use-queue.ts'

export const gridModules = [
  CellStyleModule,
  ColumnApiModule,
  InfiniteRowModelModule,
  RowApiModule,
  RowSelectionModule,
  ScrollApiModule,
]

export const scrollbar = 12

/** What the table tells the screen, and what it has to know of it. */
export type GridHands = {
  kept: KeptColumns
  open: string | undefined
  onOpen: (id: string) => void
  onSort: (sort: Sort) => void
  onColumns: (columns: KeptColumns) => void
  onScroll: (top: number) => void
  onUpdated: () => void
}

/** Text, because a picture of the grid's own would not be in our colours. */
const arrow = (text: string) => () => {
  const element = document.createElement('span')
  element.textContent = text
  return element
}

/** Made once for the life of a table; `hands` is asked for what the screen wants by then. */
export function gridOptions(hands: RefObject<GridHands>): GridOptions<Action> {
  const nonce = styleNonce()
  /** Where Shift picks from. */
  let picked: number | null = null
  return {
    theme: gridTheme,
    ...(nonce === undefined ? {} : { styleNonce: nonce }),
    rowModelType: 'infinite',
    columnDefs: [],
    defaultColDef: columnDefaults,
    rowBuffer: 4,
    cacheBlockSize: PAGE,
    maxBlocksInCache: 20,
    scrollbarWidth: scrollbar,
    blockLoadDebounceMillis: 30,
    animateRows: false,
    suppressMultiSort: true,
    suppressDragLeaveHidesColumns: true,
    icons: { sortAscending: arrow('↑'), sortDescending: arrow('↓') },
    sortingOrder: ['asc', 'desc'],
    getRowId: ({ data }) => data.id,
    rowSelection: { mode: 'singleRow', checkboxes: false, enableClickSelection: false },
    // Within a row Tab goes through its own controls, and then on to what comes after the table.
    tabToNextCell: () => false,
    onModelUpdated({ api }) {
      hands.current.onUpdated()
      markOpen(api, hands.current.open)
    },
    onRowClicked({ api, data, event, rowIndex }) {
      if (isBox(event?.target)) {
        if (event instanceof MouseEvent && event.shiftKey) selectRange(rowsBetween(api, picked, rowIndex))
        picked = rowIndex
      } else if (data && !isControl(event?.target)) hands.current.onOpen(data.id)
    },
    onBodyScroll: ({ top }) => hands.current.onScroll(top),
    onSortChanged({ api, source }) {
      if (source === 'uiColumnSorted') hands.current.onSort(sortOf(sortModelOf(api)))
    },
    onColumnResized({ finished, source, column }) {
      const id = columnIds.find((each) => each === column?.getColId())
      if (!finished || source !== 'uiColumnResized' || id === undefined || column === null) return
      const { kept, onColumns } = hands.current
      onColumns({ ...kept, widths: { ...kept.widths, [id]: Math.round(column.getActualWidth()) } })
    },
    onColumnMoved({ api, finished, source }) {
      if (!finished || source !== 'uiColumnMoved') return
      const { kept, onColumns } = hands.current
      onColumns({ ...kept, order: api.getAllGridColumns().map((column) => column.getColId() as ColumnId) })
    },
  }
}

/** The row that is open is the one that the table holds selected. */
export function markOpen(api: GridApi<Action>, open: string | undefined): void {
  const node = open === undefined ? undefined : api.getRowNode(open)
  if (node) node.setSelected(true, true)
  else api.deselectAll()
}

const isControl = (target: EventTarget | null | undefined): boolean =>
  target instanceof Element && target.closest('input, button') !== null

const isBox = (target: EventTarget | null | undefined): boolean => target instanceof HTMLInputElement

function rowsBetween(api: GridApi<Action>, from: number | null, to: number | null): Action[] {
  if (from === null || to === null) return []
  const first = Math.min(from, to)
  const rows = Array.from({ length: Math.abs(to - from) + 1 }, (_, i) => api.getDisplayedRowAtIndex(first + i)?.data)
  return rows.filter((row) => row !== undefined)
}

const sortModelOf = (api: GridApi<Action>) =>
  api.getColumnState().flatMap(({ colId, sort }) => (sort ? [{ colId, sort }] : []))
