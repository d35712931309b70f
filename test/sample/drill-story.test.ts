import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLog } from '../../main/log.ts'
import { openSample } from '../../main/sample/open-sample.ts'
import type { Services } from '../../main/services.ts'
import { readPlansOf } from '../../main/store/drill-plans.ts'
import { readSchedules } from '../../main/store/drill-schedules.ts'
import { verifyDatabase } from '../../main/use-cases/audit/verify-database.ts'
import { isOpen, occasionOf, planDue } from '../../shared/domain/drill-plan.ts'
import { isBreached, routeCategories, routeStates } from '../../shared/domain/drill-route.ts'
import { drillStatuses, standingOf } from '../../shared/domain/drill-schedule.ts'

let sample: Services
beforeAll(async () => {
  sample = await openSample({ log: createLog('silent') })
})
afterAll(() => sample.close())

const schedules = async () => (await readSchedules(sample.store.read, sample.workspace)).map(({ schedule }) => schedule)
const routes = () => sample.store.read.selectFrom('drill_route').selectAll().where('workspace', '=', 'sample').execute()
const runs = () => sample.store.read.selectFrom('drill_run').selectAll().where('workspace', '=', 'sample').execute()

test('a schedule stands in every state, one in a maintenance window and one with its owner on holiday', async () => {
  const now = sample.clock()
  const all = await schedules()
  expect(new Set(all.map((schedule) => standingOf(schedule, now).status))).toEqual(new Set(drillStatuses))
  expect(new Set(all.map(({ status }) => status))).toEqual(new Set(['active', 'paused', 'retired']))
  expect(all.filter(({ maintenance_windows }) => maintenance_windows.some((each) => isOpen(each, now)))).toHaveLength(1)
  const away = all.flatMap(({ owner_calendars }) => Object.values(owner_calendars))
  expect(away.some(({ unavailable_windows }) => unavailable_windows.some((each) => isOpen(each, now)))).toBe(true)
})

test('a route stands in every state and for every reason, some past their time and some within it for hours', async () => {
  const now = sample.clock()
  const all = await routes()
  expect(new Set(all.map(({ category }) => category))).toEqual(new Set(routeCategories))
  const told = all.filter(({ superseded_by, state }) => superseded_by === null && state !== null)
  expect(new Set(told.map(({ state }) => state))).toEqual(new Set(routeStates))
  const outstanding = told
    .filter(({ state }) => state === 'outstanding')
    .map((route) => ({ ...route, action: 'deliver' as const, state: 'outstanding' as const }))
  expect(outstanding.some((route) => isBreached(route, now))).toBe(true)
  // A newcomer takes their time.
  expect(outstanding.some((route) => !isBreached(route, now + 6 * 3_600_000))).toBe(true)
})

test('all five providers are told, and the one that nobody set up fails where everybody can see it', async () => {
  expect(new Set((await routes()).map(({ provider }) => provider))).toEqual(
    new Set(['desktop', 'slack', 'teams', 'webhook', 'pagerduty']),
  )
  const deliveries = await sample.store.read.selectFrom('drill_delivery').selectAll().execute()
  const outcomes = new Map(deliveries.map(({ provider, outcome }) => [provider, outcome]))
  expect(Object.fromEntries(outcomes)).toEqual({
    desktop: 'delivered',
    slack: 'delivered',
    teams: 'delivered',
    webhook: 'delivered',
    pagerduty: 'failed',
  })
})

test('a drill runs, others were within their limit, over it, and abandoned', async () => {
  const all = await runs()
  expect(new Set(all.map(({ state }) => state))).toEqual(new Set(['running', 'finished', 'abandoned']))
  expect(all.filter(({ state }) => state === 'running')).toHaveLength(1)
})

test('the scheduler finds nothing to add to it, and the ledger verifies', async () => {
  const now = sample.clock()
  for (const schedule of await schedules()) {
    const { schedule_id } = schedule
    const occasion = occasionOf(schedule, standingOf(schedule, now))
    const planned = await readPlansOf(sample.store.read, sample.workspace, { schedule_id, occasion })
    expect({ schedule_id, due: planDue(schedule, planned, now) }).toEqual({ schedule_id, due: null })
  }
  expect(await verifyDatabase({ database: sample.database, workspace: 'sample' })).toMatchObject({ ok: true })
})
