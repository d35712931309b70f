import type { Action, ActorView } from '../../../renderer/api.ts'
import { proposalDigest } from '../../../shared/domain/action.ts'

export const workspace = 'sample'

export const person = (name: string): ActorView => ({
  id: name,
  issuer: 'sample',
  subject: name,
  name,
  email: null,
  via: 'sample',
  verified: false,
  erased: false,
})

const offers = [
  'approve',
  'break_glass',
  'reject',
  'repoint',
  'claim',
  'mark_executed',
  'close_review',
  'comment',
] as const

/** A tier 3 proposal as the server would show it, with the digest that it has. */
export function sampleAction(changed: Partial<Action> = {}): Action {
  const action: Action = {
    id: '019a2f7c-41d0-7c1e-8000-000000000001',
    tier: 3,
    type: 'rollback_deploy',
    target_ref: 'checkout-agent@4f2c9e1',
    reason: 'Canary drift',
    mode: 'supervised',
    status: 'proposed',
    payload: { from: '4f2c9e1', to: '77ab03d' },
    outcome: null,
    proposal_digest: '',
    approvals_required: 2,
    approvals: [],
    approver_note: null,
    rejection_note: null,
    proposed_by: person('operator'),
    proposed_through: 'direct',
    supersedes: null,
    superseded_by: null,
    proposed_at: '2026-11-21T14:07:12.000Z',
    expires_at: '2026-11-21T14:22:12.000Z',
    approved_at: null,
    rejected_at: null,
    rejected_by: null,
    executed_at: null,
    executed_by: null,
    expired_at: null,
    claimed_by: null,
    claimed_at: null,
    claim_expires_at: null,
    outcome_unknown: false,
    break_glass: null,
    single_operator: false,
    last_seq: 1,
    commands: offers.map((name) => ({ name, enabled: true })),
    ...changed,
  }
  return { ...action, proposal_digest: changed.proposal_digest ?? proposalDigest({ ...action, workspace }) }
}
