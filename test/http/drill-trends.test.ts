import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { engines } from '../support/engines.ts'
import { asJson, type Queue, startQueue } from './action-kit.ts'
import { type DrillDesk, drillDesk } from './drill-desk.ts'
import { drills } from './drill-kit.ts'
import { problemOf } from './problem-shape.ts'

const day = 86_400

describe.each(engines)('what was suppressed, on %s', (engine) => {
  let queue: Queue
  let desk: DrillDesk
  beforeAll(async () => {
    queue = await startQueue(engine)
    desk = drillDesk(queue)
    const { time } = queue
    const window = (reason: string) => ({ start_at: time.text(-60), end_at: time.text(60), reason })
    // Ten days ago, two days ago, and today: the clock begins at ten in the morning.
    await desk.plan({
      schedule_id: 'old',
      // Their time ends within the days that are asked for below; when they were made does not.
      owner_routes: { payments: { providers: [], acknowledgement_minutes: 3 * 24 * 60 } },
      maintenance_windows: [{ ...window('freeze'), window_id: 'w', owners: [], providers: [] }],
    })
    time.pass(8 * day)
    await desk.plan({
      maintenance_windows: [{ ...window('freeze'), window_id: 'w', owners: ['payments'], providers: ['slack'] }],
      owner_calendars: { platform: { unavailable_windows: [window('on leave')] } },
    })
    time.pass(2 * day)
    await desk.plan({ schedule_id: 'far', next_due_at: time.text(60 * day), owners: ['payments'] })
  }, 60_000)
  afterAll(async () => {
    expect(await queue.verify()).toMatchObject({ ok: true })
    await queue.close()
  })

  test('by category, owner, provider, schedule and day', async () => {
    const { trend, metadata } = await desk.trends('?days=3')
    expect(trend).toEqual({
      generated_at: queue.time.text(),
      suppression_event_count: 5,
      maintenance_suppressed_count: 1,
      calendar_suppressed_count: 2,
      category_counts: { healthy_schedule: 2, maintenance_window: 1, owner_calendar: 2 },
      owner_counts: { payments: 3, platform: 2 },
      provider_counts: { slack: 3, teams: 2 },
      schedule_counts: { checkout: 3, far: 2 },
      days: [
        { day: '2026-11-29', category_counts: { maintenance_window: 1, owner_calendar: 2 } },
        { day: '2026-11-30', category_counts: {} },
        { day: '2026-12-01', category_counts: { healthy_schedule: 2 } },
      ],
    })
    expect(metadata).toMatchObject({
      metadata_kind: 'go-backend-rollback-drill-routing-suppression-trend',
      signer: queue.services.origin('w'),
      suppression_event_count: 5,
    })
  })

  test.each<[query: string, count: number, days: number]>([
    ['', 9, 30],
    ['?days=1', 2, 1],
    ['?days=2', 2, 2],
    ['?days=10', 5, 10],
    ['?days=11', 9, 11],
    ['?days=366', 9, 366],
    ['?owner=payments', 5, 30],
    ['?provider=teams', 4, 30],
    ['?schedule_id=checkout', 3, 30],
    ['?schedule_id=old&owner=platform&provider=slack', 1, 30],
    ['?owner=nobody', 0, 30],
  ])('%s', async (query, count, days) => {
    const { trend } = await desk.trends(query)
    expect(trend.suppression_event_count).toBe(count)
    expect(trend.days).toHaveLength(days)
    const told = trend.days.flatMap(({ category_counts }) => Object.values(category_counts))
    expect(told.reduce((sum, each) => sum + each, 0)).toBe(count)
    expect(trend.days.at(-1)?.day).toBe(queue.time.text().slice(0, 10))
  })

  test('the question leaves no trace', async () => {
    const size = async () => (await asJson<{ size: number }>(await queue.get('/api/v1/audit/entries'), 200)).size
    const before = await size()
    await desk.trends()
    expect(await size()).toBe(before)
    expect((await desk.history()).items.map(({ metadata_kind }) => metadata_kind)).not.toContain(
      'go-backend-rollback-drill-routing-suppression-trend',
    )
  })

  test('of another workspace there is nothing, and no days but whole ones', async () => {
    const key = await queue.keyFor(['viewer'], 'theirs')
    const theirs = await asJson(await queue.ask(`${drills}/suppression-trends`, { key }), 200)
    expect(theirs).toMatchObject({ trend: { suppression_event_count: 0, owner_counts: {} } })
    for (const query of ['?days=0', '?days=367', '?days=x'])
      await problemOf(await queue.get(`${drills}/suppression-trends${query}`), 422, 'invalid_input')
  })
})
