import { useEffect } from 'react'
import type { Action } from '../../../api.ts'
import { useAddress } from '../../../state/address.ts'
import { useAsleep } from '../../../state/asleep.ts'
import { useKeepsConsole } from '../../../state/unfinished.ts'
import { openAction, readAddress } from '../address.ts'
import { useAction } from '../drawer/use-action.ts'
import { type ActionCommand, closeQueueDialog, useQueueDialog } from '../queue-commands.ts'
import { isTyped } from './action-words.ts'
import { ApprovePlain } from './approve-plain.tsx'
import { ApproveTyped } from './approve-typed.tsx'
import { BulkDialog } from './bulk-dialog.tsx'
import { CloseReviewDialog } from './close-review-dialog.tsx'
import { MarkExecutedDialog } from './mark-executed-dialog.tsx'
import { ProposeDialog } from './propose-dialog.tsx'
import { RejectDialog } from './reject-dialog.tsx'
import { RepointDialog } from './repoint-dialog.tsx'

/** The one host of the queue's dialogs. Mount it once. */
export function QueueDialogs() {
  const [, change] = useAddress(readAddress)
  // The one that a re-pointing or a proposal has made.
  const onShow = (id: string) => void change(openAction(id))
  const { dialog, opened } = useQueueDialog()
  // Whoever leaves the queue leaves its dialog.
  useEffect(() => closeQueueDialog, [])
  useKeepsConsole(dialog !== null)
  if (dialog === null) return null
  switch (dialog.kind) {
    case 'command':
      return (
        <CommandDialog
          key={opened}
          name={dialog.name}
          row={dialog.action}
          finalFocus={giveBackFocus}
          onClose={closeQueueDialog}
          onShow={onShow}
        />
      )
    case 'propose':
      return <ProposeDialog key={opened} finalFocus={giveBackFocus} onClose={closeQueueDialog} onShow={onShow} />
    case 'bulk':
      return (
        <BulkDialog
          key={opened}
          name={dialog.name}
          rows={dialog.rows}
          finalFocus={giveBackFocus}
          onClose={closeQueueDialog}
        />
      )
    default:
      return dialog satisfies never
  }
}

/** To what had it. A row's button may be gone with what its command has changed: then to the row, or to the place. */
function giveBackFocus(): HTMLElement | null {
  const { opener } = useQueueDialog.getState()
  if (opener?.isConnected && opener !== document.body) return opener
  return (
    document.querySelector<HTMLElement>('aside h2[tabindex], .ag-row-focus [role="gridcell"]') ??
    document.getElementById('place')
  )
}

type CommandDialogProps = {
  name: ActionCommand
  row: Action
  finalFocus: () => HTMLElement | null
  onClose: () => void
  /** The proposal that a re-pointing has made. */
  onShow: (id: string) => void
}

/** The dialog of one command: also for who shows a row elsewhere than in the queue. */
export function CommandDialog({ name, row, onShow, ...hands }: CommandDialogProps) {
  const { data } = useAction(row.id)
  const asleep = useAsleep('Send')
  const props = { action: data ?? row, asleep, ...hands }
  switch (name) {
    case 'approve':
      return isTyped(row) ? <ApproveTyped {...props} name="approve" /> : <ApprovePlain {...props} />
    case 'break_glass':
      return <ApproveTyped {...props} name="break_glass" />
    case 'reject':
    case 'withdraw':
      return <RejectDialog {...props} name={name} />
    case 'repoint':
      return <RepointDialog {...props} onSuccessor={onShow} />
    case 'mark_executed':
      return <MarkExecutedDialog {...props} />
    case 'close_review':
      return <CloseReviewDialog {...props} />
    default:
      return name satisfies never
  }
}
