import { describe, expect, test } from 'vitest'
import type { Action } from '../../../renderer/api.ts'
import { buttonsOf } from '../../../renderer/screens/assistant/tiles/action-buttons.ts'
import { person, sampleAction } from '../queue/sample-action.ts'

const names = ['approve', 'reject', 'repoint', 'mark_executed', 'break_glass', 'close_review'] as const

function row(patch: Partial<Action>, enabled: readonly string[]): Action {
  const commands = names.map((name) =>
    enabled.includes(name) ? { name, enabled: true } : { name, enabled: false, reason: `no ${name} here` },
  )
  return sampleAction({ tier: 2, proposed_by: person('me'), commands, ...patch })
}

const shown = (action: Action, me = 'other') =>
  buttonsOf(action, me).map(({ name, why }) => (why === null ? name : `${name}: ${why}`))

describe('the buttons of a tile', () => {
  test('wake by what the server says, and by nothing else', () => {
    expect(shown(row({}, ['approve', 'reject', 'repoint']))).toEqual(['approve', 'reject', 'repoint'])
    expect(shown(row({}, ['repoint']))).toEqual(['approve: no approve here', 'reject: no reject here', 'repoint'])
  })
  test('whoever proposed it withdraws it', () =>
    expect(shown(row({}, ['approve', 'reject', 'repoint']), 'me')).toEqual(['approve', 'withdraw', 'repoint']))
  test('never go past the rule of two people', () =>
    expect(shown(row({ tier: 3 }, [...names]))).toEqual(['approve', 'reject', 'repoint']))
  test.each(['executed', 'rejected', 'expired'] as const)(
    'of what is %s, Approve and Reject sleep and say why',
    (status) => expect(shown(row({ status }, []))).toEqual(['approve: no approve here', 'reject: no reject here']),
  )
  test('of what is approved, Approve sleeps beside what is left to do', () =>
    expect(shown(row({ status: 'approved' }, ['mark_executed', 'reject', 'repoint']))).toEqual([
      'approve: no approve here',
      'mark_executed',
      'reject',
      'repoint',
    ]))
})
