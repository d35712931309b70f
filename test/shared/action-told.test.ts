import { describe, expect, test } from 'vitest'
import type { Action } from '../../shared/domain/action.ts'
import type { Command } from '../../shared/domain/action-commands.ts'
import { decide } from '../../shared/domain/action-rules.ts'
import type { SignedIn } from '../../shared/domain/step-up.ts'
import {
  approved,
  byApprover,
  claimed,
  executed,
  expired,
  half,
  rejected,
  repointed,
  reviewed,
  tier3,
} from './action-scenes.ts'
import { asker, at, digestOf, type Person, proposalOf, proposed, rightly, signedIn, ttl } from './action-setting.ts'

const { approve, reject, repoint, claim, close_review } = rightly
/** What somebody was shown who was shown something else. */
const withAnother = { proposal_digest: digestOf(proposalOf({ target_ref: 'search-agent' })) }

describe('what a refusal tells besides', () => {
  const told = (action: Action, command: Command, who: Person, seconds?: number, since: SignedIn | null = null) => {
    const decision = decide(action, command, asker(who, seconds, since))
    return decision.ok ? 'not refused' : decision.refusal
  }

  test.each([
    ['the permission', told(tier3, approve, 'operator'), { fields: { permission: 'actions.approve' } }],
    ['until when', told(tier3, approve, 'approver', ttl), { fields: { status: 'expired', expires_at: at(ttl) } }],
    [
      'what the digest is',
      told(tier3, { ...approve, ...withAnother }, 'approver'),
      { fields: { proposal_digest: digestOf(tier3.proposal) } },
    ],
    [
      'the tier',
      told(byApprover, approve, 'approver'),
      { detail: 'You proposed it: a tier 3 action takes other people.' },
    ],
    ['when one approved', told(half, approve, 'approver', 2), { fields: { at: at(1) } }],
    [
      'how fresh a sign-in is wanted, and when this one was',
      told(tier3, approve, 'approver', 1, signedIn(301)),
      {
        detail: 'Approving a tier 3 action takes a sign-in that is not older than 5 minutes. Sign in again.',
        fields: { max_age: 300, auth_time: at(-300) },
      },
    ],
    [
      'that nobody knows when the sign-in was',
      told(tier3, approve, 'approver', 1, { at: null, maxAgeSeconds: 90 }),
      { detail: expect.stringContaining('90 seconds, and nothing says when'), fields: { auth_time: null } },
    ],
    [
      'how many characters',
      told(tier3, { ...approve, confirmation: '' }, 'approver'),
      { fields: { expected_length: 8 } },
    ],
    [
      'how many characters of a short target, in code points',
      told(proposed({ target_ref: 'a🚀b' }), approve, 'approver'),
      { fields: { expected_length: 3 } },
    ],
    [
      'who approved last',
      told(approved, approve, 'commander'),
      { fields: { status: 'approved', by: 'second', at: at(1) } },
    ],
    [
      'who executed it',
      told(executed, approve, 'commander'),
      { fields: { status: 'executed', by: 'runner', at: at(1) } },
    ],
    [
      'who rejected it',
      told(rejected, approve, 'commander'),
      { fields: { status: 'rejected', by: 'approver', at: at(1) } },
    ],
    ['when it expired', told(expired, reject, 'commander'), { fields: { status: 'expired', at: at(ttl) } }],
    [
      'what took its place',
      told(repointed, reject, 'approver'),
      { detail: expect.stringContaining(repoint.successor) },
    ],
    [
      'what it is possible from',
      told(tier3, claim, 'runner'),
      { detail: expect.stringContaining('only while it is approved') },
    ],
    [
      'the two it is possible from',
      told(rejected, reject, 'approver'),
      { detail: expect.stringContaining('only while it is proposed or approved') },
    ],
    [
      'who has it, and until when',
      told(claimed, claim, 'machine'),
      { fields: { status: 'approved', claimed_by: 'runner', claim_expires_at: at(31) } },
    ],
    [
      'who had it',
      told(claimed, claim, 'machine', 31),
      { fields: { status: 'approved', claimed_by: 'runner', claim_expires_at: at(31) } },
    ],
    [
      'that there is nothing to review',
      told(approved, close_review, 'approver'),
      { detail: expect.stringContaining('nothing to review') },
    ],
    [
      'that the review is closed',
      told(reviewed, close_review, 'approver'),
      { detail: expect.stringContaining('closed already') },
    ],
  ])('%s', (_, refusal, wanted) => {
    expect(refusal).toMatchObject(wanted)
  })
})
