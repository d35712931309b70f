import type { Action } from '../../api.ts'
import { nounOf } from './dialogs/action-words.ts'
import { offerOf } from './drawer/use-action.ts'
import type { ActionCommand } from './queue-commands.ts'

export type RowCommand = {
  name: ActionCommand
  /** On the button. */
  label: string
  /** The same with its effect: "Approve rollback of checkout-agent". */
  does: string
  /** Why it cannot be given, as the server says it; null where it can. */
  why: string | null
  danger: boolean
}

type RowCommands = { buttons: readonly RowCommand[]; more: readonly RowCommand[] }
const none: RowCommands = { buttons: [], more: [] }

/** What may come next of a row in its status, and whether this person may do it. Which of them may is the server's to say. */
export function commandsOf(action: Action, me: string | null): RowCommands {
  const noun = nounOf(action)
  const command = (name: ActionCommand, label: string, does: string, danger = false): RowCommand => {
    const { reason } = offerOf(action, name === 'withdraw' ? 'reject' : name)
    return { name, label, does, why: reason, danger: danger && reason === null }
  }
  const mine = action.proposed_by.id === me
  const reject = mine
    ? command('withdraw', 'Withdraw', `Withdraw ${noun}`)
    : command('reject', 'Reject', `Reject ${noun}`)
  const repoint = command('repoint', 'Re-point…', `Re-point ${noun}`)
  const review =
    action.break_glass !== null && action.break_glass.review === null
      ? [command('close_review', 'Close review…', `Close review of ${noun}`)]
      : []
  switch (action.status) {
    case 'proposed': {
      const typed = action.tier === 3
      const approve = command('approve', typed ? 'Approve…' : 'Approve', `Approve ${noun}${typed ? '…' : ''}`, typed)
      const glass = typed ? [command('break_glass', 'Break glass…', `Break glass for ${noun}`, true)] : []
      return { buttons: [approve, reject], more: [repoint, ...glass] }
    }
    case 'approved': {
      const executed = command('mark_executed', 'Mark executed', `Mark executed: ${noun}`)
      return { buttons: [executed, reject], more: [...review, repoint] }
    }
    case 'executed':
    case 'rejected':
    case 'expired':
      return review.length === 0 ? none : { buttons: review, more: [] }
    default:
      return action.status satisfies never
  }
}

/** Where there is room for its menu alone, everything is in it. */
export function arranged(action: Action, { me, compact }: { me: string | null; compact: boolean }): RowCommands {
  const { buttons, more } = commandsOf(action, me)
  return compact ? { buttons: [], more: [...buttons, ...more] } : { buttons, more }
}

/** Those of the picked rows for which it can be done at once. Tier 3 is typed, one by one. */
export const bulkOf = (name: 'approve' | 'reject', rows: Iterable<Action>): Action[] =>
  [...rows].filter((action) => (name === 'reject' || action.tier !== 3) && offerOf(action, name).enabled)
