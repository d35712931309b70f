import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dueAfter } from '../../shared/domain/drill-schedule.ts'
import { engines } from '../support/engines.ts'
import { asJson, nobodyKnows, type Queue, startQueue } from './action-kit.ts'
import { type DrillDesk, drillDesk, type ScheduleView, schedulesPath } from './drill-desk.ts'
import { problemOf } from './problem-shape.ts'
import { type RunDesk, runDesk, runsPath } from './run-kit.ts'

const steps = ['Roll back the canary', 'Watch the error rate', 'Tell the owners']
const entriesOfRuns = '/api/v1/audit/entries?after=0&limit=500&action=drill.run.'
const commands = ['tick', 'recover', 'finish', 'abandon'] as const
const rightly = { tick: { step: 0 }, recover: {}, finish: {}, abandon: { notes: 'Not now' } }

describe.each(engines)('drill runs on %s', (engine) => {
  let queue: Queue
  let desk: RunDesk
  let drills: DrillDesk
  let count = 0
  beforeAll(async () => {
    queue = await startQueue(engine)
    desk = runDesk(queue)
    drills = drillDesk(queue)
  })
  afterAll(async () => {
    expect(await queue.verify()).toMatchObject({ ok: true })
    await queue.close()
  })

  /** A schedule of its own for each test. */
  const schedule = async (wanted: Record<string, unknown> = {}): Promise<string> => {
    count += 1
    const id = `checkout-${count}`
    await asJson(await drills.put(id, { runbook_steps: steps, ...wanted }), 200)
    return id
  }
  const scheduleNow = async (id: string) => asJson<ScheduleView>(await queue.get(`${schedulesPath}/${id}`), 200)
  const started = async (wanted: object = {}) => {
    const schedule_id = await schedule()
    return desk.begun(desk.begin({ schedule_id, ...wanted }))
  }
  const tickAll = async (run_id: string) => {
    for (const step of steps.keys()) await desk.did(run_id, 'tick', { step })
  }

  test('one begins with the steps and the limit of its schedule, and its clock runs', async () => {
    const schedule_id = await schedule({ recovery_limit_seconds: 120, environment: 'sandbox', title: 'Search' })
    const run = await desk.begun(desk.begin({ schedule_id, surface: ' search-sandbox ' }))
    expect(run).toMatchObject({
      schedule_id,
      schedule_title: 'Search',
      route_id: null,
      target: { environment: 'sandbox', surface: 'search-sandbox' },
      state: 'running',
      began_at: queue.time.text(),
      began_by: { name: 'incident_commander', verified: true },
      recovery_limit_seconds: 120,
      steps: steps.map((text) => ({ text, ticked_at: null, ticked_by: null })),
      recovered_at: null,
      recovery_seconds: null,
      within_limit: null,
      ended_at: null,
      notes: null,
    })
    expect(await desk.show(run.run_id, 'commander')).toEqual(run)
  })

  test('one that is begun from a route remembers it', async () => {
    const plan = await drills.plan({ schedule_id: 'from-route' })
    const route_id = plan.route_decisions[0]?.route_id ?? ''
    const run = await desk.begun(desk.begin({ schedule_id: 'from-route', route_id }))
    expect(run.route_id).toBe(route_id)
    const elsewhere = await schedule()
    for (const [schedule_id, route] of [
      [elsewhere, route_id],
      ['from-route', nobodyKnows],
    ]) {
      const refused = await problemOf(await desk.begin({ schedule_id, route_id: route }), 422, 'invalid_input')
      expect(refused.issues).toEqual([{ path: ['route_id'], message: expect.stringMatching(/\w/) }])
    }
  })

  test('its life: ticked by whom and when, through, and finished; then the schedule is healthy again', async () => {
    const schedule_id = await schedule({ next_due_at: '2026-01-01T00:00:00.000Z', interval_days: 30 })
    expect(await scheduleNow(schedule_id)).toMatchObject({ stale: true, drill_status: 'needs_attention' })
    const { run_id, last_seq } = await desk.begun(desk.begin({ schedule_id }))
    queue.time.pass(60)
    const ticked = await desk.did(run_id, 'tick', { step: 1 }, 'admin')
    expect(ticked.steps[1]).toMatchObject({ ticked_at: queue.time.text(), ticked_by: { name: 'admin' } })
    expect(ticked.last_seq).toBeGreaterThan(last_seq)
    expect((await desk.did(run_id, 'tick', { step: 1, ticked: false })).steps[1]).toMatchObject({ ticked_by: null })
    await tickAll(run_id)
    queue.time.pass(30)
    expect(await desk.did(run_id, 'recover', undefined, 'admin')).toMatchObject({
      state: 'running',
      recovered_at: queue.time.text(),
      recovery_seconds: 90,
      within_limit: true,
    })
    queue.time.pass(600)
    const over = await desk.did(run_id, 'finish', { notes: 'The cache was cold' }, 'admin')
    expect(over).toMatchObject({
      state: 'finished',
      recovery_seconds: 90,
      ended_at: queue.time.text(),
      ended_by: { name: 'admin' },
      notes: 'The cache was cold',
    })
    expect(await scheduleNow(schedule_id)).toMatchObject({
      next_due_at: dueAfter({ interval_days: 30 }, queue.time.text()),
      stale: false,
      drill_status: 'ready',
      last_drill_at: queue.time.text(),
      changed_by: { name: 'admin' },
    })
    const told = await asJson<{ items: { subject: string; action: string }[] }>(
      await queue.get('/api/v1/audit/entries?after=0&limit=500&action=drill.'),
      200,
    )
    expect(told.items.filter(({ subject }) => subject === `drill:${schedule_id}`).map(({ action }) => action)).toEqual([
      'drill.schedule.set',
      'drill.run.started',
      'drill.run.ticked',
      'drill.run.unticked',
      ...steps.map(() => 'drill.run.ticked'),
      'drill.run.recovered',
      'drill.run.finished',
      'drill.schedule.set',
    ])
  })

  test('over its limit it says so; a measurement to the limit is within it', async () => {
    const schedule_id = await schedule({ recovery_limit_seconds: 60 })
    for (const [seconds, within_limit] of [
      [60, true],
      [61, false],
    ] as const) {
      const { run_id } = await desk.begun(desk.begin({ schedule_id }))
      queue.time.pass(seconds)
      expect(await desk.did(run_id, 'recover')).toMatchObject({ recovery_seconds: seconds, within_limit })
      await desk.did(run_id, 'abandon', { notes: 'Enough' })
    }
  })

  test('broken off, with its reason, it leaves the drill due', async () => {
    const schedule_id = await schedule()
    const before = await scheduleNow(schedule_id)
    const { run_id } = await desk.begun(desk.begin({ schedule_id }))
    expect(await desk.did(run_id, 'abandon', { notes: 'The canary is ill' })).toMatchObject({
      state: 'abandoned',
      notes: 'The canary is ill',
      ended_by: { name: 'incident_commander' },
      recovery_seconds: null,
    })
    expect(await scheduleNow(schedule_id)).toEqual(before)
  })

  test('what can be done is said for whoever looks, in the words in which it is refused', async () => {
    const { run_id } = await started()
    const offers = async (who?: 'viewer') => {
      const { commands: said } = await desk.show(run_id, who ?? 'commander')
      return Object.fromEntries(said.map(({ name, enabled, reason }) => [name, enabled || reason]))
    }
    expect(await offers()).toEqual({
      tick: true,
      untick: 'No step is ticked.',
      recover: true,
      finish: 'Say first that the rollback is through: that is what is measured.',
      abandon: true,
    })
    const lacks = 'This needs the permission drills.run, which your roles do not carry.'
    expect(new Set(Object.values(await offers('viewer')))).toEqual(new Set([lacks]))
    const early = await problemOf(await desk.ask(run_id, 'finish'), 409, 'invalid_transition')
    expect(early.detail).toBe((await offers()).finish)
    await desk.did(run_id, 'recover')
    expect(await offers()).toMatchObject({
      recover: 'The rollback is through already.',
      finish: 'Steps of the runbook are not ticked yet.',
    })
    await tickAll(run_id)
    expect(await offers()).toMatchObject({ tick: 'Every step is ticked.', untick: true, finish: true })
    await desk.did(run_id, 'finish')
    expect(new Set(Object.values(await offers()))).toEqual(
      new Set(['The drill is finished: its record stays as it was then.']),
    )
  })

  test.each<[what: string, does: string, body: object, before: string[], why: RegExp]>([
    ['a step that is ticked', 'tick', { step: 0 }, ['tick'], /ticked already/],
    ['a step that is not', 'tick', { step: 0, ticked: false }, [], /not ticked/],
    ['a step that there is not', 'tick', { step: 3 }, [], /no such step/],
    ['a rollback that is through', 'recover', {}, ['recover'], /through already/],
    ['steps that are left', 'finish', {}, ['recover'], /not ticked yet/],
    ...commands.map((name): [string, string, object, string[], RegExp] => [
      'a drill that is over',
      name,
      rightly[name],
      ['abandon'],
      /abandoned/,
    ]),
  ])('%s: 409 to %s, and no entry', async (_, does, body, before, why) => {
    const { run_id } = await started()
    for (const step of before) await desk.did(run_id, step, rightly[step as keyof typeof rightly])
    const run = await desk.show(run_id)
    const refused = await problemOf(await desk.ask(run_id, does, body), 409, 'invalid_transition')
    expect(refused.detail).toMatch(why)
    expect(await desk.show(run_id)).toEqual(run)
  })

  test('a second one of the same schedule is refused, and told which one runs; others may begin', async () => {
    const { run_id, schedule_id } = await started()
    const refused = await problemOf(await desk.begin({ schedule_id }), 409, 'invalid_transition')
    expect(refused).toMatchObject({ run_id, detail: expect.stringContaining(run_id) })
    await started()
    await desk.did(run_id, 'abandon', { notes: 'Enough' })
    await desk.begun(desk.begin({ schedule_id }))
  })

  test('of two who begin at once one does, and of two who finish', async () => {
    const schedule_id = await schedule({ runbook_steps: [] })
    const both = await Promise.all([desk.begin({ schedule_id }), desk.begin({ schedule_id }, 'admin')])
    expect(both.map(({ status }) => status).toSorted()).toEqual([201, 409])
    const [{ run_id } = { run_id: '' }] = (await desk.list(`?schedule_id=${schedule_id}`)).items
    await desk.did(run_id, 'recover')
    const ends = await Promise.all([desk.ask(run_id, 'finish'), desk.ask(run_id, 'finish', {}, 'admin')])
    expect(ends.map(({ status }) => status).toSorted()).toEqual([200, 409])
  })

  test.each(['paused', 'retired'])('of a schedule that is %s none is begun', async (status) => {
    const schedule_id = await schedule({ status })
    const refused = await problemOf(await desk.begin({ schedule_id }), 409, 'invalid_transition')
    expect(refused.detail).toContain(status)
  })

  test('a repeated request has one effect, and the same answer byte for byte', async () => {
    const schedule_id = await schedule()
    const once = (path: string, body: object) => async () =>
      (await queue.send(path, body, 'commander', { once: `${schedule_id}-${path.length}` })).text()
    const begin = once(runsPath, { schedule_id, surface: 'checkout-staging' })
    const [first, second] = await Promise.all([begin(), begin()])
    expect(second).toBe(first)
    const { run_id } = JSON.parse(first ?? '') as { run_id: string }
    const tick = once(`${runsPath}/${run_id}/tick`, { step: 0 })
    expect(await tick()).toBe(await tick())
    expect((await desk.list(`?schedule_id=${schedule_id}`)).items).toHaveLength(1)
  })

  test('none of it counts as one of the transitions that a client has in a minute', async () => {
    const narrow = await startQueue(engine, { limits: { transitionsPerMinute: 1 } })
    const tight = runDesk(narrow)
    await asJson(await drillDesk(narrow).put('checkout', { runbook_steps: steps }), 200)
    const { run_id } = await tight.begun(tight.begin())
    for (const step of steps.keys()) await tight.did(run_id, 'tick', { step })
    await tight.did(run_id, 'abandon', { notes: 'Enough' })
    await narrow.close()
  })

  test('the list: newest first, by schedule and state, in pages each once', async () => {
    const schedule_id = await schedule({ runbook_steps: [] })
    const ids: string[] = []
    for (const end of ['abandon', 'finish', 'abandon', 'finish', undefined]) {
      const { run_id } = await desk.begun(desk.begin({ schedule_id }))
      ids.unshift(run_id)
      await desk.did(run_id, 'recover')
      if (end !== undefined) await desk.did(run_id, end, { notes: 'x' })
    }
    const found = async (query: string) =>
      (await desk.list(`?schedule_id=${schedule_id}${query}`)).items.map(({ run_id }) => ids.indexOf(run_id))
    expect(await found('')).toEqual([0, 1, 2, 3, 4])
    expect(await found('&state=finished')).toEqual([1, 3])
    expect(await found('&state=abandoned&state=running')).toEqual([0, 2, 4])
    expect((await desk.list('?schedule_id=nobody')).items).toEqual([])
    for (const limit of [1, 2, 5]) {
      const pages: string[] = []
      let cursor: string | null = ''
      while (cursor !== null) {
        const after: string = cursor && `&cursor=${cursor}`
        const page = await desk.list(`?schedule_id=${schedule_id}&limit=${limit}${after}`)
        pages.push(...page.items.map(({ run_id }) => run_id))
        cursor = page.next_cursor
      }
      expect(pages).toEqual(ids)
    }
  })

  test('the ledger and the rows hold no name of a person', async () => {
    const { run_id } = await started()
    await desk.did(run_id, 'tick', { step: 0 })
    const rows = await queue.services.store.write('w', (tx) =>
      tx.db.selectFrom('drill_run').select('document').where('run_id', '=', run_id).execute(),
    )
    const { items } = await asJson<{ items: unknown }>(await queue.get(entriesOfRuns), 200)
    expect(JSON.stringify([rows, items])).not.toContain('commander')
  })

  test('the database itself keeps what was rehearsed', async () => {
    const { run_id } = await started()
    const over = await started()
    await desk.did(over.run_id, 'abandon', { notes: 'Enough' })
    const attempts = [
      `update drill_run set began_at = 'x' where run_id = '${run_id}'`,
      `update drill_run set schedule_id = 'x' where run_id = '${run_id}'`,
      `update drill_run set document = '{}' where run_id = '${over.run_id}'`,
      `update drill_run set state = 'running', ended_at = null where run_id = '${over.run_id}'`,
      `delete from drill_run where run_id = '${over.run_id}'`,
    ]
    for (const attempt of attempts)
      await expect(
        queue.services.store.write('w', (tx) => sql.raw(attempt).execute(tx.db)),
        attempt,
      ).rejects.toThrow(/never change|append-only/)
  })
})
