import { describe, expect, test } from 'vitest'
import type { Action } from '../../shared/domain/action.ts'
import type { Command } from '../../shared/domain/action-commands.ts'
import { allowed, decide } from '../../shared/domain/action-rules.ts'
import { approved, broken, claimed, dry, executed, expired, tier3 } from './action-scenes.ts'
import { asker, digestOf, type Person, play, proposed, rightly, ttl } from './action-setting.ts'

const { approve, break_glass, reject, repoint, claim, mark_executed, close_review, comment } = rightly

type Row = [who: Person, command: Command, action: Action, what: string, seconds?: number]

const accepted: Row[] = [
  ['approver', { ...approve, proposal_digest: digestOf(tier3.proposal) }, tier3, 'with the digest of what was seen'],
  ['approver', approve, tier3, 'a millisecond before the TTL is over', ttl - 0.001],
  [
    'approver',
    { name: 'approve' },
    proposed({ type: 'throttle', by: 'approver' }),
    'of one’s own tier 2, with nothing typed',
  ],
  [
    'approver',
    { name: 'approve' },
    proposed({ type: 'alert', by: 'approver' }),
    'of one’s own tier 1, with nothing typed',
  ],
  ['approver', { name: 'approve' }, dry, 'of a dry run'],
  [
    'approver',
    { ...approve, confirmation: 'a🚀b' },
    proposed({ target_ref: 'a🚀b' }),
    'with the whole of a short target',
  ],
  ['commander', approve, proposed({ by: 'commander', alone: true }), 'of one’s own tier 3 by a single operator'],
  ['commander', break_glass, proposed({ by: 'commander' }), 'of one’s own'],
  ['commander', break_glass, play(tier3, ['commander', 'approve']), 'of what oneself approved first'],
  ['operator', reject, tier3, 'of one’s own, whatever the role'],
  ['viewer', reject, proposed({ by: 'viewer' }), 'of one’s own, by one who may do nothing any more'],
  ['operator', reject, approved, 'of one’s own, approved'],
  ['approver', reject, tier3, 'past the TTL, which is about approval alone', ttl],
  ['approver', reject, claimed, 'of what a runner did not come back from', 31],
  ['approver', { name: 'reject' }, tier3, 'without a note'],
  ['operator', repoint, tier3, 'of one’s own'],
  ['approver', repoint, approved, 'of an approved row'],
  ['runner', claim, approved, 'past the TTL, which is about approval alone', ttl + 1],
  ['runner', claim, broken, 'with an open review: it never blocks'],
  ['runner', mark_executed, approved, 'without a claim'],
  ['runner', mark_executed, claimed, 'by who claimed it'],
  ['runner', mark_executed, claimed, 'by who claimed it, after the lease', 31],
  ['commander', mark_executed, claimed, 'of what another runner did not come back from', 31],
  ['approver', close_review, play(broken, ['approver', 'reject']), 'of what was rejected since'],
  ['second', close_review, play(broken, ['runner', 'mark_executed']), 'of what was executed since', 9999],
  ['operator', comment, executed, 'on what is over'],
  ['operator', comment, expired, 'on what has expired', 9999],
]

describe('what goes through', () => {
  test.each(accepted.map(([who, command, action, what, seconds]) => ({ who, command, action, what, seconds })))(
    '$command.name by $who $what',
    ({ who, command, action, seconds }) => {
      expect(decide(action, command, asker(who, seconds))).toMatchObject({ ok: true })
      expect(allowed(action, asker(who, seconds))).toContainEqual({ name: command.name, enabled: true })
    },
  )
})
