import type { Action } from '../../../api.ts'
import { nounOf } from '../../queue/dialogs/action-words.ts'
import { offerOf } from '../../queue/drawer/use-action.ts'
import { commandsOf, type RowCommand } from '../../queue/row-commands.ts'

/** Going past the rule of two people is not offered in a chat: that is decided in the queue. */
const inQueueAlone = new Set<RowCommand['name']>(['break_glass'])

/**
 * What a tile offers. Approve and Reject are always there: once the row has moved on they sleep, and say why, so that
 * nobody wonders where they went. Whether they wake is the server's word alone.
 */
export function buttonsOf(action: Action, me: string | null): RowCommand[] {
  const { buttons, more } = commandsOf(action, me)
  const offered = [...buttons, ...more].filter(({ name }) => !inQueueAlone.has(name))
  const noun = nounOf(action)
  const sleeping = (name: 'approve' | 'reject', label: string): RowCommand => {
    const { reason } = offerOf(action, name)
    return { name, label, does: `${label} ${noun}`, why: reason ?? movedOn(action), danger: false }
  }
  const has = (...names: RowCommand['name'][]) => offered.some(({ name }) => names.includes(name))
  return [
    ...(has('approve') ? [] : [sleeping('approve', 'Approve')]),
    ...(has('reject', 'withdraw') ? [] : [sleeping('reject', 'Reject')]),
    ...offered,
  ]
}

const movedOn = ({ status }: Action): string => `It is ${status} already.`
