import type { Action } from '../../../api.ts'
import { seenDigest } from '../drawer/seen-digest.ts'
import { offerOf } from '../drawer/use-action.ts'
import type { BulkCommand } from '../queue-commands.ts'
import { isTyped } from './action-words.ts'

export type BulkPlan = {
  rows: readonly Action[]
  leftOut: readonly { action: Action; why: string }[]
}

/** What goes out, and what stays behind and why: nothing that is typed is ever decided by the dozen. */
export function planBulk(name: BulkCommand, rows: readonly Action[], workspace: string): BulkPlan {
  const judged = rows.map((action) => ({ action, why: whyNot(name, action, workspace) }))
  return {
    rows: judged.filter(({ why }) => why === null).map(({ action }) => action),
    leftOut: judged.flatMap(({ action, why }) => (why === null ? [] : [{ action, why }])),
  }
}

function whyNot(name: BulkCommand, action: Action, workspace: string): string | null {
  if (action.tier === 3 || isTyped(action)) return 'Tier 3 is decided one at a time.'
  const { reason } = offerOf(action, name)
  if (reason !== null) return reason
  if (name === 'approve' && seenDigest(action, workspace).kind !== 'same')
    return 'What this page shows is not what the server says would run.'
  return null
}
