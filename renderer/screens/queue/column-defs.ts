import type { ColDef } from 'ag-grid-community'
import type { Action } from '../../api.ts'
import { newestFirst, type Sort, sortColumns } from './address.ts'
import { CommandsCell } from './cells/commands-cell.ts'
import { ModeCell, ProposedCell, ReasonCell, SelectCell, TargetCell, TierCell, TypeCell } from './cells/plain-cells.ts'
import { StatusCell } from './cells/status-cell.ts'
import { type ColumnId, columns, type KeptColumns, type Layout, ordered, stretches } from './columns.ts'

const renderers: Record<ColumnId, ColDef<Action>> = {
  select: { cellRenderer: SelectCell },
  tier: { cellRenderer: TierCell },
  type: { cellRenderer: TypeCell },
  target_ref: { cellRenderer: TargetCell },
  reason: { cellRenderer: ReasonCell },
  mode: { cellRenderer: ModeCell },
  status: { cellRenderer: StatusCell },
  proposed_at: { cellRenderer: ProposedCell },
  commands: { cellRenderer: CommandsCell },
}

export const columnDefaults: ColDef<Action> = {
  sortable: false,
  resizable: true,
  minWidth: 30,
  suppressHeaderMenuButton: true,
  suppressKeyboardEvent: ({ event }) => isOurs(event),
}

/**
 * Space is not the table's: its own selection is the row that is open, and what is picked has boxes. Tab is not, either,
 * while there is another control in the row to go to.
 */
function isOurs({ key, shiftKey, target }: KeyboardEvent): boolean {
  if (key !== 'Tab' || !(target instanceof Element)) return key === ' '
  const controls = target.closest('[role="row"]')?.querySelectorAll('input, button') ?? []
  const side = shiftKey ? Node.DOCUMENT_POSITION_PRECEDING : Node.DOCUMENT_POSITION_FOLLOWING
  return [...controls].some((control) => (target.compareDocumentPosition(control) & side) !== 0)
}

const isSortable = (id: ColumnId): boolean => sortColumns.some((column) => column === id)

/** As the operator left them, less what there is no room for. */
export function columnDefsFor(
  kept: KeptColumns,
  { widths, compact }: Layout,
  sort: Sort = newestFirst,
): ColDef<Action>[] {
  return ordered(kept.order).map((colId) => {
    const isEnd = colId === 'select' || colId === 'commands'
    const width = widths.get(colId)
    const stretched = colId === stretches && kept.widths?.[colId] === undefined
    return {
      ...renderers[colId],
      colId,
      headerName: compact && colId === 'commands' ? '' : columns[colId].name,
      hide: width === undefined,
      ...(width === undefined ? {} : { width }),
      flex: stretched ? 1 : null,
      minWidth: stretched ? columns[colId].width : 30,
      ...(isSortable(colId) ? { sortable: true, sort: orderOf(colId, sort) } : {}),
      ...(isEnd ? { suppressMovable: true, lockPosition: colId === 'select' ? 'left' : 'right' } : {}),
      ...(colId === 'select' ? { resizable: false, headerClass: 'select-header' } : {}),
    }
  })
}

const orderOf = (colId: ColumnId, sort: Sort): 'asc' | 'desc' | null => {
  if (sort === colId) return 'asc'
  return sort === `-${colId}` ? 'desc' : null
}
