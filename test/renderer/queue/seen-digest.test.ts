import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Action } from '../../../renderer/api.ts'
import { sawTheSame, seenDigest, shortDigest } from '../../../renderer/screens/queue/drawer/seen-digest.ts'
import { person, sampleAction, workspace } from './sample-action.ts'

test('the digest is the SHA-256 of the canonical form, as the wire’s document has it', () => {
  const { id, type, tier, target_ref, reason, mode, payload, proposed_at, expires_at } = sampleAction()
  const facts = {
    expires_at,
    id,
    mode,
    payload,
    proposed_at,
    proposed_by: 'operator',
    reason,
    target_ref,
    tier,
    type,
    workspace,
  }
  const digest = `sha256:${createHash('sha256').update(JSON.stringify(facts)).digest('hex')}`
  expect(seenDigest(sampleAction(), workspace)).toEqual({ kind: 'same', digest })
})

const changes: [string, Partial<Action>][] = [
  ['the target', { target_ref: 'checkout-agent@0000000' }],
  ['the reason', { reason: 'Something else' }],
  ['the payload', { payload: { from: '4f2c9e1', to: 'evil' } }],
  ['the type', { type: 'kill_run' }],
  ['the tier', { tier: 2 }],
  ['the mode', { mode: 'autonomous' }],
  ['the proposer', { proposed_by: person('somebody') }],
  ['when it was proposed', { proposed_at: '2026-11-21T14:07:13.000Z' }],
  ['when it expires', { expires_at: '2026-11-21T18:22:12.000Z' }],
  ['the id', { id: 'another' }],
]
test.each(changes)('%s being another than what was proposed is seen', (_, changed) => {
  const { proposal_digest } = sampleAction()
  expect(seenDigest(sampleAction({ ...changed, proposal_digest }), workspace).kind).toBe('differs')
})

test('another workspace is another proposal', () => {
  expect(seenDigest(sampleAction(), 'elsewhere').kind).toBe('differs')
})

test('what has no canonical form has no digest', () => {
  const action = sampleAction({ proposal_digest: 'sha256:0' })
  expect(seenDigest({ ...action, payload: undefined as never }, workspace)).toEqual({ kind: 'unknown' })
})

test('what an earlier approver saw is compared with what is seen here', () => {
  const seen = seenDigest(sampleAction(), workspace)
  const approval = (proposal_digest: string | null) => ({
    actor: person('approver'),
    at: '',
    note: null,
    proposal_digest,
  })
  expect(sawTheSame(approval(sampleAction().proposal_digest), seen)).toBe('same')
  expect(sawTheSame(approval(`sha256:${'0'.repeat(64)}`), seen)).toBe('other')
  expect(sawTheSame(approval(null), seen)).toBe('unsaid')
  expect(sawTheSame(approval('sha256:1'), { kind: 'unknown' })).toBe('other')
  expect(shortDigest('sha256:9e1c00112233')).toBe('sha256:9e1c0011…')
})
