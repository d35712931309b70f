import type { GridApi } from 'ag-grid-community'
import type { RefObject } from 'react'
import type { Entry } from '../../api.ts'
import { useCommands } from '../../state/commands.ts'

type Hands = {
  grid: RefObject<GridApi<Entry> | null>
  open: number | undefined
  filterInput: RefObject<HTMLInputElement | null>
  verifyAsleep: string | null
  onOpen: (seq: number, how: 'keyboard' | 'pointer') => void
  onShowNew: () => void
  onVerify: () => void
  evidenceAsleep: string | null
  onChoosePackage: () => void
}

const group = 'Audit'

/** Everything on this screen without a mouse. With an entry open, moving opens the next one. */
export function useAuditKeys({
  grid,
  open,
  filterInput,
  verifyAsleep,
  onOpen,
  onShowNew,
  onVerify,
  ...evidence
}: Hands) {
  const rowOf = (api: GridApi<Entry>) =>
    api.getFocusedCell()?.rowIndex ?? (open === undefined ? null : (api.getRowNode(String(open))?.rowIndex ?? null))

  const focus = (row: number) => {
    grid.current?.ensureIndexVisible(row)
    grid.current?.setFocusedCell(row, 'seq')
  }

  const move = (by: 1 | -1) => {
    const api = grid.current
    if (api === null) return
    const from = rowOf(api)
    const to = from === null ? 0 : Math.min(Math.max(from + by, 0), api.getDisplayedRowCount() - 1)
    focus(to)
    const entry = api.getDisplayedRowAtIndex(to)?.data
    if (open !== undefined && entry !== undefined) onOpen(entry.seq, 'pointer')
  }

  useCommands([
    { id: 'audit.next', label: 'Next entry', group, keys: ['j'], palette: false, run: () => move(1) },
    { id: 'audit.previous', label: 'Previous entry', group, keys: ['k'], palette: false, run: () => move(-1) },
    {
      id: 'audit.open',
      label: 'Open the entry',
      group,
      keys: ['Enter'],
      palette: false,
      run() {
        const row = grid.current?.getFocusedCell()?.rowIndex
        const entry = row === undefined ? undefined : grid.current?.getDisplayedRowAtIndex(row)?.data
        if (entry !== undefined) onOpen(entry.seq, 'keyboard')
      },
    },
    { id: 'audit.new', label: 'Show new entries', group, keys: ['n'], run: onShowNew },
    { id: 'audit.filter', label: 'Filter the ledger', group, keys: ['/'], run: () => filterInput.current?.focus() },
    { id: 'audit.verify', label: 'Verify the ledger now', group, keys: ['v'], asleep: verifyAsleep, run: onVerify },
    {
      id: 'audit.evidence',
      label: 'Check a package of evidence',
      group,
      keys: ['e'],
      asleep: evidence.evidenceAsleep,
      run: evidence.onChoosePackage,
    },
  ])

  return {
    /** Back to the row that was being looked at, if there is one. */
    returnToTable(): boolean {
      const api = grid.current
      const row = api === null ? null : rowOf(api)
      if (row !== null) focus(row)
      return row !== null
    },
  }
}
