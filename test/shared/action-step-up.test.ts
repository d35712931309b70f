import { describe, expect, test } from 'vitest'
import { problems } from '../../shared/contract/problem.ts'
import type { Action } from '../../shared/domain/action.ts'
import type { Command } from '../../shared/domain/action-commands.ts'
import { allowed, decide } from '../../shared/domain/action-rules.ts'
import type { SignedIn } from '../../shared/domain/step-up.ts'
import { approved, broken, half, tier1, tier2, tier3 } from './action-scenes.ts'
import { asker, type Person, proposed, rightly, signedIn } from './action-setting.ts'

const { approve, break_glass, reject, repoint, claim, mark_executed, close_review, comment } = rightly
const nobodyKnows: SignedIn = { at: null, maxAgeSeconds: 300 }
const long = signedIn(9999)

type Row = [what: string, who: Person, command: Command, action: Action, since: SignedIn | null, refused: boolean]

const rows: Row[] = [
  ['by a key', 'approver', approve, tier3, null, false],
  ['at the moment of the sign-in', 'approver', approve, tier3, signedIn(0), false],
  ['five minutes after it', 'approver', approve, tier3, signedIn(300), false],
  ['a millisecond later', 'approver', approve, tier3, signedIn(300.001), true],
  ['a day later', 'approver', approve, tier3, signedIn(86_400), true],
  ['by an issuer’s clock a minute ahead', 'approver', approve, tier3, signedIn(-60), false],
  ['by an issuer’s clock that is more ahead', 'approver', approve, tier3, signedIn(-60.001), true],
  ['where nobody knows when it was', 'approver', approve, tier3, nobodyKnows, true],
  ['where what is said is no time', 'approver', approve, tier3, { at: 'lately', maxAgeSeconds: 300 }, true],
  ['within a longer time that is allowed', 'approver', approve, tier3, { ...signedIn(301), maxAgeSeconds: 301 }, false],
  ['beyond a shorter one', 'approver', approve, tier3, { ...signedIn(31), maxAgeSeconds: 30 }, true],
  ['as the second of two', 'second', approve, half, long, true],
  ['of a dry run', 'approver', approve, proposed({ mode: 'dry_run' }), long, true],
  ['where one is alone', 'commander', approve, proposed({ by: 'commander', alone: true }), long, true],
  ['of tier 2', 'approver', approve, tier2, long, false],
  ['of tier 1', 'approver', approve, tier1, nobodyKnows, false],
  ['in time', 'commander', break_glass, tier3, signedIn(300), false],
  ['too late', 'commander', break_glass, tier3, signedIn(300.001), true],
  ['of tier 3, long after', 'approver', reject, tier3, long, false],
  ['of tier 3, long after', 'operator', repoint, tier3, long, false],
  ['of tier 3, long after', 'runner', claim, approved, long, false],
  ['of tier 3, long after', 'runner', mark_executed, approved, long, false],
  ['of tier 3, long after', 'second', close_review, broken, long, false],
  ['of tier 3, long after', 'operator', comment, tier3, long, false],
]
const named = rows.map(([what, who, command, action, since, refused]) => ({
  what,
  who,
  command,
  action,
  since,
  refused,
}))

describe('a vote on what is grave takes a fresh sign-in', () => {
  test.each(named)('$command.name $what: refused: $refused', ({ who, command, action, since, refused }) => {
    const decision = decide(action, command, asker(who, 1, since))
    expect(decision.ok ? 'accepted' : decision.refusal.code).toBe(refused ? 'step_up_required' : 'accepted')
  })

  test.each(named)('$command.name $what is offered all the same', ({ who, command, action, since }) => {
    expect(allowed(action, asker(who, 1, since))).toContainEqual({ name: command.name, enabled: true })
  })

  test('it is a 401: whoever signs in again may', () => {
    expect(problems.step_up_required[0]).toBe(401)
  })
})
