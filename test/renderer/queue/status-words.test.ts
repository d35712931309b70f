import { describe, expect, test } from 'vitest'
import type { Action } from '../../../renderer/api.ts'
import { besideStatus } from '../../../renderer/screens/queue/cells/status-words.ts'
import { person, sampleAction } from './sample-action.ts'

const at = (time: string) => Date.parse(`2026-11-21T${time}.000Z`)
const vote = (name: string) => ({
  actor: person(name),
  at: '2026-11-21T14:08:00.000Z',
  note: null,
  proposal_digest: null,
})
const approved = { status: 'approved', approved_at: '2026-11-21T14:10:00.000Z' } as const
const claimed = {
  claimed_by: person('runner'),
  claimed_at: '2026-11-21T14:11:00.000Z',
  claim_expires_at: '2026-11-21T14:16:00.000Z',
}
const glass = { by: person('commander'), at: '2026-11-21T14:08:00.000Z', note: 'now', review: null }
const review = { by: person('approver'), at: '2026-11-21T15:00:00.000Z', note: 'right' }

/** Proposed at 14:07:12, for 15 minutes. */
const cases: [string, Partial<Action>, string, string[]][] = [
  ['proposed, with time', { approvals: [vote('a')] }, '14:08:00', ['1/2', '14:12']],
  ['in its last fifth', {}, '14:20:12', ['0/2', '2:00']],
  ['past its time', {}, '14:22:12', ['0/2', 'time is over']],
  ['where one approval is enough, they are not counted', { tier: 2, approvals_required: 1 }, '14:08:00', ['14:12']],
  ['approved, and waiting', { ...approved, approvals: [vote('a'), vote('b')] }, '14:16:00', ['2/2', '6 min']],
  ['a dry run waits for nothing', { ...approved, mode: 'dry_run', approvals_required: 1 }, '14:16:00', []],
  ['claimed', { ...approved, ...claimed, approvals_required: 1 }, '14:12:00', ['claimed', '4:00']],
  ['outcome unknown', { ...approved, ...claimed, outcome_unknown: true }, '14:17:00', ['outcome unknown']],
  ['glass broken', { ...approved, break_glass: glass }, '14:16:00', ['review open', '6 min']],
  ['glass broken, and reviewed', { status: 'executed', break_glass: { ...glass, review } }, '15:01:00', ['']],
  ['single operator', { status: 'executed', single_operator: true }, '15:01:00', ['']],
  ['rejected', { status: 'rejected' }, '15:01:00', []],
  ['re-pointed', { status: 'rejected', superseded_by: 'another' }, '15:01:00', ['re-pointed']],
  ['expired', { status: 'expired' }, '15:01:00', []],
]
describe('beside the status', () => {
  test.each(cases)('%s', (_name, changed, now, shown) => {
    const beside = besideStatus(sampleAction(changed), at(now))
    expect(beside.map(({ shows }) => shows)).toEqual(shown)
    for (const { says } of beside) expect(says.length).toBeGreaterThan(8)
  })
})

test('amber in the last fifth, red when it is over', () => {
  const urgencies = ['14:19:11', '14:19:12', '14:22:12'].map((now) =>
    besideStatus(sampleAction(), at(now)).find(({ kind }) => kind === 'countdown'),
  )
  expect(urgencies).toMatchObject([{ urgency: 'calm' }, { urgency: 'soon' }, { urgency: 'over' }])
})

test('what is short for eyes is whole for ears', () => {
  expect(besideStatus(sampleAction({ break_glass: glass }), at('14:08:00'))[0]?.says).toBe(
    'Glass broken by commander; its review is open',
  )
  const unknown = sampleAction({ ...approved, ...claimed, outcome_unknown: true })
  expect(besideStatus(unknown, at('14:17:00'))[0]?.says).toMatch(/runner took it and did not come back/)
})
