import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Action } from '../../shared/domain/action.ts'
import { evolve } from '../../shared/domain/action-evolve.ts'
import { anyAction, anyEvent } from './action-arbitraries.ts'
import {
  approved,
  broken,
  claimed,
  executed,
  half,
  rejected,
  repointed,
  reviewed,
  tier1,
  tier3,
} from './action-scenes.ts'
import { at, play, proposed, rightly, whoIs } from './action-setting.ts'

const vote = (id: string, note: string) => ({ actor: whoIs(id), at: at(1), note, saw: null })

describe('what a row is after what happened', () => {
  test.each<[what: string, is: Action, was: Action, differs: Partial<Action>]>([
    ['the first of two approvals', half, tier3, { approvals: [vote('approver', 'I looked')] }],
    [
      'the second of two',
      approved,
      half,
      {
        approvals: [vote('approver', 'I looked'), vote('second', 'I looked')],
        progress: { status: 'approved', approved_at: at(1) },
      },
    ],
    [
      'broken glass',
      broken,
      tier3,
      {
        approvals: [vote('commander', 'Nobody else is awake')],
        glass: { by: whoIs('commander'), at: at(1), note: 'Nobody else is awake', review: null },
        progress: { status: 'approved', approved_at: at(1) },
      },
    ],
    [
      'broken glass by who approved first, who is counted once, and what another approved before stays',
      play(half, ['commander', 'break_glass']),
      half,
      {
        approvals: [vote('approver', 'I looked'), vote('commander', 'Nobody else is awake')],
        glass: { by: whoIs('commander'), at: at(1), note: 'Nobody else is awake', review: null },
        progress: { status: 'approved', approved_at: at(1) },
      },
    ],
    [
      'broken glass by who approved first',
      play(tier3, ['commander', 'approve'], ['commander', 'break_glass']),
      broken,
      {},
    ],
    [
      'a rejection',
      rejected,
      tier3,
      {
        progress: {
          status: 'rejected',
          approved_at: null,
          rejected_at: at(1),
          rejected_by: whoIs('approver'),
          note: 'Not now',
          superseded_by: null,
        },
      },
    ],
    [
      'a rejection of what was approved, which says when that was',
      play(approved, ['approver', 'reject', 5]),
      approved,
      {
        progress: {
          status: 'rejected',
          approved_at: at(1),
          rejected_at: at(5),
          rejected_by: whoIs('approver'),
          note: 'Not now',
          superseded_by: null,
        },
      },
    ],
    [
      're-pointing',
      repointed,
      tier3,
      {
        progress: {
          status: 'rejected',
          approved_at: null,
          rejected_at: at(1),
          rejected_by: whoIs('operator'),
          note: null,
          superseded_by: rightly.repoint.successor,
        },
      },
    ],
    ['a claim', claimed, approved, { claim: { by: whoIs('runner'), at: at(1), expires_at: at(31) } }],
    [
      'an execution',
      executed,
      approved,
      {
        progress: {
          status: 'executed',
          approved_at: at(1),
          executed_at: at(1),
          executed_by: whoIs('runner'),
          outcome: { exit: 0 },
        },
      },
    ],
    [
      'an execution by itself, which nobody approved',
      evolve(tier1, { kind: 'executed', by: whoIs('countersign'), at: at(0), outcome: 'notified' }),
      tier1,
      {
        progress: {
          status: 'executed',
          approved_at: null,
          executed_at: at(0),
          executed_by: whoIs('countersign'),
          outcome: 'notified',
        },
      },
    ],
    [
      'an expiry, at the time it was noticed',
      evolve(tier3, { kind: 'expired', at: at(65) }),
      tier3,
      { progress: { status: 'expired', expired_at: at(65) } },
    ],
    [
      'a review',
      reviewed,
      broken,
      {
        glass: {
          by: whoIs('commander'),
          at: at(1),
          note: 'Nobody else is awake',
          review: { by: whoIs('second'), at: at(1), note: 'It was right' },
        },
      },
    ],
    ['a comment', play(half, ['operator', 'comment']), half, {}],
  ])('%s', (_, is, was, differs) => {
    expect(is).toEqual({ ...was, ...differs })
  })
})

describe('evolve', () => {
  const frozen = <T>(value: T): T => {
    if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen)
    return value
  }

  test('is total and pure: any event of any row gives a row, the same each time, and changes neither', () => {
    fc.assert(
      fc.property(anyAction(), anyEvent(), (action, event) => {
        const before = structuredClone({ action, event })
        const once = evolve(frozen(action), frozen(event))
        expect(evolve(action, event)).toEqual(once)
        expect({ action, event }).toEqual(before)
        expect(once.proposal).toBe(action.proposal)
      }),
      { numRuns: 300 },
    )
  })

  test('is the same of what was written down and read again, as the ledger’s replay does', () => {
    const read = <T>(value: T): T => JSON.parse(JSON.stringify(value))
    fc.assert(
      fc.property(anyAction(), anyEvent(), (action, event) => {
        expect(evolve(read(action), read(event))).toEqual(read(evolve(action, event)))
      }),
      { numRuns: 300 },
    )
  })

  test('a review is closed once: what comes after changes nothing', () => {
    const again = { kind: 'review_closed', by: whoIs('third'), at: at(9), note: 'No' } as const
    expect(evolve(reviewed, again)).toEqual(reviewed)
    expect(evolve(proposed(), again)).toEqual(proposed())
  })
})
