import { describe, expect, test } from 'vitest'
import type { Action } from '../../shared/domain/action.ts'
import type { Command, Event } from '../../shared/domain/action-commands.ts'
import { decide } from '../../shared/domain/action-rules.ts'
import { approved, broken, half, tier2, tier3 } from './action-scenes.ts'
import { asker, at, digestOf, type Person, rightly, whoIs } from './action-setting.ts'

const { approve, break_glass, reject, repoint, claim, mark_executed, close_review, comment } = rightly
const shown = digestOf(tier3.proposal)
const plain: Command = { name: 'approve' }
const blank: Command = { name: 'approve', note: ' \n' }

const vote = (id: string, note: string | null, saw: string | null = null) => ({
  actor: whoIs(id),
  at: at(2),
  note,
  saw,
})
const rejected = (by: Person, note: string | null, superseded_by: string | null): Event => ({
  kind: 'rejected',
  by: whoIs(by),
  at: at(2),
  note,
  superseded_by,
})

/** What is written down of what was given, two seconds after the proposal: the ledger keeps this and nothing else. */
const events: [what: string, who: Person, command: Command, action: Action, event: Event][] = [
  [
    'the first of two',
    'approver',
    approve,
    tier3,
    { kind: 'approved', vote: vote('approver', 'I looked'), complete: false },
  ],
  [
    'the second of two',
    'second',
    approve,
    half,
    { kind: 'approved', vote: vote('second', 'I looked'), complete: true },
  ],
  ['the only one', 'approver', plain, tier2, { kind: 'approved', vote: vote('approver', null), complete: true }],
  [
    'a blank note is none',
    'approver',
    blank,
    tier2,
    { kind: 'approved', vote: vote('approver', null), complete: true },
  ],
  [
    'with what was seen',
    'approver',
    { ...approve, proposal_digest: shown },
    tier3,
    { kind: 'approved', vote: vote('approver', 'I looked', shown), complete: false },
  ],
  [
    'with what was seen',
    'commander',
    { ...break_glass, proposal_digest: shown },
    tier3,
    {
      kind: 'glass_broken',
      vote: vote('commander', 'Nobody else is awake', shown),
      glass: { by: whoIs('commander'), at: at(2), note: 'Nobody else is awake', review: null },
    },
  ],
  ['with a note', 'approver', reject, tier3, rejected('approver', 'Not now', null)],
  ['without a note', 'operator', { name: 'reject' }, tier3, rejected('operator', null, null)],
  ['a blank note is none', 'approver', { name: 'reject', note: ' ' }, tier3, rejected('approver', null, null)],
  ['with what takes its place', 'operator', repoint, tier3, rejected('operator', null, repoint.successor)],
  ['for 30 s', 'runner', claim, approved, { kind: 'claimed', by: whoIs('runner'), at: at(2), expires_at: at(32) }],
  [
    'for 5 s',
    'machine',
    { name: 'claim', lease_seconds: 5 },
    approved,
    { kind: 'claimed', by: whoIs('machine'), at: at(2), expires_at: at(7) },
  ],
  [
    'with its outcome',
    'runner',
    mark_executed,
    approved,
    { kind: 'executed', by: whoIs('runner'), at: at(2), outcome: { exit: 0 } },
  ],
  [
    'with what it found',
    'approver',
    close_review,
    broken,
    { kind: 'review_closed', by: whoIs('approver'), at: at(2), note: 'It was right' },
  ],
  [
    'with its words',
    'operator',
    comment,
    tier3,
    { kind: 'commented', by: whoIs('operator'), at: at(2), body: 'Why now?' },
  ],
]

describe('what happened is what was given', () => {
  test.each(events.map(([what, who, command, action, event]) => ({ what, who, command, action, event })))(
    '$command.name by $who: $what',
    ({ who, command, action, event }) => {
      expect(decide(action, command, asker(who, 2))).toEqual({ ok: true, value: event })
    },
  )
})
