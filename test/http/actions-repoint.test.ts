import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { engines } from '../support/engines.ts'
import { actions, asJson, type Queue, type Row, startQueue } from './action-kit.ts'
import { scenes } from './action-scenes.ts'
import { problemOf } from './problem-shape.ts'

describe.each(engines)('re-pointing on %s', (engine) => {
  let q: Queue
  beforeAll(async () => {
    q = await startQueue(engine)
  })
  afterAll(() => q.close())

  test.each(['approved once of twice', 'approved', 'a dry run', 'proposed, tier 1'] as const)(
    'what is %s makes another in its place, with approvals from zero and a time of its own',
    async (scene) => {
      const old = await scenes[scene](q)
      q.time.pass(60)
      const next = await q.did(old.id, 'repoint', 'operator', { target_ref: ' search-agent@1b2c3d4 ' })
      const { id, type, tier, reason, mode, payload, approvals_required } = old
      expect(next).toMatchObject({ type, tier, reason, mode, payload, approvals_required, supersedes: id })
      expect(next).toMatchObject({
        status: 'proposed',
        target_ref: 'search-agent@1b2c3d4',
        approvals: [],
        approved_at: null,
        proposed_at: q.time.text(),
        proposed_by: { name: 'operator' },
      })
      const ttl = (row: Row) => Date.parse(row.expires_at) - Date.parse(row.proposed_at)
      expect(ttl(next)).toBe(ttl(old))
      const { history, ...after } = await q.row(id)
      expect(after).toMatchObject({
        status: 'rejected',
        superseded_by: next.id,
        rejected_at: q.time.text(),
        target_ref: old.target_ref,
      })
      // One transaction: the two entries stand side by side.
      expect((await q.row(next.id)).history[0]?.seq).toBe((history.at(-1)?.seq ?? 0) + 1)
    },
  )

  test('by another makes it theirs, who then cannot approve it', async () => {
    const { id } = await q.propose({ type: 'kill_run' })
    const next = await q.did(id, 'repoint', 'approver')
    expect(next.proposed_by.name).toBe('approver')
    const body = { confirmation: 'search-a', note: 'x' }
    await problemOf(await q.give(next.id, 'approve', 'approver', body), 403, 'self_approval')
  })

  test('an autonomous tier 2 or 3 waits for approval anew', async () => {
    const old = await q.did((await q.propose({ mode: 'autonomous' })).id, 'approve', 'approver')
    expect(await q.did(old.id, 'repoint', 'operator')).toMatchObject({ status: 'proposed', mode: 'autonomous' })
  })

  test.each([{}, { target_ref: '' }, { target_ref: 'a\nb' }, { target_ref: 'x'.repeat(401) }])(
    'to %j is refused',
    async (body) => {
      const { id } = await q.propose()
      await problemOf(await q.give(id, 'repoint', 'operator', body), 422, 'invalid_input')
    },
  )

  test('a chain of them names the one before and the one after', async () => {
    const rows = [await q.propose()]
    for (const target_ref of ['b', 'c', 'd'])
      rows.push(await q.did(rows.at(-1)?.id ?? '', 'repoint', 'operator', { target_ref }))
    const read = await Promise.all(rows.map(({ id }) => q.row(id)))
    const ids = rows.map(({ id }) => id)
    expect(read.map(({ supersedes }) => supersedes)).toEqual([null, ...ids.slice(0, -1)])
    expect(read.map(({ superseded_by }) => superseded_by)).toEqual([...ids.slice(1), null])
    expect(read.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'proposed'])
    await problemOf(await q.give(ids[0] ?? '', 'repoint', 'operator'), 409, 'invalid_transition')
  })

  test('a tier 1 in autonomous mode, which a hold kept waiting, runs on its new target when nothing holds it', async () => {
    const put = (held: boolean) => q.send('/api/v1/workspace/hold', { held }, 'commander', { method: 'PUT' })
    await put(true)
    const old = await q.propose({ type: 'tag_trace', mode: 'autonomous', target_ref: 'trace-a' })
    const held = await q.did(old.id, 'repoint', 'operator', { target_ref: 'trace-b' })
    expect(held.status).toBe('proposed')
    await put(false)
    const next = await q.did(held.id, 'repoint', 'operator', { target_ref: 'trace-c' })
    expect(next).toMatchObject({ status: 'executed', outcome: { tagged: { trace_id: 'trace-c' } } })
    const tags = await asJson<{ total: number }>(await q.get('/api/v1/audit/entries?action=trace.tag.added'), 200)
    expect(tags.total).toBe(1)
    expect((await asJson<{ items: Row[] }>(await q.get(`${actions}?status=executed`), 200)).items).toHaveLength(1)
  })

  test('after all of it the ledger verifies', async () => {
    expect(await q.verify()).toMatchObject({ ok: true })
  })
})
