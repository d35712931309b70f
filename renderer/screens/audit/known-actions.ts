import { create } from 'zustand'
import type { Entry } from '../../api.ts'
import { useEpoch } from '../../state/connection.ts'

/** Actions that this page has come across: what the filter offers. Anything else can still be typed. */
export const useKnownActions = create<{ actions: readonly string[] }>(() => ({ actions: [] }))
useEpoch.subscribe(() => useKnownActions.setState({ actions: [] }))

export function learnActions(entries: readonly Entry[]): void {
  const { actions } = useKnownActions.getState()
  const found = new Set(actions)
  for (const { action } of entries) found.add(action)
  if (found.size > actions.length) useKnownActions.setState({ actions: [...found].sort() })
}
