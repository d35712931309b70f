import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Action, propose, statuses } from '../../shared/domain/action.ts'
import { anyAsker, anyCommand, anyMoment, anyProposal } from './action-arbitraries.ts'
import { attempt, attemptAlone } from './action-attempt.ts'
import { asker, digestOf, type Person, proposed, rightly, ttl } from './action-setting.ts'

/** A proposal, and what anybody with any permissions tries at any time, in any order; clocks may go back. */
const anyHistory = () =>
  anyProposal().chain((proposal) =>
    fc.record({
      proposal: fc.constant(proposal),
      steps: fc.array(
        fc.oneof(
          {
            weight: 20,
            arbitrary: fc.record({ command: anyCommand(proposal, digestOf(proposal)), asker: anyAsker() }),
          },
          {
            weight: 1,
            arbitrary: fc.record({
              deed: fc.constantFrom({ name: 'expire' } as const, { name: 'run', outcome: 'ran' } as const),
              now: anyMoment(),
              held: fc.boolean(),
            }),
          },
        ),
        { minLength: 1, maxLength: 20, size: '+1' },
      ),
    }),
  )

describe('whoever does whatever, whenever', () => {
  const met = new Set<string>()

  test('every rule of action-invariants.ts holds of every step, and the oracle agrees', () => {
    fc.assert(
      fc.property(anyHistory(), ({ proposal, steps }) => {
        let action = propose(proposal)
        for (const step of steps) {
          const { after, code, wrong } =
            'deed' in step
              ? attemptAlone(action, step.deed, step.now, step.held)
              : attempt(action, step.command, step.asker)
          expect(wrong).toEqual([])
          met.add(code).add(after.progress.status)
          action = after
        }
      }),
      { numRuns: 3000 },
    )
    // Three thousand histories that never got anywhere would prove nothing.
    const codes = 'accepted done nothing permission_denied approval_expired invalid_transition dry_run_never_executes'
    const more = 'already_claimed outcome_unknown proposal_changed self_approval already_approved step_up_required'
    const typed = 'confirmation_mismatch reason_required'
    expect([...met].sort()).toEqual([...statuses, ...`${codes} ${more} ${typed}`.split(' ')].sort())
  })
})

describe('no order of votes lets a duplicate, a self-approval or an expired approval count', () => {
  const voters = ['operator', 'approver', 'second', 'commander', 'chief'] as const satisfies Person[]
  type Try = { person: (typeof voters)[number]; seconds: number }
  const may: readonly Person[] = ['approver', 'second', 'commander', 'chief']

  const anyTries = () =>
    fc
      .array(
        fc.record({
          person: fc.constantFrom(...voters),
          seconds: fc.oneof(
            { weight: 3, arbitrary: fc.integer({ min: 0, max: ttl - 1 }) },
            fc.constantFrom(ttl, ttl + 5),
          ),
        }),
        { maxLength: 10 },
      )
      .map((tries) => tries.sort((a, b) => a.seconds - b.seconds))

  const afterAll = (action: Action, tries: readonly Try[]) =>
    tries.reduce((was, { person, seconds }) => attempt(was, rightly.approve, asker(person, seconds)).after, action)

  const counted = (tries: readonly Try[], but: readonly Person[]) =>
    new Set(
      tries
        .filter(({ person, seconds }) => seconds < ttl && may.includes(person) && !but.includes(person))
        .map(({ person }) => person),
    )

  test.each([
    ['tier 3 of an approver', { by: 'approver' }, ['approver'], 2],
    ['tier 3 of an operator', { by: 'operator' }, [], 2],
    ['tier 3 of a single operator', { by: 'chief', alone: true }, [], 1],
    ['tier 2 of an approver', { by: 'approver', type: 'throttle' }, [], 1],
    ['tier 1 of an operator', { by: 'operator', type: 'alert' }, [], 1],
  ] as const)('%s is approved when enough different others tried in time, and not before', (_, wanted, but, needed) => {
    fc.assert(
      fc.property(anyTries(), (tries) => {
        const action = afterAll(proposed(wanted), tries)
        const those = counted(tries, but)
        expect(action.approvals).toHaveLength(Math.min(those.size, needed))
        expect(new Set(action.approvals.map(({ actor }) => actor.id)).size).toBe(action.approvals.length)
        const late = tries.some(({ person, seconds }) => seconds >= ttl && may.includes(person))
        const otherwise = late ? 'expired' : 'proposed'
        expect(action.progress.status).toBe(those.size >= needed ? 'approved' : otherwise)
      }),
      { numRuns: 500 },
    )
  })
})
