import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ActionSummary } from '../../shared/contract/actions.ts'
import { engines } from '../support/engines.ts'
import { actions, asJson, type Person, type Queue, startQueue } from './action-kit.ts'
import { breaking, scenes } from './action-scenes.ts'
import { problemOf } from './problem-shape.ts'

const nothing = {
  proposed: 0,
  pending_approval: 0,
  executed_today: 0,
  rejected_today: 0,
  by_status: { proposed: 0, approved: 0, executed: 0, rejected: 0, expired: 0 },
  expires_next: null,
  needs_me: 0,
  reviews_open: 0,
}

describe.each(engines)('the summary on %s', (engine) => {
  let q: Queue
  beforeAll(async () => {
    q = await startQueue(engine)
  })
  afterAll(() => q.close())
  const summary = async (tz?: string, who: Person = 'viewer') =>
    ActionSummary.strict().parse(await asJson(await q.get(`${actions}/summary${tz ? `?tz=${tz}` : ''}`, who), 200))

  test('of nothing is nothing', async () => {
    expect(await summary()).toEqual({ ...nothing, today_since: '2026-11-21T00:00:00.000Z' })
  })

  test('counts what is there, what waits and for whom, and what is still to be reviewed', async () => {
    const late = await q.propose({ ttl_seconds: 30 })
    for (const scene of ['proposed, tier 1', 'proposed, tier 3', 'approved once of twice', 'a dry run'] as const)
      await scenes[scene](q)
    for (const scene of ['executed', 'executed by itself', 'rejected', 're-pointed'] as const) await scenes[scene](q)
    for (const scene of ['approved', 'approved by breaking glass', 'reviewed after breaking glass'] as const)
      await scenes[scene](q)
    const other = await q.keyFor(['admin'], 'other')
    await q.send(actions, { type: 'alert', target_ref: 'x', reason: 'y' }, 'admin', { key: other })
    const now = {
      proposed: 6,
      pending_approval: 5,
      executed_today: 2,
      rejected_today: 2,
      by_status: { proposed: 6, approved: 3, executed: 2, rejected: 2, expired: 0 },
      expires_next: late.expires_at,
      reviews_open: 1,
    }
    expect(await summary()).toMatchObject({ ...now, needs_me: 0 })
    expect((await summary('UTC', 'second')).needs_me).toBe(5)
    expect((await summary('UTC', 'approver')).needs_me).toBe(4)
    expect((await summary('UTC', 'operator')).needs_me).toBe(0)
    q.time.pass(30)
    // Not swept yet, but nobody can approve it any more.
    const after = { ...now, pending_approval: 4, expires_next: expect.not.stringMatching(late.expires_at) }
    expect(await summary()).toMatchObject(after)
    expect((await q.give(late.id, 'approve', 'approver')).status).toBe(400)
    expect((await summary()).by_status).toMatchObject({ proposed: 5, expired: 1 })
    for (const { id } of (await asJson<{ items: { id: string }[] }>(await q.get(`${actions}?review_open=1`), 200))
      .items)
      await q.did(id, 'close-review', 'second')
    expect((await summary()).reviews_open).toBe(0)
  })

  describe('today begins where the caller is', () => {
    beforeEach(() => q.time.set('2026-11-21T10:00:00.000Z'))

    test.each<[tz: string, now: string, since: string]>([
      ['UTC', '2026-11-21T00:00:00.000Z', '2026-11-21T00:00:00.000Z'],
      ['UTC', '2026-11-21T23:59:59.999Z', '2026-11-21T00:00:00.000Z'],
      ['Europe/Berlin', '2026-11-21T22:59:59.999Z', '2026-11-20T23:00:00.000Z'],
      ['Europe/Berlin', '2026-11-21T23:00:00.000Z', '2026-11-21T23:00:00.000Z'],
      // The days on which Berlin has 23 and 25 hours.
      ['Europe/Berlin', '2026-03-29T21:59:59.999Z', '2026-03-28T23:00:00.000Z'],
      ['Europe/Berlin', '2026-03-29T22:00:00.000Z', '2026-03-29T22:00:00.000Z'],
      ['Europe/Berlin', '2026-10-25T22:59:59.999Z', '2026-10-24T22:00:00.000Z'],
      ['Asia/Kathmandu', '2026-11-21T18:14:59.999Z', '2026-11-20T18:15:00.000Z'],
      ['Asia/Kathmandu', '2026-11-21T18:15:00.000Z', '2026-11-21T18:15:00.000Z'],
      // Santiago skips the hour after midnight in September, and has the one before it twice in April.
      ['America/Santiago', '2026-09-06T12:00:00.000Z', '2026-09-06T04:00:00.000Z'],
      ['America/Santiago', '2026-09-06T03:59:59.999Z', '2026-09-05T04:00:00.000Z'],
      ['America/Santiago', '2026-04-05T03:30:00.000Z', '2026-04-04T03:00:00.000Z'],
      ['America/Santiago', '2026-04-05T04:00:00.000Z', '2026-04-05T04:00:00.000Z'],
      ['Pacific/Kiritimati', '2026-11-21T10:00:00.000Z', '2026-11-21T10:00:00.000Z'],
      ['Pacific/Pago_Pago', '2026-11-21T10:59:59.999Z', '2026-11-20T11:00:00.000Z'],
      ['Australia/Lord_Howe', '2026-04-05T12:00:00.000Z', '2026-04-04T13:00:00.000Z'],
    ])('in %s at %s: since %s', async (tz, now, since) => {
      q.time.set(now)
      expect((await summary(tz)).today_since).toBe(since)
    })

    test('and what was executed or rejected just before it does not count', async () => {
      const { id: early } = await q.propose({ ttl_seconds: 86_400 })
      const { id: late } = await q.propose({ ttl_seconds: 86_400 })
      const { id: run } = await q.propose({ type: 'kill_run', ttl_seconds: 86_400 })
      await q.did(run, 'approve', 'commander', breaking)
      q.time.set('2026-11-21T22:59:59.999Z')
      await q.did(early, 'reject', 'approver')
      q.time.set('2026-11-21T23:00:00.000Z')
      await q.did(late, 'reject', 'approver')
      await q.did(run, 'mark-executed', 'runner')
      expect(await summary('Europe/Berlin')).toMatchObject({ executed_today: 1, rejected_today: 1 })
      expect(await summary('Asia/Kathmandu')).toMatchObject({ executed_today: 1, rejected_today: 2 })
    })
  })

  test.each(['Mars/Olympus', 'Europe', '', 'x'.repeat(101), '%00'])('tz=%s is no time zone', async (tz) => {
    const { issues } = await problemOf(await q.get(`${actions}/summary?tz=${tz}`), 422, 'invalid_input')
    expect(issues).toContainEqual({ path: ['tz'], message: expect.any(String) })
  })
})
