import { describe, expect, test } from 'vitest'
import { compareTyped } from '../../../renderer/components/typed-text.ts'
import { ApiProblem, Offline } from '../../../renderer/problem.ts'
import {
  leadsTo,
  nounOf,
  shortTarget,
  titleOf,
  typingOf,
} from '../../../renderer/screens/queue/dialogs/action-words.ts'
import { planBulk } from '../../../renderer/screens/queue/dialogs/bulk-plan.ts'
import { createOnce, isUnanswered, isUndecided } from '../../../renderer/screens/queue/dialogs/once.ts'
import { sampleAction, workspace } from './sample-action.ts'

describe('what is typed', () => {
  const cases: [string, string, string, ReturnType<typeof compareTyped>][] = [
    ['nothing yet', '', 'checkout', { matches: false, right: 0, wrongAt: undefined }],
    ['the beginning', 'check', 'checkout', { matches: false, right: 5, wrongAt: undefined }],
    ['all of it', 'checkout', 'checkout', { matches: true, right: 8, wrongAt: undefined }],
    ['too much', 'checkout-', 'checkout', { matches: false, right: 8, wrongAt: 9 }],
    ['another letter', 'chexkout', 'checkout', { matches: false, right: 3, wrongAt: 4 }],
    ['another case', 'Checkout', 'checkout', { matches: false, right: 0, wrongAt: 1 }],
    ['a space around it', ' checkout', 'checkout', { matches: false, right: 0, wrongAt: 1 }],
    ['a character of two units', '🚀run-12', '🚀run-123', { matches: false, right: 7, wrongAt: undefined }],
  ]
  test.each(cases)('%s', (_, typed, wanted, compared) => expect(compareTyped(typed, wanted)).toEqual(compared))

  test('a short target is typed whole', () => {
    expect(typingOf('checkout-agent@4f2c9e1')).toEqual({
      text: 'checkout',
      asks: 'Type the first 8 characters of the target',
    })
    expect(typingOf('run-1')).toEqual({ text: 'run-1', asks: 'Type the whole target' })
    expect(typingOf('eight-ch')).toEqual({ text: 'eight-ch', asks: 'Type the whole target' })
  })
})

describe('a dialog’s key', () => {
  const numbered = () => {
    let made = 0
    return createOnce(() => `key-${++made}`)
  }
  test('stays while no answer came and the body is the same', () => {
    const once = numbered()
    expect([once.keyFor({ note: 'a' }), once.keyFor({ note: 'a' })]).toEqual(['key-1', 'key-1'])
  })
  test('is another for another body, and after an answer', () => {
    const once = numbered()
    expect(once.keyFor({ note: 'a' })).toBe('key-1')
    expect(once.keyFor({ note: 'b' })).toBe('key-2')
    once.answered()
    expect(once.keyFor({ note: 'b' })).toBe('key-3')
  })
  test('the real ones are long, and differ', () => {
    const [one, other] = [createOnce().keyFor({}), createOnce().keyFor({})]
    expect(one).toMatch(/^[0-9a-f]{32}$/)
    expect(one).not.toBe(other)
  })
  test.each([
    [new Offline('no'), true, true],
    [new ApiProblem({ title: '', status: 503, code: 'store_busy', detail: '' }, null), true, true],
    [new ApiProblem({ title: '', status: 401, code: 'credential_expired', detail: '' }, null), false, true],
    [new ApiProblem({ title: '', status: 401, code: 'step_up_required', detail: '' }, null), false, true],
    [new ApiProblem({ title: '', status: 409, code: 'invalid_transition', detail: '' }, null), false, false],
    [new Error('a bug'), false, false],
  ])('%s is an answer or none, and decides or not', (error, unanswered, undecided) => {
    expect(isUnanswered(error)).toBe(unanswered)
    expect(isUndecided(error)).toBe(undecided)
  })
})

describe('what it is called', () => {
  test('by its effect and the short name of its target', () => {
    expect(titleOf(sampleAction())).toBe('Roll back checkout-agent')
    expect(nounOf(sampleAction())).toBe('rollback of checkout-agent')
    expect(leadsTo(sampleAction().payload)).toBe('77ab03d')
    expect(leadsTo(null)).toBeUndefined()
    expect(leadsTo(['to'])).toBeUndefined()
  })
  test.each([
    ['fleet/eu-west', 'fleet/eu-west'],
    ['agent@sha', 'agent'],
    ['@sha', '@sha'],
    ['a@b@c', 'a@b@c'],
    [`${'a'.repeat(30)}${'z'.repeat(30)}@1`, `${'a'.repeat(24)}…${'z'.repeat(12)}`],
  ])('%s is %s', (target, short) => expect(shortTarget(target)).toBe(short))
})

describe('bulk', () => {
  const two = sampleAction({ id: 'two', tier: 2, type: 'throttle', approvals_required: 1 })
  const denied = sampleAction({
    id: 'no',
    tier: 1,
    type: 'alert',
    commands: [{ name: 'approve', enabled: false, reason: 'Too late.' }],
  })
  test.each(['approve', 'reject'] as const)('%s leaves tier 3 out, and says so', (name) => {
    const plan = planBulk(name, [sampleAction(), two], workspace)
    expect(plan.rows.map(({ id }) => id)).toEqual(['two'])
    expect(plan.leftOut.map(({ why }) => why)).toEqual(['Tier 3 is decided one at a time.'])
  })
  test('what the server does not offer stays behind with its reason', () => {
    expect(planBulk('approve', [denied], workspace).leftOut[0]?.why).toBe('Too late.')
    expect(planBulk('reject', [denied], workspace).leftOut[0]?.why).toMatch(/does not offer/)
  })
  test('what is not what would run is never approved by the dozen', () => {
    const changed = { ...two, reason: 'Another' }
    expect(planBulk('approve', [changed], workspace).rows).toEqual([])
    expect(planBulk('reject', [changed], workspace).rows).toHaveLength(1)
  })
})
