import type { Action } from '../../shared/domain/action.ts'
import { at, play, proposed, ttl } from './action-setting.ts'

/** The rows that the tables are about. */
export const tier3 = proposed()
export const tier2 = proposed({ type: 'throttle' })
export const tier1 = proposed({ type: 'alert' })
export const dry = proposed({ mode: 'dry_run', type: 'throttle' })
export const half = play(tier3, ['approver', 'approve'])
export const approved = play(half, ['second', 'approve'])
export const broken = play(tier3, ['commander', 'break_glass'])
export const reviewed = play(broken, ['second', 'close_review'])
/** The lease is over 31 seconds after the proposal. */
export const claimed = play(approved, ['runner', 'claim'])
export const executed = play(approved, ['runner', 'mark_executed'])
export const rejected = play(tier3, ['approver', 'reject'])
export const repointed = play(tier3, ['operator', 'repoint'])
export const expired: Action = { ...tier3, progress: { status: 'expired', expired_at: at(ttl) } }
export const byApprover = proposed({ by: 'approver' })
export const byRunner = proposed({ by: 'runner' })
