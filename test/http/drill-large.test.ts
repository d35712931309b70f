import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { engines } from '../support/engines.ts'
import { type Queue, startQueue } from './action-kit.ts'
import { type DrillDesk, drillDesk } from './drill-desk.ts'
import { drills } from './drill-kit.ts'
import { problemOf } from './problem-shape.ts'

const names = (count: number, of: string) => Array.from({ length: count }, (_, n) => `${of}-${n}`)
const reports = [
  ['audit-package', `${drills}/acknowledgements/audit-package`, 'auditor'],
  ['escalation-plan', `${drills}/escalation-plan`, 'commander'],
] as const

describe.each(engines)('drills of many routes on %s', (engine) => {
  let queue: Queue
  let desk: DrillDesk
  let wide: string
  let audit: string
  let escalation: string
  beforeAll(async () => {
    queue = await startQueue(engine, { only: ['viewer', 'auditor', 'commander'] })
    desk = drillDesk(queue)
    // As many as one report holds, and some more that nobody is told.
    const owners = names(500, 'owner')
    const providers = names(20, 'way')
    const closed = {
      start_at: queue.time.text(-60),
      end_at: queue.time.text(3600),
      reason: 'a freeze, "routes":[{}],"schedule_id":"x"]}',
    }
    const away = { unavailable_windows: [closed] }
    const windows = [{ ...closed, window_id: 'freeze', owners: ['kept'], providers: [] }]
    const schedule = {
      schedule_id: 'wide',
      owners: [...owners, 'kept', 'away'],
      notification_providers: providers,
      maintenance_windows: windows,
      owner_calendars: { away },
    }
    wide = (await desk.plan(schedule)).plan_id
    queue.time.pass(1)
    escalation = (await desk.escalation()).plan.plan_id
    audit = (await desk.audit({ state: 'outstanding' })).audit_package.audit_id
    queue.time.pass(1)
    await desk.plan({ schedule_id: 'small', owners: ['one'], notification_providers: ['way-0'] })
  }, 120_000)
  afterAll(async () => {
    expect(await queue.verify()).toMatchObject({ ok: true })
    await queue.close()
  }, 60_000)

  test.each(reports)('an %s holds 10,000 routes, and of more it says how to narrow it', async (_, path, who) => {
    expect(await problemOf(await queue.send(path, {}, who), 422, 'invalid_input')).toMatchObject({
      detail: expect.stringContaining('10000'),
      issues: [{ path: ['schedule_id'] }],
    })
    for (const [filter, route_count] of [
      [{ schedule_id: 'small' }, 1],
      [{ owner: 'one' }, 1],
      [{ provider: 'way-0' }, 501],
      [{ schedule_id: 'wide', provider: 'way-0' }, 500],
    ] as const) {
      const report = who === 'auditor' ? (await desk.audit(filter)).audit_package : (await desk.escalation(filter)).plan
      expect(report).toMatchObject({ route_count, filters: filter })
    }
  })

  test.each(reports)('an %s counts as a transition', async (_, path, who) => {
    const { limits } = queue.services
    const before = limits.transitionsPerMinute
    limits.transitionsPerMinute = 1
    queue.time.pass(120)
    const statuses = []
    for (let n = 0; n < 2; n += 1) statuses.push((await queue.send(path, { schedule_id: 'small' }, who)).status)
    limits.transitionsPerMinute = before
    expect(statuses).toEqual([200, 429])
  })

  test('come without their routes in a page of the history, and whole where they are asked for', async () => {
    const { items } = await desk.history('?limit=500')
    const found = (id: string) => items.find(({ session_id }) => session_id === id)
    const members = [
      [wide, `?kind=plan&plan_id=${wide}`, 'plan', 'route_decisions', 10_040],
      [escalation, `?plan_id=${escalation}`, 'escalation_plan', 'routes', 10_000],
      [audit, `?audit_id=${audit}`, 'acknowledgement_audit_package', 'routes', 10_000],
    ] as const
    for (const [id, query, member, list, count] of members) {
      const [whole] = (await desk.history(query)).items
      const full = whole?.[member] as Record<string, unknown[]>
      expect(full[list]).toHaveLength(count)
      expect(whole).not.toHaveProperty('truncated')
      expect(found(id)).toEqual({ ...whole, [member]: { ...full, [list]: [] }, truncated: true })
    }
    expect(found(wide)).toMatchObject({
      deliverable_route_count: 10_000,
      suppressed_route_count: 40,
      maintenance_suppressed_count: 20,
      calendar_suppressed_count: 20,
      plan: { owners: expect.arrayContaining(['owner-0', 'kept', 'away']) },
    })
    const small = items.filter(({ truncated }) => truncated === undefined)
    expect(small.length).toBeGreaterThan(0)
    expect(JSON.stringify(items).length).toBeLessThan(1_000_000)
    expect((await desk.dashboard()).latest.some(({ truncated }) => truncated)).toBe(false)
  })
})
