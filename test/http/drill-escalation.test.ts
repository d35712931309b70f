import { hash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readReports } from '../../main/store/drill-reports.ts'
import { within } from '../../main/store/within.ts'
import { eraseActor } from '../../main/use-cases/actors/erase-actor.ts'
import { readReport } from '../../shared/domain/drill-report-entries.ts'
import type { Entry } from '../../shared/domain/entry.ts'
import { engines } from '../support/engines.ts'
import { ada } from '../support/people.ts'
import { asJson, joinQueue, type Queue, startQueue } from './action-kit.ts'
import { type DrillDesk, drillDesk } from './drill-desk.ts'
import { drills } from './drill-kit.ts'
import { problemOf } from './problem-shape.ts'

const path = `${drills}/escalation-plan`

describe.each(engines)('an escalation plan on %s', (engine) => {
  let queue: Queue
  let desk: DrillDesk
  beforeEach(async () => {
    queue = await startQueue(engine, { only: ['viewer', 'operator', 'auditor', 'runner', 'commander'] })
    desk = drillDesk(queue)
  })
  afterEach(async () => {
    expect(await queue.verify()).toMatchObject({ ok: true })
    await queue.close()
  })

  const soon = () => queue.time.text(3 * 86_400)
  const own = { payments: { providers: [], acknowledgement_minutes: 30, escalation_owner: 'lead' } }
  const entries = async () =>
    (
      await asJson<{ items: Entry[] }>(await queue.get('/api/v1/audit/entries?subject=workspace:w&limit=100'), 200)
    ).items.flatMap((entry) => {
      const report = readReport(entry)
      return report ? [{ ...report, seq: entry.seq }] : []
    })

  test('says of each route that is open whether it is late, and what to do about it', async () => {
    await desk.plan({ next_due_at: soon(), notification_providers: ['slack'], owner_routes: own })
    queue.time.pass(45 * 60)
    const { plan, metadata } = await desk.escalation()
    const route = { schedule_id: 'checkout', provider: 'slack', acknowledgement_state: 'outstanding', age_minutes: 45 }
    expect(plan).toMatchObject({
      plan_id: expect.stringMatching(/^gordesc-/),
      generated_at: queue.time.text(),
      generated_by: 'incident_commander',
      alert_level: 'critical',
      acknowledgement_minutes: 60,
      route_count: 2,
      outstanding_count: 2,
      breached_count: 1,
      routes: [
        {
          ...route,
          owner: 'platform',
          escalation_owner: 'platform',
          acknowledgement_minutes: 60,
          breached: false,
          recommended_action: 'await_acknowledgement',
        },
        {
          ...route,
          owner: 'payments',
          escalation_owner: 'lead',
          acknowledgement_minutes: 30,
          breached: true,
          recommended_action: 'escalate_missed_drill_notification',
        },
      ],
    })
    expect(metadata).toMatchObject({
      metadata_kind: 'go-backend-rollback-drill-notification-escalation-plan',
      session_id: plan.plan_id,
      plan_id: plan.plan_id,
      escalation_plan: plan,
    })
  })

  test('a policy speaks for owners who have no time of their own, and for nobody else', async () => {
    await desk.plan({ next_due_at: soon(), notification_providers: ['slack'], owner_routes: own })
    const late = async (acknowledgement_minutes: number) => {
      const { plan } = await desk.escalation({ policy: { acknowledgement_minutes } })
      expect(plan.acknowledgement_minutes).toBe(acknowledgement_minutes)
      return plan.routes.filter(({ breached }) => breached).map((each) => [each.owner, each.acknowledgement_minutes])
    }
    expect(await late(0)).toEqual([['platform', 0]])
    queue.time.pass(30 * 60)
    expect(await late(120)).toEqual([['payments', 30]])
    expect(await late(10)).toEqual([
      ['platform', 10],
      ['payments', 30],
    ])
  })

  test('leaves out what is over, what nobody was told, and what a later plan took over', async () => {
    await desk.plan({ schedule_id: 'over', next_due_at: soon() })
    for (const [provider, acknowledgement_state] of [
      ['slack', 'resolved'],
      ['teams', 'dismissed'],
    ])
      await desk.answer('over', { provider, acknowledgement_state })
    await desk.plan({ schedule_id: 'far', next_due_at: queue.time.text(60 * 86_400) })
    await desk.plan({ schedule_id: 'again', next_due_at: soon(), owners: ['a'], notification_providers: ['x', 'y'] })
    const { plan_id } = await desk.plan({
      schedule_id: 'again',
      next_due_at: soon(),
      owners: ['a'],
      notification_providers: ['x', 'y'],
    })
    await desk.answer('again', { provider: 'x' })
    await desk.answer('again', { provider: 'y', acknowledgement_state: 'escalated' })
    const { plan } = await desk.escalation()
    expect(plan).toMatchObject({ alert_level: 'warning', route_count: 2, outstanding_count: 0, breached_count: 0 })
    expect(plan.routes).toMatchObject([
      {
        plan_id,
        provider: 'y',
        acknowledgement_state: 'escalated',
        acknowledged: true,
        recommended_action: 'no_action',
      },
      { plan_id, provider: 'x', acknowledgement_state: 'acknowledged', recommended_action: 'no_action' },
    ])
  })

  test('of nothing is healthy, and needs no body', async () => {
    const answer = await asJson(await queue.ask(path, { method: 'POST', key: queue.keys.get('commander') }), 200)
    expect(answer).toMatchObject({ plan: { alert_level: 'healthy', route_count: 0, routes: [] } })
  })

  test('escalates nothing, and is one entry with the digest of the document that is kept', async () => {
    await desk.plan()
    const before = await desk.routes()
    const { plan } = await desk.escalation()
    expect((await desk.routes()).items).toEqual(before.items)
    const [row] = await within('w', () => readReports(queue.services.store.read, 'w', [plan.plan_id]))
    expect(await entries()).toEqual([
      {
        kind: 'escalation',
        report_id: plan.plan_id,
        alert_level: 'critical',
        counts: { route_count: 4, outstanding_count: 4, breached_count: 0 },
        document_digest: hash('sha256', row?.document ?? '', 'hex'),
        seq: row?.seq,
      },
    ])
    expect(row?.document).not.toContain('incident_commander')
  })

  test('is made by whoever was verified, whatever the body says, and nobody once they are erased', async () => {
    const { plan } = await desk.escalation({ generated_by: 'Mallory' })
    expect(plan.generated_by).toBe('incident_commander')
    const [item] = (await desk.history()).items
    expect(item).toMatchObject({ escalation_plan: { generated_by: 'incident_commander' } })
    const { actor } = await asJson<{ actor: { id: string } }>(await queue.get('/console/session', 'commander'), 200)
    await eraseActor(queue.services, ada, { workspace: 'w', actor: actor.id })
    expect((await desk.history()).items[0]).toMatchObject({ escalation_plan: { generated_by: 'erased person' } })
  })

  test('is for who may escalate', async () => {
    for (const who of ['viewer', 'operator', 'auditor', 'runner'] as const)
      expect(await problemOf(await queue.send(path, {}, who), 403, 'permission_denied')).toMatchObject({
        permission: 'drills.escalate',
      })
    for (const acknowledgement_minutes of [-1, 1.5, 10_081, 'x'])
      await problemOf(
        await queue.send(path, { policy: { acknowledgement_minutes } }, 'commander'),
        422,
        'invalid_input',
      )
    expect(await entries()).toEqual([])
  })

  test('asked for again under its key is answered again, and is the same one', async () => {
    const ask = async () => (await queue.send(path, {}, 'commander', { once: 'the-same' })).text()
    const first = await ask()
    queue.time.pass(60)
    expect(await ask()).toBe(first)
    expect(await entries()).toHaveLength(1)
    await problemOf(
      await queue.send(path, { policy: {} }, 'commander', { once: 'the-same' }),
      422,
      'idempotency_mismatch',
    )
  })

  test('counts against the limit of transitions: all who write wait for it', async () => {
    const strict = await joinQueue(engine, queue, { limits: { transitionsPerMinute: 2 } })
    for (let i = 0; i < 2; i++) await drillDesk(strict).escalation()
    await problemOf(await strict.send(path, {}, 'commander'), 429, 'rate_limited')
    await strict.close()
  })
})
