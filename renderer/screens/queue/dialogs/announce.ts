import type { Action } from '../../../api.ts'
import { notify } from '../../../state/toasts.ts'
import { nounOf, titleOf } from './action-words.ts'

/** Said after the server has said so, and as it said it. */
export function announceApproval(action: Action): void {
  const left = action.approvals_required - action.approvals.length
  if (action.status === 'proposed')
    notify.done(
      `Approved by you: ${nounOf(action)}`,
      `It waits for ${left === 1 ? 'one more person' : `${left} more people`}.`,
    )
  else if (action.break_glass !== null)
    notify.done(
      `Glass broken: ${nounOf(action)}`,
      'It may be carried out now. Its review is open until somebody else closes it.',
    )
  else if (action.mode === 'dry_run')
    notify.done(`Approved: ${nounOf(action)}`, 'It is a dry run: nothing is executed.')
  else notify.done(`Approved: ${nounOf(action)}`, 'Whoever carries it out may do so now.')
}

export function announceProposal(action: Action): void {
  if (action.status === 'executed')
    notify.done(`Done: ${titleOf(action)}`, 'It ran at once. Its outcome is in the row.')
  else if (action.mode === 'autonomous' && action.tier === 1)
    notify.done(`Proposed: ${titleOf(action)}`, 'It waits, because the workspace is held.')
  else notify.done(`Proposed: ${titleOf(action)}`)
}
