import { describe, expect, test } from 'vitest'
import { problems } from '../../shared/contract/problem.ts'
import type { Action } from '../../shared/domain/action.ts'
import type { Command } from '../../shared/domain/action-commands.ts'
import { decide, permitted } from '../../shared/domain/action-rules.ts'
import type { RefusalCode } from '../../shared/domain/result.ts'
import {
  approved,
  broken,
  byApprover,
  byRunner,
  claimed,
  dry,
  executed,
  expired,
  half,
  rejected,
  reviewed,
  tier1,
  tier2,
  tier3,
} from './action-scenes.ts'
import { asker, at, digestOf, type Person, play, proposalOf, rightly, ttl } from './action-setting.ts'

const { approve, break_glass, reject, repoint, claim, mark_executed, close_review, comment } = rightly
/** What somebody was shown who was shown something else. */
const withAnother = { proposal_digest: digestOf(proposalOf({ target_ref: 'search-agent' })) }

type Row = [who: Person, command: Command, action: Action, code: RefusalCode, what: string, seconds?: number]

const refusals: Row[] = [
  ['operator', approve, tier3, 'permission_denied', 'by one without the permission'],
  ['runner', approve, tier3, 'permission_denied', 'by a runner'],
  ['approver', approve, tier3, 'approval_expired', 'at the very moment of its expiry', ttl],
  ['approver', approve, tier3, 'approval_expired', 'past it', ttl + 1],
  ['second', approve, half, 'approval_expired', 'past it, with one approval given in time', ttl],
  ['approver', approve, expired, 'approval_expired', 'of a row that has expired'],
  ['commander', approve, approved, 'invalid_transition', 'of an approved row'],
  ['commander', approve, approved, 'invalid_transition', 'of an approved row, past the TTL', ttl],
  ['commander', approve, executed, 'invalid_transition', 'of an executed row'],
  ['commander', approve, rejected, 'invalid_transition', 'of a rejected row'],
  ['approver', { ...approve, ...withAnother }, tier3, 'proposal_changed', 'of what was not seen'],
  ['approver', { ...approve, proposal_digest: '' }, tier3, 'proposal_changed', 'of what has no digest at all'],
  ['approver', approve, byApprover, 'self_approval', 'of one’s own tier 3'],
  ['approver', approve, half, 'already_approved', 'a second time'],
  ['approver', { ...approve, confirmation: undefined }, tier3, 'confirmation_mismatch', 'with nothing typed'],
  ['approver', { ...approve, confirmation: '' }, tier3, 'confirmation_mismatch', 'with an empty text typed'],
  ['approver', { ...approve, confirmation: 'checkou' }, tier3, 'confirmation_mismatch', 'with 7 characters'],
  ['approver', { ...approve, confirmation: 'checkout-' }, tier3, 'confirmation_mismatch', 'with 9 characters'],
  ['approver', { ...approve, confirmation: 'Checkout' }, tier3, 'confirmation_mismatch', 'with a capital'],
  ['approver', { ...approve, confirmation: 'checkout ' }, tier3, 'confirmation_mismatch', 'with a space after it'],
  ['approver', { ...approve, note: undefined }, tier3, 'reason_required', 'without a note'],
  ['approver', { ...approve, note: '' }, tier3, 'reason_required', 'with an empty note'],
  ['approver', { ...approve, note: ' \n\t' }, tier3, 'reason_required', 'with a blank note'],

  ['approver', break_glass, tier3, 'permission_denied', 'by an approver'],
  ['commander', break_glass, tier3, 'approval_expired', 'at the very moment of its expiry', ttl],
  ['commander', break_glass, expired, 'approval_expired', 'of a row that has expired'],
  ['commander', break_glass, approved, 'invalid_transition', 'of an approved row'],
  ['commander', break_glass, broken, 'invalid_transition', 'twice'],
  ['commander', break_glass, executed, 'invalid_transition', 'of an executed row'],
  ['commander', break_glass, rejected, 'invalid_transition', 'of a rejected row'],
  ['commander', break_glass, tier1, 'invalid_transition', 'of tier 1'],
  ['commander', break_glass, tier2, 'invalid_transition', 'of tier 2'],
  ['commander', { ...break_glass, ...withAnother }, tier3, 'proposal_changed', 'of what was not seen'],
  ['commander', { ...break_glass, confirmation: undefined }, tier3, 'confirmation_mismatch', 'with nothing typed'],
  ['commander', { ...break_glass, confirmation: 'checkou' }, tier3, 'confirmation_mismatch', 'with 7 characters'],
  ['commander', { ...break_glass, note: undefined }, tier3, 'reason_required', 'without a note'],
  ['commander', { ...break_glass, note: '  ' }, tier3, 'reason_required', 'with a blank note'],

  ['operator', reject, byApprover, 'permission_denied', 'of another’s, by one without the permission'],
  ['runner', reject, approved, 'permission_denied', 'by a runner'],
  ['approver', reject, executed, 'invalid_transition', 'of an executed row'],
  ['approver', reject, rejected, 'invalid_transition', 'of a rejected row'],
  ['approver', reject, expired, 'invalid_transition', 'of an expired row'],
  ['operator', reject, rejected, 'invalid_transition', 'of one’s own, that another has rejected'],
  ['approver', reject, claimed, 'already_claimed', 'while a runner has it'],
  ['operator', reject, claimed, 'already_claimed', 'of one’s own, while a runner has it', 30.999],

  ['viewer', repoint, tier3, 'permission_denied', 'by one who may not propose'],
  ['runner', repoint, byRunner, 'permission_denied', 'of one’s own, by one who may no longer propose'],
  ['operator', repoint, byApprover, 'permission_denied', 'of another’s, by one who may not reject'],
  ['approver', repoint, executed, 'invalid_transition', 'of an executed row'],
  ['approver', repoint, rejected, 'invalid_transition', 'of a rejected row'],
  ['approver', repoint, expired, 'invalid_transition', 'of an expired row'],
  ['approver', repoint, claimed, 'already_claimed', 'while a runner has it'],

  ['approver', claim, approved, 'permission_denied', 'by an approver'],
  ['runner', claim, dry, 'dry_run_never_executes', 'of a dry run'],
  ['runner', claim, play(dry, ['approver', 'approve']), 'dry_run_never_executes', 'of an approved dry run'],
  ['runner', claim, tier3, 'invalid_transition', 'of a proposed row'],
  ['runner', claim, half, 'invalid_transition', 'with one approval of two'],
  ['runner', claim, executed, 'invalid_transition', 'of an executed row'],
  ['runner', claim, rejected, 'invalid_transition', 'of a rejected row'],
  ['runner', claim, expired, 'invalid_transition', 'of an expired row'],
  ['machine', claim, claimed, 'already_claimed', 'while another runner has it'],
  ['runner', claim, claimed, 'already_claimed', 'of what oneself has already', 30.999],
  ['runner', claim, claimed, 'outcome_unknown', 'at the very end of one’s own lease', 31],
  ['machine', claim, claimed, 'outcome_unknown', 'long after another’s lease', 9999],

  ['approver', mark_executed, approved, 'permission_denied', 'by an approver'],
  ['runner', mark_executed, dry, 'dry_run_never_executes', 'of a dry run'],
  ['runner', mark_executed, play(dry, ['approver', 'approve']), 'dry_run_never_executes', 'of an approved dry run'],
  ['runner', mark_executed, tier3, 'invalid_transition', 'of a proposed row'],
  ['runner', mark_executed, tier1, 'invalid_transition', 'of a proposed tier 1'],
  ['runner', mark_executed, executed, 'invalid_transition', 'twice'],
  ['runner', mark_executed, rejected, 'invalid_transition', 'of a rejected row'],
  ['runner', mark_executed, expired, 'invalid_transition', 'of an expired row'],
  ['machine', mark_executed, claimed, 'already_claimed', 'of what another runner has'],
  ['commander', mark_executed, claimed, 'already_claimed', 'by a commander, of what a runner has', 30.999],

  ['operator', close_review, broken, 'permission_denied', 'by one without the permission'],
  ['approver', close_review, approved, 'invalid_transition', 'where no glass was broken'],
  ['approver', close_review, reviewed, 'invalid_transition', 'twice'],
  ['commander', close_review, broken, 'self_approval', 'by who broke the glass'],
  ['approver', { ...close_review, note: undefined }, broken, 'reason_required', 'without a note'],
  ['approver', { ...close_review, note: ' ' }, broken, 'reason_required', 'with a blank note'],

  ['viewer', comment, tier3, 'permission_denied', 'by one who may not propose'],
]

const named = refusals.map(([who, command, action, code, what, seconds]) => ({
  who,
  command,
  action,
  code,
  what,
  seconds,
}))

describe('what is refused, and as what', () => {
  test.each(named)('$command.name $what: $code', ({ who, command, action, code, seconds }) => {
    const decision = decide(action, command, asker(who, seconds))
    expect(decision).toMatchObject({ ok: false, refusal: { code } })
  })

  test('the table has every refusal that the rules know', () => {
    const told = new Set(refusals.map(([, , , code]) => code))
    expect([...told].sort()).toEqual([
      'already_approved',
      'already_claimed',
      'approval_expired',
      'confirmation_mismatch',
      'dry_run_never_executes',
      'invalid_transition',
      'outcome_unknown',
      'permission_denied',
      'proposal_changed',
      'reason_required',
      'self_approval',
    ])
  })

  test.each([
    ['permission_denied', 403],
    ['approval_expired', 400],
    ['invalid_transition', 409],
    ['dry_run_never_executes', 409],
    ['proposal_changed', 409],
    ['self_approval', 403],
    ['already_approved', 409],
    ['already_claimed', 409],
    ['outcome_unknown', 409],
    ['confirmation_mismatch', 422],
    ['reason_required', 422],
  ] as const)('%s is %i on the wire', (code, status) => {
    expect(problems[code][0]).toBe(status)
  })
})

describe('who comes too late', () => {
  test.each([
    ['approve', 'approver'],
    ['break_glass', 'commander'],
  ] as const)('flips the row by %s, and a row that has expired is left alone', (name, who) => {
    expect(decide(tier3, rightly[name], asker(who, ttl))).toMatchObject({ event: { kind: 'expired', at: at(ttl) } })
    expect(decide(expired, rightly[name], asker(who, ttl + 1))).not.toHaveProperty('event')
    expect(decide(tier3, rightly[name], asker('viewer', ttl)), 'nor by who may not').not.toHaveProperty('event')
  })
})

describe('at the door', () => {
  test.each(named)(
    '$command.name $what: only a missing permission is told before the input is read',
    ({ who, command, action, code, seconds }) => {
      const refusal = permitted(command.name, action, asker(who, seconds))
      expect(refusal?.code).toBe(code === 'permission_denied' ? code : undefined)
    },
  )
})
