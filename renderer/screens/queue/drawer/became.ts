import type { Action, ActorView } from '../../../api.ts'

type Became = { says: string; by: ActorView | null; at: string | null }

/** What has become of it, by whom and when; undefined while it waits for approvals. */
export function becameOf(action: Action): Became | undefined {
  switch (action.status) {
    case 'proposed':
      return undefined
    case 'approved': {
      if (action.break_glass !== null)
        return { says: 'Approved by breaking glass', by: action.break_glass.by, at: action.break_glass.at }
      return { says: 'Approved', by: action.approvals.at(-1)?.actor ?? null, at: action.approved_at }
    }
    case 'executed':
      return { says: 'Executed', by: action.executed_by, at: action.executed_at }
    case 'rejected': {
      const says = action.superseded_by === null ? 'Rejected' : 'Re-pointed at another target'
      return { says, by: action.rejected_by, at: action.rejected_at }
    }
    case 'expired':
      return { says: 'Its time for approval ran out', by: null, at: action.expired_at ?? action.expires_at }
    default:
      return action.status satisfies never
  }
}
