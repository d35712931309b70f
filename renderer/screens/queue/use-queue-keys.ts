import type { GridApi } from 'ag-grid-community'
import { Ban, Check, Plus, Search } from 'lucide-react'
import type { RefObject } from 'react'
import type { Action } from '../../api.ts'
import { type Command, useCommands } from '../../state/commands.ts'
import { notify } from '../../state/toasts.ts'
import { type ActionCommand, useActionCommands } from './queue-commands.ts'
import { commandsOf } from './row-commands.ts'
import { useRowContext } from './row-context.ts'
import { clearSelection, toggleSelected, useSelection } from './selection.ts'

type Hands = {
  grid: RefObject<GridApi<Action> | null>
  open: string | undefined
  searchInput: RefObject<HTMLInputElement | null>
  asleep: string | null
  proposeAsleep: string | null
  onOpen: (id: string, how: 'keyboard' | 'pointer') => void
  onShowNew: () => void
  onPropose: () => void
}

const group = 'Queue'

/** Everything on this screen without a mouse. With an action open, moving opens the next one. */
export function useQueueKeys(hands: Hands) {
  const { grid, open, searchInput, asleep, proposeAsleep, onOpen } = hands
  const { run } = useActionCommands()
  const picking = useSelection(({ rows }) => rows.size > 0)
  const openRow = (api: GridApi<Action>) => (open === undefined ? null : (api.getRowNode(open)?.rowIndex ?? null))
  const focused = (api: GridApi<Action>) => api.getFocusedCell()?.rowIndex ?? null
  /** The row that one sees to be chosen: nothing is done to one that merely had the focus before. */
  const rowOf = (api: GridApi<Action>) => (isInTable() ? focused(api) : null) ?? openRow(api)
  const actionAt = (api: GridApi<Action> | null): Action | undefined => {
    const row = api === null ? null : rowOf(api)
    return row === null ? undefined : api?.getDisplayedRowAtIndex(row)?.data
  }

  const focus = (row: number) => {
    grid.current?.ensureIndexVisible(row)
    grid.current?.setFocusedCell(row, 'tier')
  }

  const move = (by: 1 | -1) => {
    const api = grid.current
    if (api === null || api.getDisplayedRowCount() === 0) return
    const from = rowOf(api) ?? focused(api)
    const to = from === null ? 0 : Math.min(Math.max(from + by, 0), api.getDisplayedRowCount() - 1)
    focus(to)
    const action = api.getDisplayedRowAtIndex(to)?.data
    if (open !== undefined && action !== undefined) onOpen(action.id, 'pointer')
  }

  /** Where it cannot be done, the key says why, as the button would. */
  const give = (...wanted: ActionCommand[]) => {
    const action = actionAt(grid.current)
    if (action === undefined) return notify.refused('No row is chosen', 'Move to one with j and k, or open it.')
    const { buttons, more } = commandsOf(action, useRowContext.getState().me)
    const command = [...buttons, ...more].find(({ name }) => wanted.includes(name))
    if (command === undefined)
      return notify.refused('That is not possible now', `It is ${action.status}: there is nothing left to decide.`)
    if (command.why !== null) return notify.refused(`Not possible: ${command.does}`, command.why)
    run(command.name, action)
  }

  const here = (id: string, label: string, key: string, act: () => void): Command => ({
    id: `queue.${id}`,
    label,
    group,
    keys: [key],
    palette: false,
    run: act,
  })
  useCommands([
    here('next', 'Next action', 'j', () => move(1)),
    here('previous', 'Previous action', 'k', () => move(-1)),
    here('open', 'Open the action', 'Enter', () => {
      const action = actionAt(grid.current)
      if (action !== undefined) onOpen(action.id, 'keyboard')
    }),
    here('select', 'Select the action', 'x', () => {
      const action = actionAt(grid.current)
      if (action !== undefined) toggleSelected(action)
    }),
    { ...here('approve', 'Approve the action', 'a', () => give('approve')), icon: Check, asleep },
    { ...here('reject', 'Reject or withdraw the action', 'r', () => give('reject', 'withdraw')), icon: Ban, asleep },
    { ...here('executed', 'Mark the action executed', 'm', () => give('mark_executed')), asleep },
    { ...here('new', 'Show new actions', 'N', hands.onShowNew), palette: true },
    { ...here('search', 'Search actions', '/', () => searchInput.current?.focus()), icon: Search, palette: true },
    {
      ...here('propose', 'Propose an action', 'n', hands.onPropose),
      icon: Plus,
      palette: true,
      asleep: proposeAsleep,
    },
    ...(picking ? [here('unselect', 'Select nothing', 'Escape', clearSelection)] : []),
  ])

  return {
    /** Back to the row that was being looked at, if there is one. */
    returnToTable(): boolean {
      const api = grid.current
      const row = api === null ? null : (openRow(api) ?? focused(api))
      if (row !== null) focus(row)
      return row !== null
    },
  }
}

const isInTable = (): boolean => document.activeElement?.closest('.queue') !== null
