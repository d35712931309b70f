import { describe, expect, test } from 'vitest'
import type { Action } from '../../../renderer/api.ts'
import { arranged, bulkOf, commandsOf } from '../../../renderer/screens/queue/row-commands.ts'
import { person, sampleAction } from './sample-action.ts'

const glass = (review: NonNullable<Action['break_glass']>['review']) => ({
  break_glass: { by: person('commander'), at: '2026-11-21T14:08:00.000Z', note: 'now', review },
})
const reviewed = glass({ by: person('approver'), at: '2026-11-21T15:00:00.000Z', note: 'right' })

describe('what may come next', () => {
  const cases: [string, Partial<Action>, string[], string[]][] = [
    ['tier 3, proposed', {}, ['approve', 'reject'], ['repoint', 'break_glass']],
    ['tier 2, proposed', { tier: 2, type: 'throttle' }, ['approve', 'reject'], ['repoint']],
    ['one’s own', { proposed_by: person('me') }, ['approve', 'withdraw'], ['repoint', 'break_glass']],
    ['approved', { status: 'approved' }, ['mark_executed', 'reject'], ['repoint']],
    [
      'approved by breaking glass',
      { status: 'approved', ...glass(null) },
      ['mark_executed', 'reject'],
      ['close_review', 'repoint'],
    ],
    ['executed', { status: 'executed' }, [], []],
    ['executed, with its review open', { status: 'executed', ...glass(null) }, ['close_review'], []],
    ['executed and reviewed', { status: 'executed', ...reviewed }, [], []],
    ['rejected', { status: 'rejected' }, [], []],
    ['expired', { status: 'expired' }, [], []],
  ]
  test.each(cases)('%s', (_name, changed, buttons, more) => {
    const commands = commandsOf(sampleAction(changed), 'me')
    expect(commands.buttons.map(({ name }) => name)).toEqual(buttons)
    expect(commands.more.map(({ name }) => name)).toEqual(more)
    const compact = arranged(sampleAction(changed), { me: 'me', compact: true })
    expect(compact.buttons).toEqual([])
    expect(compact.more.map(({ name }) => name)).toEqual([...buttons, ...more])
  })
})

test('a button names its effect; where it sleeps it says why, as the server does, and looks no danger', () => {
  const [approve] = commandsOf(sampleAction(), 'me').buttons
  expect(approve).toMatchObject({
    label: 'Approve…',
    does: 'Approve rollback of checkout-agent…',
    why: null,
    danger: true,
  })
  const refused = sampleAction({ commands: [{ name: 'approve', enabled: false, reason: 'You proposed it.' }] })
  const [asleep, reject] = commandsOf(refused, 'me').buttons
  expect(asleep).toMatchObject({ why: 'You proposed it.', danger: false })
  expect(reject?.why).toMatch(/does not offer/)
})

test('together one approves what is not typed, and rejects whatever may be rejected', () => {
  const rows = [
    sampleAction({ id: 'typed' }),
    sampleAction({ id: 'plain', tier: 2, type: 'throttle' }),
    sampleAction({ id: 'not mine to decide', tier: 1, type: 'alert', commands: [] }),
  ]
  expect(bulkOf('approve', rows).map(({ id }) => id)).toEqual(['plain'])
  expect(bulkOf('reject', rows).map(({ id }) => id)).toEqual(['typed', 'plain'])
})
