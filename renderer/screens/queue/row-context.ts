import { create } from 'zustand'
import type { Action } from '../../api.ts'
import type { ActionCommand } from './queue-commands.ts'

/** What every row needs to know, and asks for by itself: a cell is not told when something outside of it changes. */
type RowContext = {
  me: string | null
  /** Why nothing can be asked of the server now. */
  asleep: string | null
  /** The row whose controls Tab reaches: where the keyboard is, or what is open. */
  current: string | null
  /** There is room for the rows' menus alone. */
  compact: boolean
  /** What a button of a row does. */
  give: (name: ActionCommand, action: Action) => void
}
export const useRowContext = create<RowContext>(() => ({
  me: null,
  asleep: null,
  current: null,
  compact: false,
  give: () => undefined,
}))
