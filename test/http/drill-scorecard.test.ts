import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { engines } from '../support/engines.ts'
import { asJson, type Queue, startQueue } from './action-kit.ts'
import { type DrillDesk, drillDesk } from './drill-desk.ts'
import { problemOf } from './problem-shape.ts'
import { type RunDesk, runDesk } from './run-kit.ts'

const day = 24 * 60 * 60

describe.each(engines)('the scorecard of drills on %s', (engine) => {
  let queue: Queue
  let drills: DrillDesk
  let desk: RunDesk
  beforeAll(async () => {
    queue = await startQueue(engine)
    drills = drillDesk(queue)
    desk = runDesk(queue)
  })
  afterAll(async () => {
    expect(await queue.verify()).toMatchObject({ ok: true })
    await queue.close()
  })

  test('before anything has happened says nothing', async () => {
    expect(await desk.score()).toMatchObject({ days: 90, told: 0, acknowledgement_p50_seconds: null, recoveries: [] })
  })

  test('how fast routes were answered, how many were missed, and how many of those nobody escalated', async () => {
    // Two owners by two providers, with an hour each; then one of the owners again by one provider.
    const schedule_id = 'answers'
    const { plan_id } = await drills.plan({ schedule_id })
    const answer = (owner: string, provider: string, acknowledgement_state: string, plan = plan_id) =>
      drills.answer(schedule_id, { plan_id: plan, owner, provider, acknowledgement_state })
    queue.time.pass(30)
    await answer('payments', 'slack', 'acknowledged')
    queue.time.pass(60)
    await answer('platform', 'slack', 'resolved')
    // Another answer to the same is not the first.
    await answer('payments', 'slack', 'escalated')
    queue.time.pass(3600)
    await answer('payments', 'teams', 'escalated')
    const score = () => desk.score(`?schedule_id=${schedule_id}`)
    expect(await score()).toMatchObject({
      told: 4,
      acknowledged: 3,
      acknowledgement_p50_seconds: 90,
      acknowledgement_p95_seconds: 3690,
      missed: 2,
      escalations_missed: 1,
    })
    // That it is told again takes nothing back.
    const again = await drills.plan({ schedule_id, wanted: { provider: 'teams' } })
    expect(await score()).toMatchObject({ told: 6, acknowledged: 3, missed: 2, escalations_missed: 1 })
    // An answer that comes late is no escalation.
    await answer('platform', 'teams', 'acknowledged')
    expect(await score()).toMatchObject({ told: 6, acknowledged: 4, missed: 2, escalations_missed: 1 })
    await answer('platform', 'teams', 'escalated')
    expect(await score()).toMatchObject({ told: 6, acknowledged: 4, missed: 2, escalations_missed: 0 })
    await answer('payments', 'teams', 'acknowledged', again.plan_id)
    expect(await score()).toMatchObject({ acknowledged: 5, missed: 2 })
    expect(await desk.score()).toMatchObject({ told: 6 })
    expect(await desk.score('?schedule_id=nobody')).toMatchObject({ told: 0 })
  })

  test('what was suppressed was told to nobody', async () => {
    const window = { start_at: '2026-01-01T00:00:00.000Z', end_at: '2027-12-31T00:00:00.000Z', reason: 'Freeze' }
    const maintenance_windows = [{ window_id: 'freeze', ...window, owners: [], providers: ['teams'] }]
    await drills.plan({ schedule_id: 'kept-back', maintenance_windows })
    expect(await desk.score('?schedule_id=kept-back')).toMatchObject({ told: 2 })
  })

  test('how fast rollbacks were, of those that ended within so many days', async () => {
    await asJson(await drills.put('runs', { runbook_steps: [], recovery_limit_seconds: 60 }), 200)
    const run = async (seconds: number, end = 'finish') => {
      const { run_id } = await desk.begun(desk.begin({ schedule_id: 'runs' }))
      queue.time.pass(seconds)
      await desk.did(run_id, 'recover')
      await desk.did(run_id, end, { notes: 'x' })
      return run_id
    }
    const old = await run(50)
    queue.time.pass(30 * day)
    const fast = await run(40)
    const slow = await run(61)
    await run(5, 'abandon')
    await desk.begun(desk.begin({ schedule_id: 'runs' }))
    const score = (days: number) => desk.score(`?schedule_id=runs&days=${days}`)
    expect(await score(7)).toMatchObject({
      days: 7,
      runs: 3,
      runs_within_limit: 1,
      rollback_p50_seconds: 40,
      rollback_max_seconds: 61,
      recoveries: [
        { run_id: slow, schedule_id: 'runs', seconds: 61, limit: 60 },
        { run_id: fast, seconds: 40 },
      ],
    })
    expect(await score(31)).toMatchObject({ runs: 4, runs_within_limit: 2, rollback_p50_seconds: 50 })
    expect((await score(31)).recoveries.at(-1)).toMatchObject({ run_id: old })
    // What was told before that is not in it either.
    expect(await desk.score('?schedule_id=answers&days=7')).toMatchObject({ told: 0, missed: 0 })
    expect(await desk.score('?schedule_id=answers&days=31')).toMatchObject({ told: 6 })
  })

  test.each(['days=0', 'days=731', 'days=x', `schedule_id=${'a'.repeat(101)}`])('is refused for %s', async (query) => {
    await problemOf(await queue.get(`/api/v1/drills/scorecard?${query}`), 422, 'invalid_input')
  })
})
