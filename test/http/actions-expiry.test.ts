import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sweepActions } from '../../main/use-cases/actions/sweep-actions.ts'
import { engines } from '../support/engines.ts'
import { type Command, joinQueue, type Queue, rightly, startQueue } from './action-kit.ts'
import { breaking, entriesOf, idsIn, scenes } from './action-scenes.ts'
import { problemOf } from './problem-shape.ts'

const wasTooLate = { 'action.proposal.created': 1, 'action.proposal.expired': 1 }

describe.each(engines)('the time for approval on %s', (engine) => {
  let q: Queue
  beforeAll(async () => {
    q = await startQueue(engine)
  })
  afterAll(() => q.close())

  test.each(['alert', 'throttle', 'kill_run'])('of %s is not over a millisecond before', async (type) => {
    const { id } = await q.propose({ type, ttl_seconds: 30 })
    q.time.pass(29.999)
    expect((await q.did(id, 'approve', 'approver')).approvals).toHaveLength(1)
    expect(await sweepActions(q.services)).toBe(0)
  })

  test.each<[type: string, seconds: number, body: object]>([
    ['alert', 30, {}],
    ['throttle', 30, rightly('approve')],
    ['throttle', 86_400, {}],
    ['kill_run', 30, rightly('approve')],
    ['kill_run', 31, { confirmation: 'wrong' }],
    ['kill_run', 30, breaking],
  ])(
    'of %s is over after %d seconds: 400, the row is expired, and the ledger says so once',
    async (type, seconds, body) => {
      const { id, expires_at } = await q.propose({ type, ttl_seconds: 30 })
      q.time.pass(seconds)
      const who = body === breaking ? 'commander' : 'approver'
      for (const again of [false, true]) {
        const { status: _, ...said } = await problemOf(await q.give(id, 'approve', who, body), 400, 'approval_expired')
        expect(said).toMatchObject({ current_status: 'expired', expires_at })
        if (!again) q.time.pass(1)
      }
      const expired_at = q.time.text(-1)
      const row = await q.row(id)
      expect(row).toMatchObject({ status: 'expired', expired_at, approvals: [] })
      const last = row.history.at(-1)
      expect(last).toMatchObject({ action: 'action.proposal.expired', at: expired_at, seq: row.last_seq, data: {} })
      expect(row.actors[last?.actor_digest ?? '']).toMatchObject({ issuer: 'countersign', subject: 'system' })
      expect(await entriesOf(q, id)).toEqual(wasTooLate)
    },
  )

  test('of a half approved row is over for the second, and what the first said stays', async () => {
    const { id } = await q.propose({ type: 'kill_run', ttl_seconds: 30 })
    await q.did(id, 'approve', 'approver')
    q.time.pass(30)
    await problemOf(await q.give(id, 'approve', 'second'), 400, 'approval_expired')
    expect(await q.row(id)).toMatchObject({ status: 'expired', approvals: [{ note: 'I looked' }], approved_at: null })
  })

  test('ends at the sweep too, for every row of every workspace, however many, and for each once', async () => {
    await sweepActions(q.services)
    const elsewhere = await q.keyFor(['operator'], 'elsewhere')
    const body = { type: 'alert', target_ref: 'x', reason: 'y', ttl_seconds: 30 }
    await q.send('/api/v1/deployments/actions', body, 'operator', { key: elsewhere })
    const rows = await Promise.all(Array.from({ length: 450 }, (_, i) => q.propose({ ttl_seconds: 30 + (i % 3) })))
    const kept = [await scenes.approved(q), await q.propose({ ttl_seconds: 33 })]
    q.time.pass(29.999)
    expect(await sweepActions(q.services)).toBe(0)
    q.time.pass(2.001)
    expect(await sweepActions(q.services)).toBe(451)
    expect(await sweepActions(q.services)).toBe(0)
    const expired = await idsIn(q, 'status=expired&limit=500')
    expect(rows.filter(({ id }) => !expired.includes(id))).toEqual([])
    for (const { id } of rows.slice(0, 5)) expect(await entriesOf(q, id)).toEqual(wasTooLate)
    for (const { id, status } of kept) expect((await q.row(id)).status).toBe(status)
  })

  test('no longer waits for anybody, before anything has swept it', async () => {
    const { id } = await q.propose({ ttl_seconds: 30 })
    q.time.pass(30)
    expect(await idsIn(q, 'pending=true')).not.toContain(id)
    expect(await idsIn(q, 'needs_me=true', 'approver')).not.toContain(id)
    expect(await idsIn(q, 'status=proposed')).toContain(id)
    const { commands } = await q.row(id, 'approver')
    expect(commands.find(({ name }) => name === 'approve')).toMatchObject({ enabled: false })
  })

  test('governs approval alone: what is approved stays so, and what was not can still be rejected', async () => {
    const { id: approved } = await scenes.approved(q)
    const { id: proposed } = await q.propose({ ttl_seconds: 30 })
    q.time.pass(86_400)
    expect((await q.did(proposed, 'reject', 'operator')).status).toBe('rejected')
    expect((await q.did(approved, 'mark-executed', 'runner')).status).toBe('executed')
  })

  test.each<[Command, Record<string, unknown>]>([
    ['approve', {}],
    ['reject', {}],
    ['repoint', { target_ref: 'b' }],
  ])('is told once, when %s, two sweeps and another process come at the same moment', async (command, body) => {
    const other = await joinQueue(engine, q)
    for (let round = 0; round < 5; round += 1) {
      const { id } = await q.propose({ ttl_seconds: 30 })
      q.time.pass(30)
      const [, , answer] = await Promise.all([
        sweepActions(other.services),
        sweepActions(q.services),
        q.give(id, command, 'approver', body),
        other.give(id, 'approve', 'second', {}),
      ])
      const counts = await entriesOf(q, id)
      const rejected = command !== 'approve' && answer.ok
      const last = rejected ? 'action.proposal.rejected' : 'action.proposal.expired'
      expect(counts).toEqual({ 'action.proposal.created': 1, [last]: 1 })
      expect((await q.row(id)).status).toBe(rejected ? 'rejected' : 'expired')
    }
    await other.close()
  })

  test('after all of it the ledger verifies', async () => {
    expect(await q.verify()).toMatchObject({ ok: true })
  })
})
