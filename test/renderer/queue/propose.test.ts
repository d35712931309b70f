import { beforeAll, describe, expect, test, vi } from 'vitest'
import { approvalRule, approverRoles, modeRule, runsAtOnce } from '../../../renderer/screens/queue/dialogs/explain.ts'
import type { Draft } from '../../../renderer/screens/queue/dialogs/propose-draft.ts'
import { actionTypes, modes, tierOf } from '../../../shared/domain/action-policy.ts'
import { sampleAction } from './sample-action.ts'

let read: typeof import('../../../renderer/screens/queue/dialogs/propose-draft.ts')
beforeAll(async () => {
  // The page's own module looks for the page at once.
  vi.stubGlobal('sessionStorage', { getItem: () => null, setItem: () => undefined })
  read = await import('../../../renderer/screens/queue/dialogs/propose-draft.ts')
})

const good: Draft = {
  type: 'throttle',
  target: '  sales-assistant ',
  reason: 'Cost spike',
  mode: 'supervised',
  payload: '{"rate": 0.5}',
  ttl: '',
  unit: 'minutes',
}

describe('a draft', () => {
  test('becomes what the wire takes', () => {
    expect(read.readDraft(good)).toMatchObject({
      errors: {},
      body: {
        type: 'throttle',
        target_ref: 'sales-assistant',
        reason: 'Cost spike',
        mode: 'supervised',
        payload: { rate: 0.5 },
      },
    })
    expect(read.readDraft(good).body).not.toHaveProperty('ttl_seconds')
  })

  const fields: [string, Partial<Draft>, string, RegExp][] = [
    ['no target', { target: ' ' }, 'target_ref', /done to/],
    ['a target of two lines', { target: 'a\nb' }, 'target_ref', /one line/],
    ['no reason', { reason: '\n ' }, 'reason', /part of the record/],
    ['a payload that is no JSON', { payload: '{\n"a": }' }, 'payload', /^Line 2, column 6/],
    ['a payload that is a list', { payload: '[1]' }, 'payload', /JSON object/],
    ['a payload that is null', { payload: 'null' }, 'payload', /JSON object/],
    ['a time too short', { ttl: '29', unit: 'seconds' }, 'ttl_seconds', /30 seconds/],
    ['a time too long', { ttl: '24.01', unit: 'hours' }, 'ttl_seconds', /24 hours/],
    ['a time that is none', { ttl: 'soon' }, 'ttl_seconds', /24 hours/],
    ['a negative time', { ttl: '-5' }, 'ttl_seconds', /24 hours/],
  ]
  test.each(fields)('%s is said beside its field', (_, patch, field, says) => {
    const { errors, body } = read.readDraft({ ...good, ...patch })
    expect(Object.keys(errors)).toEqual([field])
    expect(errors[field as 'payload']).toMatch(says)
    expect(body).toBeUndefined()
  })

  test.each<[string, Draft['unit'], number]>([
    ['30', 'seconds', 30],
    ['15', 'minutes', 900],
    ['1,5', 'hours', 5400],
    ['24', 'hours', 86_400],
  ])('%s %s', (ttl, unit, seconds) => {
    expect(read.readDraft({ ...good, ttl, unit }).body?.ttl_seconds).toBe(seconds)
  })

  test('an empty payload is an empty object', () => {
    expect(read.readDraft({ ...good, payload: ' ' }).body?.payload).toEqual({})
  })

  test('what was proposed before is proposed once more as it was', () => {
    const action = sampleAction()
    expect(read.readDraft(read.draftLike(action)).body).toEqual({
      type: action.type,
      target_ref: action.target_ref,
      reason: action.reason,
      mode: action.mode,
      payload: action.payload,
    })
  })
})

describe('what is said of a choice', () => {
  const open = { held: false, singleOperator: false }
  test('autonomous tier 1, and nothing else, runs at once', () => {
    for (const type of actionTypes)
      for (const mode of modes) expect(runsAtOnce(type, mode)).toBe(tierOf[type] === 1 && mode === 'autonomous')
  })
  test.each([
    ['tier 1 that runs', approvalRule('alert', 'autonomous', open), /runs as soon as you propose it, and/],
    ['the same while held', approvalRule('alert', 'autonomous', { ...open, held: true }), /held now: it waits/],
    [
      'the same while nobody knows',
      approvalRule('alert', 'autonomous', { ...open, held: undefined }),
      /unless the workspace is held/,
    ],
    ['tier 2, autonomous', approvalRule('throttle', 'autonomous', open), /^One approval; it may be your own/],
    ['tier 3', approvalRule('kill_run', 'supervised', open), /^2 different people.*neither of them\. Each types/],
    [
      'tier 3, alone',
      approvalRule('kill_run', 'supervised', { ...open, singleOperator: true }),
      /^One approval; it may be your own.*types/,
    ],
    ['autonomous where it is the same', modeRule('scale_down', 'autonomous', open), /tier 3 always takes approval/],
    ['autonomous that waits', modeRule('alert', 'autonomous', { ...open, held: true }), /waits while/],
  ])('%s', (_, says, expected) => expect(says).toMatch(expected))
  test('who may approve follows from the permissions', () => {
    expect(approverRoles).toEqual(['approver', 'incident commander', 'admin'])
  })
})
