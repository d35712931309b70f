import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sweepActions } from '../../main/use-cases/actions/sweep-actions.ts'
import { Hold } from '../../shared/contract/workspace.ts'
import { engines } from '../support/engines.ts'
import { asJson, joinQueue, type Person, type Queue, startQueue } from './action-kit.ts'
import { entriesOf } from './action-scenes.ts'
import { problemOf } from './problem-shape.ts'

const hold = '/api/v1/workspace/hold'
const autonomous = { mode: 'autonomous' }
const once = { 'action.proposal.created': 1, 'action.proposal.executed': 1 }

describe.each(engines)('autonomous actions on %s', (engine) => {
  let q: Queue
  beforeAll(async () => {
    q = await startQueue(engine)
  })
  afterAll(() => q.close())
  const put = (body: unknown, who: Person = 'commander') => q.send(hold, body, who, { method: 'PUT' })
  const shown = async () => Hold.strict().parse(await asJson(await q.get(hold), 200))
  const entries = async (query: string) =>
    (
      await asJson<{ items: { action: string; subject: string; data: object; seq: number; at: string }[] }>(
        await q.get(`/api/v1/audit/entries?limit=500&${query}`),
        200,
      )
    ).items

  test('an alert is raised: an entry that every console shows, and the outcome says what was done', async () => {
    const row = await q.propose({ type: 'alert', ...autonomous })
    const { history } = await q.row(row.id)
    const data = { target_ref: row.target_ref, message: row.reason }
    expect(history.map(({ action }) => action)).toEqual([
      'action.proposal.created',
      'alert.notice.raised',
      'action.proposal.executed',
    ])
    expect(history[1]?.data).toEqual(data)
    expect(row).toMatchObject({
      status: 'executed',
      approvals: [],
      approved_at: null,
      executed_at: row.proposed_at,
      executed_by: { issuer: 'countersign', subject: 'system', verified: false },
      outcome: { alert: { message: row.reason, notice: history[1]?.seq, webhooks: 0 } },
    })
    const worded = await q.propose({ type: 'alert', ...autonomous, payload: { message: ' Look at eu-west ' } })
    expect(worded.outcome).toMatchObject({ alert: { message: 'Look at eu-west' } })
  })

  test.each<[payload: object, tags: string[]]>([
    [{}, ['flagged']],
    [{ tag: 'slow' }, ['slow']],
    [{ tags: ['slow', 'eu', 'slow'] }, ['slow', 'eu']],
    [{ tags: [], tag: 'kept' }, ['kept']],
    [{ tags: 5 }, ['flagged']],
  ])('tag_trace with %j tags the trace: %j', async (payload, tags) => {
    const trace_id = `trace-${JSON.stringify(payload)}`
    const row = await q.propose({ type: 'tag_trace', target_ref: trace_id, payload, ...autonomous })
    expect(row).toMatchObject({ status: 'executed', outcome: { tagged: { trace_id, tags } } })
    const tagged = await entries(`subject=${encodeURIComponent(`trace:${trace_id}`)}`)
    expect(tagged.map(({ action, data }) => [action, data])).toEqual(
      tags.map((tag) => ['trace.tag.added', { tag, action_id: row.id }]),
    )
  })

  test.each<[payload: object, title: string, severity: string]>([
    [{}, 'checkout-agent@4f2c9e1: The canary drifts', 'sev3'],
    [{ title: 'Checkout is slow', severity: 'sev1' }, 'Checkout is slow', 'sev1'],
    [{ title: ' ', severity: 'sev9' }, 'checkout-agent@4f2c9e1: The canary drifts', 'sev3'],
  ])('create_incident with %j opens one, linked to it', async (payload, title, severity) => {
    const row = await q.propose({ type: 'create_incident', payload, ...autonomous })
    const id = expect.stringMatching(/^[0-9a-f-]{36}$/)
    expect(row).toMatchObject({ status: 'executed', outcome: { incident: { id, title, severity } } })
    const { incidents } = await q.row(row.id)
    expect(incidents).toMatchObject([{ id, title, status: 'open' }])
    const incident = await asJson(await q.get(`/api/v1/incidents/${incidents[0]?.id}`), 200)
    expect(incident).toMatchObject({ title, severity, status: 'open' })
  })

  test.each([
    ['throttle', 'autonomous'],
    ['switch_model', 'autonomous'],
    ['disable_flag', 'autonomous'],
    ['kill_run', 'autonomous'],
    ['rollback_deploy', 'autonomous'],
    ['scale_down', 'autonomous'],
    ['alert', 'supervised'],
    ['tag_trace', 'supervised'],
    ['create_incident', 'dry_run'],
    ['alert', 'dry_run'],
  ])('%s in mode %s waits for approval, whatever sweeps', async (type, mode) => {
    const { id, status } = await q.propose({ type, mode })
    await sweepActions(q.services)
    expect([status, (await q.row(id)).status]).toEqual(['proposed', 'proposed'])
    expect(await entriesOf(q, id)).toEqual({ 'action.proposal.created': 1 })
  })

  describe('a hold', () => {
    test('is nobody’s at first, and takes a commander', async () => {
      expect(await shown()).toEqual({ held: false, reason: null, by: null, since: null, waiting: 0 })
      for (const who of ['viewer', 'operator', 'approver', 'runner'] as const)
        expect(await problemOf(await put({ held: true }, who), 403, 'permission_denied')).toMatchObject({
          permission: 'workspace.hold',
        })
      for (const body of [
        {},
        { held: 'yes' },
        { held: true, reason: 'x'.repeat(501) },
        { held: true, reason: '\u0000' },
      ])
        await problemOf(await put(body), 422, 'invalid_input')
    })

    test('stops all that runs by itself, and says who placed it, when and why; to place it twice is no entry', async () => {
      const at = q.time.text()
      const placed = await asJson(await put({ held: true, reason: ' Deploy freeze ' }), 200)
      expect(placed).toEqual({
        held: true,
        reason: 'Deploy freeze',
        by: expect.objectContaining({ name: 'incident_commander' }),
        since: at,
        waiting: 0,
      })
      q.time.pass(1)
      await asJson(await put({ held: true, reason: 'Another' }, 'deputy'), 200)
      const rows = await Promise.all(
        ['alert', 'tag_trace', 'create_incident'].map((type) => q.propose({ type, ...autonomous })),
      )
      expect(rows.map(({ status }) => status)).toEqual(['proposed', 'proposed', 'proposed'])
      expect(await sweepActions(q.services)).toBe(0)
      expect(await shown()).toEqual({ ...(placed as object), waiting: 3 })
      expect(await entries('action=workspace.hold.placed')).toHaveLength(1)
      const elsewhere = await q.keyFor(['operator'], 'elsewhere')
      const theirs = await q.send(
        '/api/v1/deployments/actions',
        { type: 'alert', ...autonomous, target_ref: 'x', reason: 'y' },
        'operator',
        { key: elsewhere },
      )
      expect(await asJson(theirs, 201)).toMatchObject({ status: 'executed' })
      await q.did(rows[0]?.id ?? '', 'approve', 'approver')
      expect(await shown()).toMatchObject({ waiting: 2 })
    })

    test('lifted, lets run once what is still within its time, whoever sweeps, and however many', async () => {
      const waiting = await Promise.all([1, 2, 3, 4].map(() => q.propose({ type: 'tag_trace', ...autonomous })))
      const late = await q.propose({ type: 'alert', ttl_seconds: 30, ...autonomous })
      const approved = await q.did((await q.propose({ type: 'alert', ...autonomous })).id, 'approve', 'approver')
      const rejected = await q.did((await q.propose({ type: 'alert', ...autonomous })).id, 'reject', 'approver')
      q.time.pass(30)
      expect(await asJson(await put({ held: false }), 200)).toMatchObject({ held: false, since: null, by: null })
      const other = await joinQueue(engine, q)
      const sweeps = [q, other, q, other].map(({ services }) => sweepActions(services))
      expect((await Promise.all(sweeps)).reduce((sum, count) => sum + count)).toBe(4 + 2 + 1)
      await other.close()
      for (const { id } of waiting) {
        const row = await q.row(id)
        expect(row).toMatchObject({
          status: 'executed',
          executed_at: q.time.text(),
          executed_by: { name: 'Countersign' },
        })
        expect(await entriesOf(q, id)).toEqual(once)
      }
      expect(await q.row(late.id)).toMatchObject({ status: 'expired', outcome: null })
      expect(await q.row(approved.id)).toMatchObject({ status: 'approved' })
      expect(await q.row(rejected.id)).toMatchObject({ status: 'rejected' })
      expect(await shown()).toMatchObject({ held: false, waiting: 0 })
      expect(await q.propose({ type: 'alert', ...autonomous })).toMatchObject({ status: 'executed' })
    })

    test('stops what comes at the same moment after it: nothing runs between placing and lifting', async () => {
      for (let round = 0; round < 4; round += 1) {
        const storm = Array.from({ length: 12 }, () => q.propose({ type: 'alert', ...autonomous }))
        const [, ...rows] = await Promise.all([put({ held: round % 2 === 0 }), ...storm, sweepActions(q.services)])
        expect(rows).toHaveLength(13)
        await sweepActions(q.services)
      }
      const told = await entries('order=asc&after=0')
      let held = false
      for (const { action, seq } of told) {
        if (action.startsWith('workspace.hold.')) held = action.endsWith('placed')
        if (action === 'alert.notice.raised') expect(held, `entry ${seq}`).toBe(false)
      }
      await asJson(await put({ held: false }), 200)
      await sweepActions(q.services)
      expect(await q.verify()).toMatchObject({ ok: true })
    })
  })
})
