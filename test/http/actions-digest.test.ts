import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { engines } from '../support/engines.ts'
import { type Queue, type Row, rightly, startQueue } from './action-kit.ts'
import { breaking } from './action-scenes.ts'
import { problemOf } from './problem-shape.ts'

/** RFC 8785 as far as proposals need it; shares nothing with the product. Numbers and strings are ECMAScript's own. */
function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  const names = Object.keys(value).sort((a, b) => (a < b ? -1 : 1))
  const members = names.map(
    (name) => `${JSON.stringify(name)}:${canonical(Object.entries(value).find(([key]) => key === name)?.[1])}`,
  )
  return `{${members.join(',')}}`
}

/** As product.md says it, of a row as an approver sees it. */
function digestOf(row: Row): string {
  const { id, type, tier, target_ref, reason, mode, payload, proposed_at, expires_at } = row
  const proposed_by = row.proposed_by.id
  const seen = {
    id,
    workspace: 'w',
    type,
    tier,
    target_ref,
    reason,
    mode,
    payload,
    proposed_by,
    proposed_at,
    expires_at,
  }
  return `sha256:${createHash('sha256').update(canonical(seen)).digest('hex')}`
}

describe.each(engines)('the digest of a proposal on %s', (engine) => {
  let q: Queue
  beforeAll(async () => {
    q = await startQueue(engine)
  })
  afterAll(() => q.close())

  test.each<[string, Record<string, unknown>]>([
    ['the smallest', {}],
    ['a tier 3', { type: 'rollback_deploy', ttl_seconds: 31 }],
    ['a dry run', { mode: 'dry_run' }],
    ['text of every script', { target_ref: 'é字🚀', reason: '"quoted"\\\n\t‮Ω' }],
    [
      'names in any order',
      { payload: { b: 1, a: { d: [3, { z: null, y: true }], c: '' }, '€': 1, '\r': 2, ﬁ: 3, '😀': 4 } },
    ],
    [
      'numbers of every kind',
      { payload: JSON.parse('{"n":[-0,-1.5,1e21,1e-7,333333333.33333329,9007199254740993,1e308]}') },
    ],
    ['members of every name', { payload: JSON.parse('{"__proto__":{"b":1,"a":2},"constructor":null,"":0}') }],
  ])('is what anybody can work out from the row: %s', async (_, wanted) => {
    const row = await q.propose(wanted)
    expect(row.proposal_digest).toBe(digestOf(row))
    expect((await q.row(row.id)).proposal_digest).toBe(row.proposal_digest)
  })

  test('stays the same whatever becomes of the row', async () => {
    const row = await q.propose({ type: 'kill_run' })
    for (const who of ['approver', 'second'] as const) await q.did(row.id, 'approve', who)
    const after = await q.did(row.id, 'mark-executed', 'runner')
    expect(after.proposal_digest).toBe(row.proposal_digest)
    expect(after.proposal_digest).toBe(digestOf(after))
  })

  test('is another for the same proposal made again, and for one that is re-pointed', async () => {
    const [one, two] = [await q.propose(), await q.propose()]
    const three = await q.did(one.id, 'repoint', 'operator', { target_ref: one.target_ref })
    expect(new Set([one, two, three].map(({ proposal_digest }) => proposal_digest)).size).toBe(3)
  })

  test('that an approver saw is kept with the approval, in the row and in the ledger', async () => {
    const row = await q.propose({ type: 'kill_run' })
    await q.did(row.id, 'approve', 'approver', { ...rightly('approve'), proposal_digest: row.proposal_digest })
    await q.did(row.id, 'approve', 'second')
    const { approvals, history } = await q.row(row.id)
    expect(approvals.map(({ proposal_digest }) => proposal_digest)).toEqual([row.proposal_digest, null])
    expect(history.map(({ data }) => data)).toMatchObject([
      { proposal_digest: row.proposal_digest },
      { saw: row.proposal_digest, complete: false },
      { saw: null, complete: true },
    ])
  })

  test.each<[string, (digest: string) => string]>([
    ['of another proposal', (digest) => digest.replace(/.$/, (last) => (last === '0' ? '1' : '0'))],
    ['in capitals', (digest) => digest.toUpperCase()],
    ['without its algorithm', (digest) => digest.replace('sha256:', '')],
    ['of nothing', () => ''],
  ])('%s is refused, with the right one, and no approval counts', async (_, other) => {
    for (const [type, body] of [
      ['throttle', {}],
      ['kill_run', rightly('approve')],
      ['kill_run', breaking],
    ] as const) {
      const { id, proposal_digest } = await q.propose({ type })
      const asked = { ...body, proposal_digest: other(proposal_digest) }
      expect(await problemOf(await q.give(id, 'approve', 'commander', asked), 409, 'proposal_changed')).toMatchObject({
        proposal_digest,
      })
      expect(await q.row(id)).toMatchObject({ status: 'proposed', approvals: [], break_glass: null })
      expect((await q.give(id, 'approve', 'commander', { ...body, proposal_digest })).status).toBe(200)
    }
  })
})
