import type { GridApi, IDatasource } from 'ag-grid-community'
import { type Action, api } from '../../api.ts'
import { sortOf } from './address.ts'
import type { QueueView } from './use-queue.ts'

export type Reader = {
  /** The view as it is now: it may have been read anew since the table began on it. */
  view: () => QueueView
  /** The newest that is known of a row, which may be newer than the page that it came in. */
  freshest: (row: Action) => Action
  onRead: (start: number) => void
  onUnread: () => void
}

/** Hands the table its rows, page by page, each up to the proposal that the view was read to. */
export function rowsOf({ view, freshest, onRead, onUnread }: Reader): IDatasource {
  const given = new WeakSet<QueueView>()
  return {
    async getRows({ startRow, endRow, sortModel, successCallback, failCallback }) {
      const of = view()
      const sort = sortOf(sortModel)
      const isFirst = startRow === 0 && of.first?.sort === sort && !given.has(of)
      if (startRow === 0) given.add(of)
      try {
        const window = { sort, offset: startRow, limit: endRow - startRow, until: of.newest }
        const rows = isFirst && of.first ? of.first.rows : (await api.actions({ ...of.query, ...window })).items
        successCallback(rows.map(freshest), lastRow(of.total, startRow, endRow, rows.length))
        onRead(startRow)
      } catch {
        failCallback()
        onUnread()
      }
    },
  }
}

/** A page that is shorter than promised ends the table. */
const lastRow = (promised: number, start: number, end: number, got: number): number =>
  got < Math.min(end, promised) - start ? start + got : promised

/** Keeps what is looked at where it is, and the keyboard on its row, while the rows around it are read anew. */
export function holdOn(api: GridApi<Action>): () => void {
  const rowAt = (index: number) => ({ id: api.getDisplayedRowAtIndex(index)?.id, index })
  const seen = rowAt(api.getFirstDisplayedRowIndex())
  const cell = api.getFocusedCell()
  const under = cell && isWithinTable() ? { ...rowAt(cell.rowIndex), column: cell.column } : null
  const moved = (row: { id: string | undefined; index: number } | null): boolean => {
    const now = row?.id === undefined ? null : (api.getRowNode(row.id)?.rowIndex ?? null)
    if (row === null || now === null || now === row.index) return false
    row.index = now
    return true
  }
  return () => {
    if (moved(seen)) api.ensureIndexVisible(seen.index, 'top')
    if (under && moved(under) && isWithinTable()) api.setFocusedCell(under.index, under.column)
  }
}

const isWithinTable = (): boolean => document.activeElement?.closest('.queue') !== null
