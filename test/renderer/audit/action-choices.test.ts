import { describe, expect, test } from 'vitest'
import { asFilter, choicesOf } from '../../../renderer/screens/audit/action-choices.ts'

test('each area stands once, above its actions', () => {
  expect(choicesOf(['access.key.created', 'access.key.revoked', 'actor.identity.erased'])).toEqual([
    { value: 'access.', area: true },
    { value: 'access.key.created', area: false },
    { value: 'access.key.revoked', area: false },
    { value: 'actor.', area: true },
    { value: 'actor.identity.erased', area: false },
  ])
})

describe('what is typed', () => {
  const cases: [string, string][] = [
    ['', ''],
    ['   ', ''],
    ['access', 'access.'],
    [' access. ', 'access.'],
    ['access.key.created', 'access.key.created'],
  ]
  test.each(cases)('%j filters by %j', (typed, filter) => expect(asFilter(typed)).toBe(filter))
})
