import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { engines } from '../support/engines.ts'
import { type Queue, startQueue } from './action-kit.ts'
import { approvedTier3, entriesOf } from './action-scenes.ts'
import { jsonBody } from './harness.ts'
import { problemOf } from './problem-shape.ts'

describe.each(engines)('claims on %s', (engine) => {
  let q: Queue
  beforeAll(async () => {
    q = await startQueue(engine)
  })
  afterAll(() => q.close())
  const claimed = async (lease_seconds = 30) => q.did((await approvedTier3(q)).id, 'claim', 'runner', { lease_seconds })

  test.each<[body: object | undefined, seconds: number]>([
    [{ lease_seconds: 5 }, 5],
    [{ lease_seconds: 3600 }, 3600],
    [{}, 300],
    [undefined, 300],
  ])('with %j hold for %d seconds', async (body, seconds) => {
    const { id } = await approvedTier3(q)
    const path = `/api/v1/deployments/actions/${id}/claim`
    const init = body === undefined ? { method: 'POST' } : jsonBody(body)
    expect((await q.ask(path, { ...init, key: q.keys.get('runner') })).status).toBe(200)
    expect(await q.row(id)).toMatchObject({
      claimed_at: q.time.text(),
      claim_expires_at: q.time.text(seconds),
      outcome_unknown: false,
    })
  })

  test.each([4, 3601, 0, -5, 5.5, '30', null])('for %j seconds are refused', async (lease_seconds) => {
    const { id } = await approvedTier3(q)
    const { issues } = await problemOf(await q.give(id, 'claim', 'runner', { lease_seconds }), 422, 'invalid_input')
    expect(issues).toEqual([{ path: ['lease_seconds'], message: expect.any(String) }])
  })

  test('are one runner’s: while the lease holds nobody else claims, executes, rejects or re-points', async () => {
    const { id, claim_expires_at } = await claimed()
    q.time.pass(29.999)
    for (const who of ['runner', 'machine', 'commander'] as const)
      await problemOf(await q.give(id, 'claim', who), 409, 'already_claimed')
    for (const who of ['machine', 'commander', 'admin'] as const)
      expect(await problemOf(await q.give(id, 'mark-executed', who), 409, 'already_claimed')).toMatchObject({
        claim_expires_at,
      })
    for (const who of ['operator', 'approver'] as const) {
      await problemOf(await q.give(id, 'reject', who), 409, 'already_claimed')
      await problemOf(await q.give(id, 'repoint', who), 409, 'already_claimed')
    }
    const executed = await q.did(id, 'mark-executed', 'runner', { outcome: ['done', { exit: 0 }] })
    expect(executed).toMatchObject({
      status: 'executed',
      outcome: ['done', { exit: 0 }],
      outcome_unknown: false,
      executed_by: executed.claimed_by,
    })
  })

  test('lapse at the very moment: the outcome is unknown, and nobody takes it again by themselves', async () => {
    const { id } = await claimed()
    q.time.pass(29.999)
    expect((await q.row(id)).outcome_unknown).toBe(false)
    q.time.pass(0.001)
    expect(await q.row(id)).toMatchObject({ status: 'approved', outcome_unknown: true, claimed_by: { name: 'runner' } })
    for (const who of ['runner', 'machine', 'commander'] as const)
      expect(await problemOf(await q.give(id, 'claim', who), 409, 'outcome_unknown')).toMatchObject({
        current_status: 'approved',
      })
    q.time.pass(86_400 * 30)
    expect(await q.row(id)).toMatchObject({ status: 'approved', outcome_unknown: true })
    expect(await entriesOf(q, id)).toEqual({
      'action.proposal.created': 1,
      'action.proposal.approved': 2,
      'action.proposal.claimed': 1,
    })
  })

  test.each<['runner' | 'machine' | 'commander', 'mark-executed' | 'reject' | 'repoint', status: string]>([
    ['runner', 'mark-executed', 'executed'],
    ['machine', 'mark-executed', 'executed'],
    ['commander', 'mark-executed', 'executed'],
    ['commander', 'reject', 'rejected'],
    ['commander', 'repoint', 'rejected'],
  ])('that lapsed are settled by a person or a late runner: %s may %s', async (who, command, status) => {
    const { id } = await claimed(5)
    q.time.pass(5)
    await q.did(id, command, who)
    expect(await q.row(id)).toMatchObject({ status, outcome_unknown: false, claimed_by: { name: 'runner' } })
  })

  test.each<[what: string, outcome: unknown, stored: unknown]>([
    ['nothing', undefined, null],
    ['null', null, null],
    ['a number', 7, 7],
    ['a text', 'done', 'done'],
    ['false', false, false],
    ['a list', [1, [2]], [1, [2]]],
    [
      'members of every name',
      JSON.parse('{"__proto__":{"x":1},"toString":2}'),
      JSON.parse('{"__proto__":{"x":1},"toString":2}'),
    ],
    ['64 kB', 'x'.repeat(65_534), 'x'.repeat(65_534)],
  ])('end with an outcome: %s', async (_, outcome, stored) => {
    const { id } = await approvedTier3(q)
    await q.did(id, 'mark-executed', 'runner', { outcome })
    expect(JSON.stringify((await q.row(id)).outcome)).toBe(JSON.stringify(stored))
  })

  test.each<[what: string, body: string]>([
    ['more than 64 kB', JSON.stringify({ outcome: 'x'.repeat(65_535) })],
    ['1e400', '{"outcome":1e400}'],
    ['a zero byte', '{"outcome":"\\u0000"}'],
    ['half a character', '{"outcome":{"a":"\\ud800"}}'],
    ['5,000 levels', `{"outcome":${'['.repeat(5_000)}${']'.repeat(5_000)}}`],
    ['51 levels', `{"outcome":${'['.repeat(51)}${']'.repeat(51)}}`],
  ])('do not end with %s', async (_, body) => {
    const { id } = await approvedTier3(q)
    const response = await q.send(`/api/v1/deployments/actions/${id}/mark-executed`, {}, 'runner', { body })
    const { issues } = await problemOf(response, 422, 'invalid_input')
    expect(issues).toEqual([{ path: ['outcome'], message: expect.any(String) }])
    expect((await q.row(id)).status).toBe('approved')
  })

  test('after all of it the ledger verifies', async () => {
    expect(await q.verify()).toMatchObject({ ok: true })
  })
})
