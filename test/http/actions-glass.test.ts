import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Policy } from '../../shared/contract/workspace.ts'
import { engines } from '../support/engines.ts'
import { actions, asJson, proposalOf, type Queue, type Row, rightly, startQueue } from './action-kit.ts'
import { breaking, entriesOf, glassBroken, idsIn } from './action-scenes.ts'
import { jsonBody, startApp, type TestApp } from './harness.ts'
import { problemOf } from './problem-shape.ts'

const policy = '/api/v1/workspace/policy'

describe.each(engines)('breaking glass on %s', (engine) => {
  let q: Queue
  beforeAll(async () => {
    q = await startQueue(engine)
  })
  afterAll(() => q.close())

  test.each(['kill_run', 'rollback_deploy', 'scale_down'])(
    'approves %s at once, alone, and marks it for ever',
    async (type) => {
      const { id } = await q.propose({ type })
      const at = q.time.text()
      const row = await q.did(id, 'approve', 'commander', breaking)
      const by = expect.objectContaining({ name: 'incident_commander' })
      const mark = { by, at, note: breaking.note, review: null }
      expect(row).toMatchObject({
        status: 'approved',
        approved_at: at,
        approvals: [{ actor: by, note: breaking.note }],
        break_glass: mark,
      })
      expect(await idsIn(q, 'review_open=true')).toContain(id)
      expect((await q.did(id, 'mark-executed', 'runner')).break_glass).toEqual(row.break_glass)
      expect(await idsIn(q, 'review_open=true')).toContain(id)
      expect(await entriesOf(q, id)).toMatchObject({ 'action.proposal.glass_broken': 1, 'action.proposal.executed': 1 })
    },
  )

  test('is open to the proposer and to whoever approved already; their vote counts once', async () => {
    const { id: own } = await q.propose({ type: 'kill_run' }, 'commander')
    expect((await q.did(own, 'approve', 'commander', breaking)).status).toBe('approved')
    const { id: half } = await q.propose({ type: 'kill_run' })
    await q.did(half, 'approve', 'approver')
    await q.did(half, 'approve', 'commander')
    const { id: voted } = await q.propose({ type: 'kill_run' })
    await q.did(voted, 'approve', 'commander')
    const row = await q.did(voted, 'approve', 'commander', breaking)
    expect(row).toMatchObject({ status: 'approved', approvals: [{ note: breaking.note }] })
    expect((await q.row(half)).break_glass).toBeNull()
  })

  test.each<[string, body: Record<string, unknown>, status: number, code: string]>([
    ['typed wrongly', { ...breaking, confirmation: 'x' }, 422, 'confirmation_mismatch'],
    ['without a reason', { ...breaking, note: ' ' }, 422, 'reason_required'],
    ['of what was not seen', { ...breaking, proposal_digest: 'x' }, 409, 'proposal_changed'],
  ])('%s is refused', async (_, body, status, code) => {
    const { id } = await q.propose({ type: 'kill_run' })
    await problemOf(await q.give(id, 'approve', 'commander', body), status, code)
    expect((await q.row(id)).break_glass).toBeNull()
  })

  test('on tier 1 and 2 is refused: one approval is enough there', async () => {
    for (const type of ['alert', 'throttle']) {
      const { id } = await q.propose({ type })
      await problemOf(await q.give(id, 'approve', 'commander', breaking), 409, 'invalid_transition')
    }
  })

  test('break_glass: false is an approval like any other', async () => {
    const { id } = await q.propose({ type: 'kill_run' })
    expect(await q.did(id, 'approve', 'commander', { ...breaking, break_glass: false })).toMatchObject({
      status: 'proposed',
      break_glass: null,
    })
  })

  test('its review is closed once, with words, by a second person', async () => {
    const { id } = await glassBroken(q)
    await problemOf(await q.give(id, 'close-review', 'commander'), 403, 'self_approval')
    await problemOf(await q.give(id, 'close-review', 'operator'), 403, 'permission_denied')
    for (const body of [{}, { note: ' ' }, { note: 5 }])
      await problemOf(await q.give(id, 'close-review', 'deputy', body), 422, 'invalid_input')
    const { break_glass } = await q.did(id, 'close-review', 'deputy')
    expect(break_glass?.review).toMatchObject({
      by: { name: 'incident_commander' },
      at: q.time.text(),
      note: 'It was right',
    })
    await problemOf(await q.give(id, 'close-review', 'approver'), 409, 'invalid_transition')
    expect(await idsIn(q, 'review_open=true')).not.toContain(id)
  })

  test('never waits for the review of the one before', async () => {
    const rows = [await glassBroken(q), await glassBroken(q), await glassBroken(q)]
    expect(rows.map(({ status }) => status)).toEqual(['approved', 'approved', 'approved'])
  })

  test('the policy of one is not on offer on a server', async () => {
    expect(Policy.strict().parse(await asJson(await q.get(policy), 200))).toMatchObject({
      single_operator: false,
      changeable: false,
    })
    const put = (who: 'admin' | 'commander') => q.send(policy, { single_operator: true }, who, { method: 'PUT' })
    await problemOf(await put('admin'), 409, 'not_offered_here')
    expect(await problemOf(await put('commander'), 403, 'permission_denied')).toMatchObject({
      permission: 'settings.manage',
    })
  })
})

describe.each(engines)('alone on this machine, on %s', (engine) => {
  let app: TestApp
  beforeAll(async () => {
    app = await startApp(engine, { mode: 'local', limits: { transitionsPerMinute: 1_000_000 } })
  })
  afterAll(() => app.close())
  const send = (path: string, body: unknown, method = 'POST') => app.ask(path, { ...jsonBody(body), method })
  const propose = async () => asJson<Row>(await send(actions, proposalOf({ type: 'kill_run' })), 201)
  const approve = (id: string) => send(`${actions}/${id}/approve`, rightly('approve'))

  test('nobody approves their own tier 3, until the policy says by name that there is nobody else', async () => {
    const before = await propose()
    expect(before).toMatchObject({ single_operator: false, approvals_required: 2 })
    await problemOf(await approve(before.id), 403, 'self_approval')
    const set = await asJson(await send(policy, { single_operator: true }, 'PUT'), 200)
    expect(set).toMatchObject({ single_operator: true, by: { via: 'local', verified: false }, changeable: true })
    await asJson(await send(policy, { single_operator: true }, 'PUT'), 200)
    const during = await propose()
    expect(during).toMatchObject({ single_operator: true, approvals_required: 1 })
    expect(await asJson<Row>(await approve(during.id), 200)).toMatchObject({
      status: 'approved',
      single_operator: true,
    })
    // What was asked of a proposal when it was made stays asked of it.
    await problemOf(await approve(before.id), 403, 'self_approval')
    await asJson(await send(policy, { single_operator: false }, 'PUT'), 200)
    const after = await propose()
    expect(after).toMatchObject({ single_operator: false, approvals_required: 2 })
    await problemOf(await send(`${actions}/${(await propose()).id}/approve`, {}), 403, 'self_approval')
    const { items } = await asJson<{ items: { data: object }[] }>(
      await app.ask('/api/v1/audit/entries?action=workspace.policy.changed'),
      200,
    )
    expect(items.map(({ data }) => data)).toEqual([{ single_operator: true }, { single_operator: false }])
    await problemOf(await send(policy, { single_operator: 'yes' }, 'PUT'), 422, 'invalid_input')
  })
})
