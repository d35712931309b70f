import { rowOf } from '../../main/store/action-record.ts'
import { type Action, type Progress, propose, type Status, type Who } from '../../shared/domain/action.ts'
import { actionPolicy, actionTypes, modes, tierOf } from '../../shared/domain/action-policy.ts'

export type QueueRow = ReturnType<typeof rowOf>

const everyMs = 10_000
const services = ['checkout', 'search', 'billing', 'ranking', 'mail', 'fraud', 'catalog', 'support']
const reasons = [
  'The canary drifts by 4 % since the last deploy',
  'Latency of the p99 doubled in eu-central-1',
  'Answers repeat themselves after the prompt change',
  'Cost per run is three times what was planned',
  'Users report empty answers from the assistant',
]
/** In every fifth row, and in twenty of however many. */
export const commonWord = 'latency'
export const rareWord = 'quarantine'

/** How many are still open at the young end of the queue; what is older is decided. */
const open = 500

export type Queue = { count: number; who: Who; workspace: string; now: number }

/**
 * Row `i` of `count`, 0 the oldest: a queue as the years leave it. The same on both engines. Rows are as the program
 * itself would have written them; only that no ledger entry stands behind them, so this is for reading alone.
 */
export function queueRow(i: number, { count, who, workspace, now }: Queue): QueueRow {
  const at = (ms: number) => new Date(now - (count - i) * everyMs + ms).toISOString()
  const type = actionTypes[i % actionTypes.length] ?? 'alert'
  const tier = tierOf[type]
  const proposed_at = at(0)
  const action = propose({
    id: idAt(i, workspace),
    workspace,
    type,
    tier,
    target_ref: `${services[i % services.length]}-agent@${((i * 2_654_435_761) % 2 ** 28).toString(16).padStart(7, '0')}`,
    reason: `${reasons[i % reasons.length]}${i % Math.ceil(count / 20) === 7 ? `, ${rareWord}d twice` : ''}`,
    mode: modes[Math.floor(i / 9) % modes.length] ?? 'supervised',
    payload: { rate_per_minute: 120, region: 'eu-central-1', attempt: i % 7 },
    proposed_by: who,
    proposed_through: 'direct',
    supersedes: null,
    proposed_at,
    expires_at: at(24 * 60 * 60_000),
    terms: {
      approvals_required: actionPolicy.approvals[tier],
      self_approval: tier < 3,
      typed: tier === 3,
      single_operator: false,
    },
  })
  return rowOf(decided(action, statusAt(i, count), who, at), i + 1)
}

const idAt = (i: number, { length }: string): string =>
  `019aa000-0000-7000-${(0x8000 + length).toString(16)}-${i.toString(16).padStart(12, '0')}`

const statusAt = (i: number, count: number): Status => {
  if (count - i <= open) return i % 3 === 0 ? 'approved' : 'proposed'
  return (['executed', 'executed', 'executed', 'rejected', 'expired'] as const)[i % 5] ?? 'executed'
}

function decided(action: Action, status: Status, who: Who, at: (ms: number) => string): Action {
  const vote = { actor: who, at: at(60_000), note: 'Looked at the diff with the on-call.', saw: null }
  const approved_at = vote.at
  const progress: Record<Status, Progress> = {
    proposed: { status: 'proposed' },
    approved: { status: 'approved', approved_at },
    executed: { status: 'executed', approved_at, executed_at: at(90_000), executed_by: who, outcome: { exit: 0 } },
    rejected: {
      status: 'rejected',
      approved_at: null,
      rejected_at: at(70_000),
      rejected_by: who,
      note: 'Not now',
      superseded_by: null,
    },
    expired: { status: 'expired', expired_at: at(24 * 60 * 60_000) },
  }
  const approvals = status === 'approved' || status === 'executed' ? [vote] : []
  return { ...action, approvals, progress: progress[status] }
}
