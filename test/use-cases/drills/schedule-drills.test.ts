import { describe, expect, test } from 'vitest'
import { systemIdentity } from '../../../main/identity/system.ts'
import { findActorId } from '../../../main/store/actors.ts'
import { within } from '../../../main/store/within.ts'
import { type Quiet, scheduleDrills } from '../../../main/use-cases/drills/schedule-drills.ts'
import type { Plan } from '../../../shared/domain/drill-plan.ts'
import { asJson } from '../../http/action-kit.ts'
import { joinDrills, type TestDrills, withDrills } from '../../http/deliver-kit.ts'
import { planned as plannedIn } from '../../http/drill-kit.ts'
import { engines } from '../../support/engines.ts'

const dueAt = '2026-12-01T10:00:00.000Z'
const desks = { notification_providers: ['desk'], next_due_at: dueAt, owners: ['payments'] }

/** What was planned, oldest first: of what day it speaks, and whom it told or did not. */
async function plans(kit: TestDrills) {
  return (await kit.entries('drill.notification.planned')).map(({ data }) => {
    const { occasion, route_decisions } = data as unknown as Plan
    return [occasion.split(' ')[0], ...route_decisions.map((each) => `${each.owner} ${each.provider} ${each.category}`)]
  })
}

/** Time goes by, and the scheduler looks every so often. */
async function wait(kit: TestDrills, days: number) {
  for (let hours = 0; hours < days * 24; hours += 6) {
    kit.time.pass(6 * 60 * 60)
    await kit.plan()
    await kit.background()
  }
}

describe.each(engines)('the scheduler on %s', (engine) => {
  test('tells each owner once when a drill is due soon, and once when it is stale', () =>
    withDrills(engine, async (kit) => {
      await kit.connect('desk', 'desktop')
      await kit.schedule(desks)
      await wait(kit, 2.75)
      expect(await plans(kit)).toEqual([])
      kit.time.set('2026-11-24T09:59:59.999Z')
      await kit.plan()
      expect(await plans(kit)).toEqual([])
      // Seven days before, to the moment.
      kit.time.set('2026-11-24T10:00:00.000Z')
      await kit.plan()
      expect(await plans(kit)).toEqual([['due_soon', 'payments desk deliver']])
      await wait(kit, 6.75)
      expect(await plans(kit)).toHaveLength(1)
      kit.time.set(dueAt)
      await kit.plan()
      await wait(kit, 10)
      expect(await plans(kit)).toEqual([
        ['due_soon', 'payments desk deliver'],
        ['stale', 'payments desk deliver'],
      ])
      const [stale, soon] = await kit.routes('?superseded=true')
      expect(stale).toMatchObject({ delivery: 'delivered', superseded_by: null })
      expect(soon).toMatchObject({ delivery: 'delivered', superseded_by: stale?.plan_id })
      const entries = await kit.entries('drill.notification.')
      const system = await within('w', () => findActorId(kit.services.store.read, 'w', systemIdentity))
      for (const entry of entries) expect(entry.actor_id).toBe(system)
      expect(await kit.verify()).toMatchObject({ ok: true })
    }))

  test('keeps back what is in a maintenance window, and sends it once when that is over', () =>
    withDrills(engine, async (kit) => {
      await kit.connect('chat', 'slack')
      const window = { start_at: '2026-11-20T00:00:00.000Z', end_at: '2026-11-26T12:00:00.000Z', reason: 'freeze' }
      await kit.schedule({
        owners: ['payments', 'platform'],
        notification_providers: ['chat'],
        next_due_at: dueAt,
        maintenance_windows: [{ window_id: 'freeze', ...window, owners: ['payments'], providers: [] }],
      })
      kit.time.set('2026-11-25T00:00:00.000Z')
      await kit.plan()
      await kit.background()
      expect(kit.receiver.received).toHaveLength(1)
      expect(kit.receiver.received[0]?.body).not.toContain('payments')
      await wait(kit, 1)
      kit.time.set('2026-11-26T11:59:59.999Z')
      await kit.plan()
      expect(await plans(kit)).toHaveLength(1)
      kit.time.set(window.end_at)
      await kit.plan()
      await wait(kit, 4)
      expect(await plans(kit)).toEqual([
        ['due_soon', 'payments chat maintenance_window', 'platform chat deliver'],
        ['due_soon', 'payments chat deliver'],
      ])
      expect(kit.receiver.received).toHaveLength(2)
      expect(kit.receiver.received[1]?.body).not.toContain('platform')
    }))

  test('a window that was edited away keeps nothing back any more, and one that was made longer does', () =>
    withDrills(engine, async (kit) => {
      await kit.connect('desk', 'desktop')
      const until = (end_at: string) => ({
        maintenance_windows: [
          {
            window_id: 'freeze',
            start_at: '2026-11-20T00:00:00.000Z',
            end_at,
            reason: 'freeze',
            owners: [],
            providers: [],
          },
        ],
      })
      const quiet: Quiet = new Map()
      const look = () => scheduleDrills(kit.services, quiet)
      await kit.schedule({ ...desks, ...until('2030-11-26T00:00:00.000Z') })
      kit.time.set('2026-11-25T00:00:00.000Z')
      await look()
      await look()
      await kit.schedule({ ...desks, ...until('2026-11-25T06:00:00.000Z') })
      await look()
      await kit.schedule({ ...desks, ...until('2026-11-25T12:00:00.000Z') })
      kit.time.set('2026-11-25T11:59:59.999Z')
      await look()
      expect(await plans(kit)).toEqual([['due_soon', 'payments desk maintenance_window']])
      kit.time.set('2026-11-25T12:00:00.000Z')
      await look()
      await look()
      expect(await plans(kit)).toEqual([
        ['due_soon', 'payments desk maintenance_window'],
        ['due_soon', 'payments desk deliver'],
      ])
      expect(await kit.verify()).toMatchObject({ ok: true })
    }))

  test('what people planned themselves counts as far as it went', () =>
    withDrills(engine, async (kit) => {
      await kit.connect('desk', 'desktop')
      await kit.connect('chat', 'slack')
      await kit.schedule({ ...desks, notification_providers: ['desk', 'chat'] })
      // Nothing is due yet: it tells nobody, and is no reason not to tell them later.
      expect((await kit.deliver()).plan).toMatchObject({ status: 'ready', deliverable_route_count: 0 })
      kit.time.set('2026-11-25T00:00:00.000Z')
      await kit.deliver({ provider: 'chat' })
      await kit.plan()
      await kit.plan()
      expect(await plans(kit)).toEqual([
        ['due_soon', 'payments desk healthy_schedule', 'payments chat healthy_schedule'],
        ['due_soon', 'payments chat deliver'],
        ['due_soon', 'payments desk deliver'],
      ])
    }))

  test('who is added is told, who is gone is not planned for, and whoever is set aside waits', () =>
    withDrills(engine, async (kit) => {
      await kit.connect('desk', 'desktop')
      const away = [{ start_at: '2026-11-20T00:00:00.000Z', end_at: '2026-11-26T00:00:00.000Z', reason: 'away' }]
      const calendars = { owner_calendars: { payments: { unavailable_windows: away } } }
      await kit.schedule({ ...desks, ...calendars })
      kit.time.set('2026-11-25T00:00:00.000Z')
      await kit.plan()
      await kit.schedule({ ...desks, ...calendars, owners: ['platform'] })
      await kit.plan()
      await wait(kit, 3)
      expect(await plans(kit)).toEqual([
        ['due_soon', 'payments desk owner_calendar'],
        ['due_soon', 'platform desk deliver'],
      ])
      await kit.schedule({ ...desks, owners: ['search'], status: 'paused' })
      await wait(kit, 8)
      expect(await plans(kit)).toHaveLength(2)
    }))

  test('remembers what it saw only as long as it holds', () =>
    withDrills(engine, async (kit) => {
      await kit.connect('desk', 'desktop')
      const window = { start_at: '2026-11-20T00:00:00.000Z', end_at: '2026-11-26T00:00:00.000Z', reason: 'freeze' }
      const frozen = { ...desks, maintenance_windows: [{ window_id: 'freeze', ...window, owners: [], providers: [] }] }
      await kit.schedule(frozen)
      const quiet = new Map()
      const look = () => scheduleDrills(kit.services, quiet)
      kit.time.set('2026-11-25T00:00:00.000Z')
      for (let i = 0; i < 3; i++) await look()
      expect(await plans(kit)).toHaveLength(1)
      kit.time.set(window.end_at)
      for (let i = 0; i < 3; i++) await look()
      expect(await plans(kit)).toHaveLength(2)
      await kit.schedule({ ...frozen, owners: ['payments', 'platform'] })
      for (let i = 0; i < 3; i++) await look()
      expect(await plans(kit)).toHaveLength(3)
      kit.time.set(dueAt)
      for (let i = 0; i < 3; i++) await look()
      expect((await plans(kit)).at(-1)).toEqual(['stale', 'payments desk deliver', 'platform desk deliver'])
      await kit.schedule({ ...frozen, next_due_at: '2027-06-01T00:00:00.000Z' })
      for (let i = 0; i < 3; i++) await look()
      expect(await plans(kit)).toHaveLength(4)
    }))

  test('sees to every workspace, each in its own ledger', () =>
    withDrills(engine, async (kit) => {
      await kit.schedule(desks)
      await plannedIn(kit.services, { workspace: 'elsewhere', ...desks })
      kit.time.set('2026-11-25T00:00:00.000Z')
      await kit.plan()
      await kit.plan()
      const key = await kit.keyFor(['viewer'], 'elsewhere')
      const theirs = await kit.ask('/api/v1/audit/entries?action=drill.notification.planned', { key })
      expect((await asJson<{ items: unknown[] }>(theirs, 200)).items).toHaveLength(2)
      expect(await plans(kit)).toHaveLength(1)
    }))

  test('two processes that look at once plan each drill once, and tell each provider once', () =>
    withDrills(engine, async (kit) => {
      const other = await joinDrills(engine, kit)
      await kit.connect('chat', 'slack')
      await kit.connect('hook', 'webhook')
      for (let i = 0; i < 6; i++)
        await kit.schedule({ ...desks, schedule_id: `drill-${i}`, notification_providers: ['chat', 'hook'] })
      for (const at of ['2026-11-25T00:00:00.000Z', dueAt]) {
        kit.time.set(at)
        await Promise.all([kit.plan(), other.plan(), kit.plan(), other.plan()])
        await Promise.all([kit.background(), other.background(), other.background(), kit.background()])
      }
      expect(await plans(kit)).toHaveLength(12)
      const told = kit.receiver.received.map(({ path, body }) => `${path} ${/gordn-[0-9a-f-]{36}/.exec(body)?.[0]}`)
      expect(told).toHaveLength(24)
      expect(new Set(told).size).toBe(24)
      expect((await kit.routes('?superseded=true')).every(({ delivery }) => delivery === 'delivered')).toBe(true)
      expect(await kit.verify()).toMatchObject({ ok: true })
      await other.services.close()
    }))
})
