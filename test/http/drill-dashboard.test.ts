import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { engines } from '../support/engines.ts'
import { asJson, type Queue, startQueue } from './action-kit.ts'
import { type DrillDesk, drillDesk } from './drill-desk.ts'
import { drills } from './drill-kit.ts'

describe.each(engines)('the dashboard of drills on %s', (engine) => {
  let queue: Queue
  let desk: DrillDesk
  beforeEach(async () => {
    queue = await startQueue(engine, { only: ['viewer', 'commander', 'auditor'] })
    desk = drillDesk(queue)
  })
  afterEach(async () => {
    expect(await queue.verify()).toMatchObject({ ok: true })
    await queue.close()
  })

  const soon = () => queue.time.text(3 * 86_400)
  const quick = { providers: [], acknowledgement_minutes: 10 }

  test('of nothing is healthy and empty', async () => {
    expect(await desk.dashboard()).toEqual({
      generated_at: queue.time.text(),
      alert_level: 'healthy',
      plan_count: 0,
      delivery_count: 0,
      failed_delivery_count: 0,
      failed_delivery_open_count: 0,
      acknowledgement_count: 0,
      outstanding_acknowledgement_count: 0,
      acknowledged_count: 0,
      escalated_count: 0,
      resolved_count: 0,
      dismissed_count: 0,
      breached_count: 0,
      suppressed_route_count: 0,
      next_breach_at: null,
      outstanding_acknowledgements: [],
      latest: [],
    })
  })

  test('counts what waits, what is late and what was answered, by the clock of the server', async () => {
    const window = { window_id: 'w', start_at: queue.time.text(-1), end_at: queue.time.text(60), reason: 'closed' }
    const plan = await desk.plan({
      next_due_at: soon(),
      owner_routes: { payments: quick },
      maintenance_windows: [{ ...window, owners: ['platform'], providers: ['teams'] }],
    })
    const { plan_id } = plan
    expect(await desk.dashboard()).toMatchObject({
      alert_level: 'warning',
      plan_count: 1,
      outstanding_acknowledgement_count: 3,
      breached_count: 0,
      suppressed_route_count: 1,
      next_breach_at: queue.time.text(600),
      outstanding_acknowledgements: [
        { schedule_id: 'checkout', plan_id, provider: 'slack', owner: 'payments' },
        { schedule_id: 'checkout', plan_id, provider: 'teams', owner: 'payments' },
        { schedule_id: 'checkout', plan_id, provider: 'slack', owner: 'platform' },
      ],
    })
    queue.time.pass(600)
    expect(await desk.dashboard()).toMatchObject({
      alert_level: 'critical',
      breached_count: 2,
      next_breach_at: queue.time.text(50 * 60),
    })
    await desk.answer('checkout', { provider: 'slack', acknowledgement_state: 'escalated' })
    await desk.answer('checkout', { provider: 'teams', acknowledgement_state: 'resolved' })
    expect(await desk.dashboard()).toMatchObject({
      alert_level: 'warning',
      acknowledgement_count: 2,
      outstanding_acknowledgement_count: 0,
      escalated_count: 2,
      resolved_count: 1,
      breached_count: 0,
      next_breach_at: null,
      outstanding_acknowledgements: [],
    })
    await desk.answer('checkout', { provider: 'slack', owner: 'payments', acknowledgement_state: 'acknowledged' })
    await desk.answer('checkout', { provider: 'slack', owner: 'platform', acknowledgement_state: 'dismissed' })
    expect(await desk.dashboard()).toMatchObject({
      alert_level: 'healthy',
      acknowledged_count: 1,
      escalated_count: 0,
      resolved_count: 1,
      dismissed_count: 1,
    })
  })

  test('a drill past its day is critical, whoever has answered', async () => {
    await desk.plan()
    for (const provider of ['slack', 'teams'])
      await desk.answer('checkout', { provider, acknowledgement_state: 'resolved' })
    expect(await desk.dashboard()).toMatchObject({ alert_level: 'critical', outstanding_acknowledgement_count: 0 })
    await asJson(await desk.put('checkout', { status: 'paused' }), 200)
    expect(await desk.dashboard()).toMatchObject({ alert_level: 'healthy' })
  })

  test('a route that a later plan took over is counted once, and no longer waited for', async () => {
    const next_due_at = soon()
    await desk.plan({ next_due_at })
    queue.time.pass(60)
    const { plan_id } = await desk.plan({ next_due_at })
    const shown = await desk.dashboard()
    expect(shown).toMatchObject({
      plan_count: 2,
      outstanding_acknowledgement_count: 4,
      next_breach_at: queue.time.text(3600),
    })
    expect(shown.outstanding_acknowledgements.map((each) => each.plan_id)).toEqual(Array(4).fill(plan_id))
  })

  test('names a hundred that wait, and counts them all', async () => {
    const owners = Array.from({ length: 50 }, (_, n) => `owner ${n}`)
    await desk.plan({ owners, notification_providers: ['a', 'b', 'c'] })
    const shown = await desk.dashboard()
    expect(shown.outstanding_acknowledgement_count).toBe(150)
    expect(shown.outstanding_acknowledgements).toHaveLength(100)
  })

  test('counts deliveries once they are over, and those that failed', async () => {
    await asJson(await desk.put('checkout', { notification_providers: ['nowhere'] }), 200)
    await asJson(await queue.send(`${drills}/deliver`, { retries: 0 }, 'commander'), 200)
    expect(await desk.dashboard()).toMatchObject({ delivery_count: 1, failed_delivery_count: 1, plan_count: 1 })
  })

  test('a failed delivery is open until its routes are closed, or a later plan took them over', async () => {
    const failed = async () => {
      const { failed_delivery_count, failed_delivery_open_count } = await desk.dashboard()
      return [failed_delivery_count, failed_delivery_open_count]
    }
    const deliver = async () =>
      asJson(await queue.send(`${drills}/deliver`, { retries: 0, schedule_id: 'checkout' }, 'commander'), 200)
    await asJson(await desk.put('checkout', { notification_providers: ['nowhere'] }), 200)
    await deliver()
    expect(await failed()).toEqual([1, 1])
    queue.time.pass(60)
    await deliver()
    expect(await failed()).toEqual([2, 1])
    await desk.answer('checkout', { provider: 'nowhere' })
    expect(await failed()).toEqual([2, 1])
    await desk.answer('checkout', { provider: 'nowhere', acknowledgement_state: 'resolved' })
    expect(await failed()).toEqual([2, 0])
  })

  test('the latest come newest first, and without what is long in them', async () => {
    await desk.plan()
    await desk.audit()
    const { latest } = await desk.dashboard()
    expect(latest.map(({ metadata_kind }) => metadata_kind)).toEqual([
      'go-backend-rollback-drill-acknowledgement-audit-package',
      'go-backend-rollback-drill-notification-plan',
    ])
    expect(latest[0]).toMatchObject({ alert_level: 'critical', audit_id: expect.stringMatching(/^gordackaudit-/) })
    expect(latest[1]).toMatchObject({ alert_level: 'critical', deliverable_route_count: 4 })
    expect(JSON.stringify(latest)).not.toContain('payments')
  })
})
