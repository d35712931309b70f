import { create } from 'zustand'
import type { Action } from '../../api.ts'

type Selection = { rows: ReadonlyMap<string, Action> }

/** The rows that were picked, as they last looked. */
export const useSelection = create<Selection>(() => ({ rows: new Map() }))

export function toggleSelected(action: Action, on = !useSelection.getState().rows.has(action.id)): void {
  useSelection.setState(({ rows }) => {
    const next = new Map(rows)
    if (on) next.set(action.id, action)
    else next.delete(action.id)
    return { rows: next }
  })
}

/** From the one that was picked before to this one. */
export function selectRange(actions: readonly Action[]): void {
  useSelection.setState(({ rows }) => ({
    rows: new Map([...rows, ...actions.map((each) => [each.id, each] as const)]),
  }))
}

export const clearSelection = (): void => useSelection.setState({ rows: new Map() })

/** What was picked has changed meanwhile. */
export function refreshSelected(action: Action): void {
  if (useSelection.getState().rows.has(action.id)) toggleSelected(action, true)
}
