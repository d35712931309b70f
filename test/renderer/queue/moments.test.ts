import { expect, test } from 'vitest'
import type { Action } from '../../../renderer/api.ts'
import { becameOf } from '../../../renderer/screens/queue/drawer/became.ts'
import { momentsOf } from '../../../renderer/screens/queue/drawer/moments.ts'
import { person, sampleAction } from './sample-action.ts'

const at = (minute: number) => `2026-11-21T14:${minute}:00.000Z`
const approval = (name: string, minute: number) => ({
  actor: person(name),
  at: at(minute),
  note: `by ${name}`,
  proposal_digest: null,
})
const proposed = ['Proposed', 'operator'] as const

const cases: [string, Partial<Action>, (readonly [string, string | undefined])[]][] = [
  ['a proposal', {}, [proposed]],
  [
    'one through the assistant',
    { proposed_through: 'assistant' },
    [['Proposed through the assistant, for', 'operator']],
  ],
  [
    'two approvals, taken, and executed',
    {
      status: 'executed',
      approvals: [approval('approver', 11), approval('commander', 12)],
      approved_at: at(12),
      claimed_at: at(13),
      claimed_by: person('runner'),
      claim_expires_at: at(18),
      executed_at: at(14),
      executed_by: person('runner'),
    },
    [
      proposed,
      ['Approved, 1 of 2', 'approver'],
      ['Approved, 2 of 2', 'commander'],
      ['Taken to be carried out', 'runner'],
      ['Executed', 'runner'],
    ],
  ],
  [
    'rejected by another',
    { status: 'rejected', rejected_at: at(11), rejected_by: person('approver'), rejection_note: 'no' },
    [proposed, ['Rejected', 'approver']],
  ],
  [
    'withdrawn',
    { status: 'rejected', rejected_at: at(11), rejected_by: person('operator') },
    [proposed, ['Withdrawn', 'operator']],
  ],
  [
    're-pointed',
    { status: 'rejected', rejected_at: at(11), rejected_by: person('operator'), superseded_by: 'x' },
    [proposed, ['Re-pointed: another took its place', 'operator']],
  ],
  ['expired', { status: 'expired', expired_at: at(23) }, [proposed, ['Expired', undefined]]],
  [
    'broken glass, and its review',
    {
      status: 'approved',
      approvals: [approval('commander', 11)],
      approved_at: at(11),
      break_glass: {
        by: person('commander'),
        at: at(11),
        note: 'alone',
        review: { by: person('approver'), at: at(30), note: 'fine' },
      },
    },
    [proposed, ['Glass broken: approved by one alone', 'commander'], ['Review closed', 'approver']],
  ],
  [
    'a runner that did not come back',
    {
      status: 'approved',
      approvals: [approval('approver', 11)],
      approvals_required: 1,
      claimed_at: at(12),
      claimed_by: person('runner'),
      claim_expires_at: at(17),
      outcome_unknown: true,
    },
    [
      proposed,
      ['Approved', 'approver'],
      ['Taken to be carried out', 'runner'],
      ['Its runner’s time was over, and what became of it is unknown', undefined],
    ],
  ],
]
test.each(cases)('%s', (_, changed, moments) => {
  expect(momentsOf(sampleAction(changed)).map(({ says, by }) => [says, by?.id])).toEqual(moments)
})

test.each<[string, Partial<Action>, string | undefined, string | undefined]>([
  ['proposed', {}, undefined, undefined],
  [
    'approved',
    { status: 'approved', approvals: [approval('approver', 11)], approved_at: at(11) },
    'Approved',
    'approver',
  ],
  ['executed', { status: 'executed', executed_at: at(12), executed_by: person('runner') }, 'Executed', 'runner'],
  ['rejected', { status: 'rejected', rejected_at: at(12), rejected_by: person('approver') }, 'Rejected', 'approver'],
  ['expired', { status: 'expired', expired_at: at(22) }, 'Its time for approval ran out', undefined],
])('what has become of one that is %s', (_, changed, says, by) => {
  const became = becameOf(sampleAction(changed))
  expect([became?.says, became?.by?.id]).toEqual([says, by])
})
