import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { getSchedule, listSchedules, PlanPreview } from '../../shared/contract/drill-schedules.ts'
import { getDrillSchedule } from '../../shared/contract/drills.ts'
import { engines } from '../support/engines.ts'
import { asJson, type Queue, startQueue, stillTime } from './action-kit.ts'
import { type DrillDesk, drillDesk, type ScheduleView, schedulesPath } from './drill-desk.ts'
import { scheduleOf } from './drill-kit.ts'
import { problemOf } from './problem-shape.ts'

const standing = '/runtime/go-pilot/rollback-drill-schedule'
const shapeOfOne = getSchedule.responses[200].content['application/json'].schema
const shapeOfAll = listSchedules.responses[200].content['application/json'].schema
const shapeOfStanding = getDrillSchedule.responses[200].content['application/json'].schema

const inDays = (days: number) => new Date(stillTime().now() + days * 24 * 60 * 60_000).toISOString()
const window = { window_id: 'freeze', start_at: inDays(-1), end_at: inDays(1), reason: 'the quarter closes' }

describe.each(engines)('schedules of drills on %s', (engine) => {
  let queue: Queue
  let desk: DrillDesk
  let made = 0
  beforeAll(async () => {
    queue = await startQueue(engine)
    desk = drillDesk(queue)
  }, 60_000)
  afterAll(async () => {
    expect(await queue.verify()).toMatchObject({ ok: true })
    await queue.close()
  })

  const fresh = () => `fresh-${++made}`
  const put = async (id: string, wanted: Record<string, unknown> = {}) =>
    shapeOfOne.parse(await asJson<ScheduleView>(await desk.put(id, wanted), 200))
  const entries = async (id: string) => {
    const page = await queue.get(`/api/v1/audit/entries?subject=drill:${id}&limit=100`)
    return (await asJson<{ items: { action: string; data: unknown; seq: number }[] }>(page, 200)).items
  }

  test('nobody has asked for a drill where there is none', async () =>
    expect(await asJson(await queue.get(standing), 200)).toEqual({ status: 'not_requested', schedule: null }))

  test('one that is set is there whole, and the ledger has its whole document', async () => {
    const id = fresh()
    const wanted = {
      owner_routes: { payments: { providers: ['slack'], acknowledgement_minutes: 15, escalation_owner: 'lead' } },
      maintenance_windows: [window],
      owner_calendars: { platform: { unavailable_windows: [{ start_at: inDays(2), end_at: inDays(3) }] } },
      runbook_steps: ['Roll back the canary', 'Look at the error rate'],
      next_due_at: '2026-12-01T01:00:00+01:00',
    }
    const view = await put(id, wanted)
    const { schedule_id: _, ...plain } = scheduleOf()
    const document = {
      ...plain,
      schedule_id: id,
      ...wanted,
      next_due_at: '2026-12-01T00:00:00.000Z',
      maintenance_windows: [{ ...window, owners: [], providers: [] }],
      owner_calendars: {
        platform: { unavailable_windows: [{ start_at: inDays(2), end_at: inDays(3), reason: 'no reason given' }] },
      },
    }
    expect(view).toEqual({
      ...document,
      drill_status: 'ready',
      due_soon: false,
      stale: false,
      days_until_due: 9,
      last_drill_at: null,
      outstanding_count: 0,
      breached_count: 0,
      changed_at: queue.time.text(),
      changed_by: expect.objectContaining({ name: 'incident_commander' }),
      last_seq: expect.any(Number),
      commands: expect.arrayContaining([
        { name: 'deliver', enabled: true },
        { name: 'resume', enabled: false, reason: 'The schedule is active already.' },
      ]),
    })
    expect(await asJson(await queue.get(`${schedulesPath}/${id}`, 'commander'), 200)).toEqual(view)
    expect(await entries(id)).toMatchObject([{ action: 'drill.schedule.set', data: document, seq: view.last_seq }])
    await asJson(await queue.get(standing), 200)
  })

  test('the same again changes nothing and is no entry; something else is one', async () => {
    const id = fresh()
    const first = await put(id)
    queue.time.pass(60)
    expect(await put(id)).toEqual(first)
    expect(await entries(id)).toHaveLength(1)
    const second = await put(id, { title: 'Another' })
    expect(second).toMatchObject({ title: 'Another', changed_at: queue.time.text() })
    expect(second.last_seq).toBeGreaterThan(first.last_seq)
    expect(await entries(id)).toHaveLength(2)
    expect(await put(id, { title: 'Another' })).toEqual(second)
  })

  test('is for who may run drills, and for all to read', async () => {
    const id = fresh()
    for (const who of ['viewer', 'operator', 'approver', 'auditor', 'runner'] as const)
      expect(await problemOf(await desk.put(id, {}, who), 403, 'permission_denied')).toMatchObject({
        permission: 'drills.run',
      })
    await problemOf(await queue.get(`${schedulesPath}/${id}`), 404, 'not_found')
    await put(id)
    expect((await queue.get(`${schedulesPath}/${id}`, 'viewer')).status).toBe(200)
  })

  test.each<[what: string, wanted: Record<string, unknown>]>([
    ['production', { environment: 'production' }],
    ['production in a title', { title: 'Checkout in production' }],
    ['a host in a reason', { maintenance_windows: [{ ...window, reason: 'see db1.internal' }] }],
    ['an address in a runbook', { runbook_ref: 'https://wiki/runbook' }],
    ['a credential in a step', { runbook_steps: ['log in with password: hunter2'] }],
    ['a host as an owner', { owners: ['root@10.0.0.1'] }],
    ['a window that ends before it begins', { maintenance_windows: [{ ...window, end_at: inDays(-2) }] }],
    ['no owner', { owners: [] }],
    ['no provider', { notification_providers: [] }],
    ['an interval of nothing', { interval_days: 0 }],
    ['a time that is none', { next_due_at: 'tomorrow' }],
    // In UTC their years have another length, and texts would not be in the order of time.
    ['a time in the year 10,000', { next_due_at: '9999-12-31T23:59:00-01:00' }],
    ['a time in the year 9999', { next_due_at: '9999-01-01T00:00:00Z' }],
    ['a time before the year 0', { next_due_at: '0000-01-01T00:00:00+01:00' }],
    ['a window without end', { maintenance_windows: [{ ...window, end_at: '9999-12-31T23:59:00-01:00' }] }],
    ['more owners than there may be', { owners: Array.from({ length: 51 }, (_, n) => `o${n}`) }],
    ['a time to answer of none', { owner_routes: { payments: { providers: ['slack'], acknowledgement_minutes: 0 } } }],
    ['a title of two lines', { title: 'a\nb' }],
  ])('%s is not taken', async (_, wanted) => {
    const id = fresh()
    await problemOf(await desk.put(id, wanted), 422, 'invalid_input')
    expect(await entries(id)).toEqual([])
  })

  test.each(['Upper', 'prod', 'a.b.com', 'x'.repeat(101), '%20'])('a schedule cannot be called %s', async (id) => {
    await problemOf(await desk.put(id), 422, 'invalid_input')
  })

  test('those that are due first come first, and those that ask for nothing last', async () => {
    const before = fresh()
    await put(before, { next_due_at: inDays(-1000) })
    const paused = fresh()
    await put(paused, { next_due_at: inDays(-5000), status: 'paused' })
    const { items } = shapeOfAll.parse(await asJson(await queue.get(schedulesPath), 200))
    expect(items[0]?.schedule_id).toBe(before)
    expect(items.at(-1)?.schedule_id).toBe(paused)
    const times = items.filter(({ status }) => status === 'active').map(({ next_due_at }) => next_due_at)
    expect(times.length).toBeGreaterThan(1)
    expect(times).toEqual(times.toSorted())
  })

  test.each<[days: number, status: string, expected: string]>([
    [30, 'active', 'ready'],
    [3, 'active', 'due_soon'],
    [-1, 'active', 'needs_attention'],
    [-1, 'retired', 'not_requested'],
  ])('due in %i days and %s: %s', async (days, status, expected) => {
    const id = fresh()
    const view = await put(id, { next_due_at: new Date(queue.time.now() + days * 86_400_000).toISOString(), status })
    expect(view.drill_status).toBe(expected)
    const named = shapeOfStanding.parse(
      await asJson(await queue.get(`${standing}?schedule_id=${id}`, 'commander'), 200),
    )
    expect(named).toEqual({ status: expected, schedule: view })
  })

  test('where none is named, the active one that is due first is spoken of', async () => {
    const id = fresh()
    await put(id, { next_due_at: inDays(-3000) })
    const shown = shapeOfStanding.parse(await asJson(await queue.get(standing), 200))
    expect(shown).toMatchObject({ status: 'needs_attention', schedule: { schedule_id: id } })
    await problemOf(await queue.get(`${standing}?schedule_id=nowhere`), 404, 'not_found')
  })

  test('counts what waits and what is late of its own routes', async () => {
    const [id, other] = [fresh(), fresh()]
    await desk.plan({ schedule_id: id, owner_routes: { payments: { providers: [], acknowledgement_minutes: 10 } } })
    await desk.plan({ schedule_id: other })
    const counts = async (each: string) => {
      const { outstanding_count, breached_count } = shapeOfOne.parse(
        await asJson(await queue.get(`${schedulesPath}/${each}`), 200),
      )
      return [outstanding_count, breached_count]
    }
    expect(await counts(id)).toEqual([4, 0])
    queue.time.pass(600)
    expect(await counts(id)).toEqual([4, 2])
    await desk.answer(id, { provider: 'slack' })
    expect(await counts(id)).toEqual([2, 1])
    expect(await counts(other)).toEqual([4, 0])
  })

  describe('a preview', () => {
    const preview = (wanted: Record<string, unknown>, at?: string) => {
      const { schedule_id: _, ...plain } = scheduleOf()
      return queue.send(`${schedulesPath}/preview`, { schedule: { ...plain, ...wanted }, at }, 'viewer')
    }

    test('says what plan it would lead to, and keeps nothing of it', async () => {
      const before = await asJson<{ size: number }>(await queue.get('/api/v1/audit/entries?limit=1'), 200)
      const wanted = { maintenance_windows: [{ ...window, owners: ['payments'] }] }
      const shown = PlanPreview.parse(await asJson(await preview(wanted), 200))
      expect(shown).toMatchObject({
        drill_status: 'needs_attention',
        at: queue.time.text(),
        deliverable_route_count: 2,
        suppressed_route_count: 2,
        unknown_providers: ['slack', 'teams'],
      })
      expect(shown.route_decisions.map(({ owner, category }) => [owner, category])).toEqual([
        ['payments', 'maintenance_window'],
        ['payments', 'maintenance_window'],
        ['platform', 'deliver'],
        ['platform', 'deliver'],
      ])
      const after = await asJson<{ size: number }>(await queue.get('/api/v1/audit/entries?limit=1'), 200)
      expect(after.size).toBe(before.size)
      await problemOf(await queue.get(`${schedulesPath}/preview`), 404, 'not_found')
    })

    test('at another time it is another plan', async () => {
      const wanted = { maintenance_windows: [window] }
      const [open, over, before] = [inDays(0.5), inDays(1), '2025-12-01T00:00:00+02:00']
      expect(await asJson(await preview(wanted, open), 200)).toMatchObject({ deliverable_route_count: 0 })
      expect(await asJson(await preview(wanted, over), 200)).toMatchObject({ deliverable_route_count: 4 })
      expect(await asJson(await preview(wanted, before), 200)).toMatchObject({
        at: '2025-11-30T22:00:00.000Z',
        drill_status: 'ready',
        deliverable_route_count: 0,
      })
    })
  })

  test('of another workspace is not there, byte for byte, and whoever uses its name makes their own', async () => {
    const id = fresh()
    const ours = await put(id)
    const key = await queue.keyFor(['admin'], 'theirs')
    const ask = async (path: string) => {
      const response = await queue.ask(path, { key })
      return [response.status, await response.text()]
    }
    expect(await ask(`${schedulesPath}/${id}`)).toEqual(await ask(`${schedulesPath}/never-was`))
    expect(await ask(`${standing}?schedule_id=${id}`)).toEqual(await ask(`${standing}?schedule_id=never-was`))
    expect(await ask(schedulesPath)).toEqual([200, '{"items":[]}'])
    const { schedule_id: _, ...plain } = scheduleOf({ title: 'Theirs' })
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify(plain)
    expect((await queue.ask(`${schedulesPath}/${id}`, { method: 'PUT', headers, body, key })).status).toBe(200)
    expect(await asJson(await queue.get(`${schedulesPath}/${id}`, 'commander'), 200)).toEqual(ours)
  })
})
