import type { Entry } from '../../api.ts'

export type QueueNews = {
  /** Something was proposed. */
  proposed: boolean
  /** Which actions may look different now. */
  changed: readonly string[]
}

/** What of the ledger's news concerns the queue. A comment or a notice is about an action, and changes nothing of it. */
export function newsOf(entries: readonly Entry[]): QueueNews {
  const changed = new Set<string>()
  let proposed = false
  for (const { action, subject } of entries) {
    if (action === 'action.proposal.created') proposed = true
    else if (action.startsWith('action.') && action !== 'action.comment.added' && subject.startsWith('action:'))
      changed.add(subject.slice('action:'.length))
  }
  return { proposed, changed: [...changed] }
}
