import { create } from 'zustand'
import type { DrillRoute } from '../../../drills-api.ts'
import type { AnswerName } from '../route-words.ts'
import type { RoutesFilter } from './address.ts'

export type BulkName = 'acknowledge' | 'escalate'

/** At most one dialog of the routes is open. */
type RoutesDialog =
  | { kind: 'answer'; name: AnswerName; route: DrillRoute }
  | { kind: 'bulk'; name: BulkName; filter: RoutesFilter; count: number }
  | { kind: 'drill'; route: DrillRoute }

type Open = {
  dialog: RoutesDialog | null
  /** Gets the focus back. */
  opener: HTMLElement | null
  /** Each opening is another dialog, even for the same route. */
  opened: number
}
export const useRoutesDialog = create<Open>(() => ({ dialog: null, opener: null, opened: 0 }))

export function openRoutesDialog(dialog: RoutesDialog): void {
  const { activeElement } = document
  // The page itself has the focus when nothing has.
  const opener = activeElement instanceof HTMLElement && activeElement !== document.body ? activeElement : null
  useRoutesDialog.setState(({ opened }) => ({ dialog, opener, opened: opened + 1 }))
}

export const closeRoutesDialog = (): void => useRoutesDialog.setState({ dialog: null })

/** Back to where it was opened from, if that is still there; else to the row of the table that Tab reaches. */
export function giveBackFocus(): HTMLElement | null {
  const { opener } = useRoutesDialog.getState()
  if (opener?.isConnected) return opener
  return document.querySelector<HTMLElement>('[data-route][tabindex="0"]') ?? document.getElementById('place')
}
