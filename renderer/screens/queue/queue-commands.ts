import { create } from 'zustand'
import type { Action } from '../../api.ts'
import { changeDraft, draftLike } from './dialogs/propose-draft.ts'

/** What the page calls it. Withdrawing is rejecting one's own, by the same endpoint. */
export type ActionCommand =
  | 'approve'
  | 'reject'
  | 'withdraw'
  | 'repoint'
  | 'mark_executed'
  | 'break_glass'
  | 'close_review'
export type BulkCommand = 'approve' | 'reject'

/** At most one dialog of the queue is open. */
type QueueDialog =
  | { kind: 'command'; name: ActionCommand; action: Action }
  | { kind: 'propose' }
  | { kind: 'bulk'; name: BulkCommand; rows: readonly Action[] }

type Open = {
  dialog: QueueDialog | null
  /** Gets the focus back. */
  opener: HTMLElement | null
  /** Each opening is another dialog, even for the same row. */
  opened: number
}
export const useQueueDialog = create<Open>(() => ({ dialog: null, opener: null, opened: 0 }))

function open(dialog: QueueDialog): void {
  const { activeElement } = document
  const opener = activeElement instanceof HTMLElement ? activeElement : null
  useQueueDialog.setState(({ opened }) => ({ dialog, opener, opened: opened + 1 }))
}

export const closeQueueDialog = (): void => useQueueDialog.setState({ dialog: null })

const commands = {
  run: (name: ActionCommand, action: Action) => open({ kind: 'command', name, action }),
  /** Anew, or what was proposed before once more. */
  propose(like?: Action) {
    if (like !== undefined) changeDraft(draftLike(like))
    open({ kind: 'propose' })
  },
  bulk: (name: BulkCommand, rows: readonly Action[]) => open({ kind: 'bulk', name, rows }),
}

/** Opens the dialogs of the queue; `QueueDialogs` (dialogs/queue-dialogs.tsx), mounted once, shows them. */
export const useActionCommands = (): typeof commands => commands
