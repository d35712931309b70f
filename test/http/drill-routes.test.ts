import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { allowedOnRoute } from '../../shared/domain/drill-guards.ts'
import { permissionsOf } from '../../shared/domain/permission.ts'
import { engines } from '../support/engines.ts'
import { asJson, type Queue, startQueue } from './action-kit.ts'
import { type DrillDesk, drillDesk, type RoutePage, routesPath } from './drill-desk.ts'
import { drills } from './drill-kit.ts'
import { problemOf } from './problem-shape.ts'

const minutes = (acknowledgement_minutes: number, more = {}) => ({ providers: [], acknowledgement_minutes, ...more })

/** What a route is called in the tables below. */
const nameOf = ({ schedule_id, owner, provider }: RoutePage['items'][number]) => `${schedule_id} ${owner} ${provider}`

describe.each(engines)('the list of drill routes on %s', (engine) => {
  let queue: Queue
  let desk: DrillDesk
  beforeAll(async () => {
    queue = await startQueue(engine)
    desk = drillDesk(queue)
    const { time } = queue
    await desk.plan({
      schedule_id: 'search',
      owners: ['search-team'],
      notification_providers: ['webhook'],
      owner_routes: { 'search-team': minutes(10, { escalation_owner: 'platform' }) },
    })
    time.pass(60)
    const window = { window_id: 'freeze', start_at: time.text(-60), end_at: time.text(3600), reason: 'Größe changes' }
    await desk.plan({
      schedule_id: 'checkout',
      owners: ['payments', 'platform'],
      notification_providers: ['slack', 'teams'],
      owner_routes: { payments: minutes(5), platform: minutes(3) },
      maintenance_windows: [{ ...window, owners: ['platform'], providers: ['teams'] }],
      owner_calendars: {},
    })
    time.pass(60)
    await desk.plan({
      schedule_id: 'far',
      next_due_at: time.text(30 * 86_400),
      owners: ['payments'],
      notification_providers: ['slack'],
    })
    time.pass(60)
    // Told again while nobody has answered: the earlier route is this plan's from now on.
    await desk.plan({
      schedule_id: 'search',
      owners: ['search-team'],
      notification_providers: ['webhook'],
      owner_routes: { 'search-team': minutes(10, { escalation_owner: 'platform' }) },
    })
    await desk.answer('checkout', { provider: 'slack', owner: 'platform', acknowledgement_state: 'escalated' })
    // Six minutes after checkout was planned: payments is late there.
    time.pass(240)
  }, 60_000)
  afterAll(async () => {
    expect(await queue.verify()).toMatchObject({ ok: true })
    await queue.close()
  })

  const all = [
    'search search-team webhook',
    'far payments slack',
    'checkout platform teams',
    'checkout platform slack',
    'checkout payments teams',
    'checkout payments slack',
  ]
  const found = async (query: string) => (await desk.routes(query)).items.map(nameOf)

  test.each<[query: string, expected: string[]]>([
    ['', all],
    ['?sort=created_at', all.toReversed()],
    [
      '?sort=urgency',
      [
        'checkout payments slack',
        'checkout payments teams',
        'search search-team webhook',
        'far payments slack',
        'checkout platform teams',
        'checkout platform slack',
      ],
    ],
    ['?schedule_id=search', [all[0] ?? '']],
    ['?schedule_id=search&schedule_id=far', all.slice(0, 2)],
    ['?provider=teams', ['checkout platform teams', 'checkout payments teams']],
    [
      '?provider=webhook&provider=teams',
      ['search search-team webhook', 'checkout platform teams', 'checkout payments teams'],
    ],
    ['?owner=payments', ['far payments slack', 'checkout payments teams', 'checkout payments slack']],
    ['?owner=platform', ['search search-team webhook', 'checkout platform teams', 'checkout platform slack']],
    ['?owner=nobody', []],
    ['?action=suppress', ['far payments slack', 'checkout platform teams']],
    ['?action=deliver&owner=platform', ['search search-team webhook', 'checkout platform slack']],
    ['?category=maintenance_window', ['checkout platform teams']],
    ['?category=maintenance_window&category=healthy_schedule', ['far payments slack', 'checkout platform teams']],
    ['?state=escalated', ['checkout platform slack']],
    ['?state=outstanding&provider=slack', ['checkout payments slack']],
    [
      '?state=escalated&state=outstanding&schedule_id=checkout',
      ['checkout platform slack', 'checkout payments teams', 'checkout payments slack'],
    ],
    ['?state=dismissed', []],
    ['?breached=true', ['checkout payments teams', 'checkout payments slack']],
    [
      '?breached=false',
      ['search search-team webhook', 'far payments slack', 'checkout platform teams', 'checkout platform slack'],
    ],
    ['?superseded=true', [...all, 'search search-team webhook']],
    ['?superseded=true&breached=true', ['checkout payments teams', 'checkout payments slack']],
    ['?superseded=true&sort=urgency&schedule_id=search', ['search search-team webhook', 'search search-team webhook']],
    ['?q=check+pay', ['checkout payments teams', 'checkout payments slack']],
    ['?q=gr%C3%B6%C3%9Fe', ['checkout platform teams']],
    ['?q=heckout', []],
    ['?q=%25', []],
    ['?q=+', all],
    ['?limit=2', all.slice(0, 2)],
    ['?limit=2&offset=1', all.slice(1, 3)],
    ['?offset=6', []],
  ])('%s', async (query, expected) => {
    expect(await found(query)).toEqual(expected)
  })

  test.each(['-created_at', 'created_at', 'urgency'])('in pages by %s, each once', async (sort) => {
    const whole = await found(`?sort=${sort}&superseded=true`)
    for (const limit of [1, 2, 3, 6]) {
      const seen: string[] = []
      for (let offset = 0; offset < whole.length; offset += limit)
        seen.push(...(await found(`?sort=${sort}&superseded=true&limit=${limit}&offset=${offset}`)))
      expect(seen).toEqual(whole)
    }
  })

  test('the total follows the whole filter; the counts of states and of what is late do not follow those two', async () => {
    const tabs = { outstanding: 3, acknowledged: 0, escalated: 1, resolved: 0, dismissed: 0 }
    expect(await desk.routes('?limit=1')).toMatchObject({ total: 6, by_state: tabs, breached: 2 })
    expect(await desk.routes('?state=escalated')).toMatchObject({ total: 1, by_state: tabs, breached: 2 })
    expect(await desk.routes('?breached=true&limit=1')).toMatchObject({ total: 2, by_state: tabs, breached: 2 })
    expect(await desk.routes('?schedule_id=search')).toMatchObject({
      total: 1,
      by_state: { ...tabs, outstanding: 1, escalated: 0 },
      breached: 0,
    })
    expect(await desk.routes('?superseded=true')).toMatchObject({ total: 7, by_state: { outstanding: 4 }, breached: 2 })
  })

  test('a route says what was decided, where it stands, and since when it is late', async () => {
    const { items } = await desk.routes('?schedule_id=checkout&owner=payments&provider=slack')
    expect(items).toEqual([
      {
        route_id: expect.stringMatching(/^gordn-.*-1$/),
        plan_id: expect.stringMatching(/^gordn-/),
        schedule_id: 'checkout',
        schedule_title: 'Checkout rollback',
        owner: 'payments',
        escalation_owner: 'payments',
        provider: 'slack',
        action: 'deliver',
        category: 'deliver',
        acknowledgement_minutes: 5,
        slo_of: 'owner',
        reason: 'the rollback drill is past its day',
        maintenance_window_id: null,
        owner_available: true,
        suppressed_until: null,
        created_at: queue.time.text(-360),
        slo_ends_at: queue.time.text(-60),
        acknowledgement_state: 'outstanding',
        breached: true,
        missed: true,
        superseded_by: null,
        delivery: 'pending',
        acknowledgement: null,
        last_seq: expect.any(Number),
        commands: expect.any(Array),
      },
    ])
    // It was answered in time, though that is over by now.
    const [answered] = (await desk.routes('?state=escalated')).items
    expect(answered).toMatchObject({
      breached: false,
      missed: false,
      acknowledgement: {
        acknowledgement_state: 'escalated',
        acknowledged_by: 'incident_commander',
        owners: ['platform'],
      },
    })
    const [kept] = (await desk.routes('?category=maintenance_window')).items
    expect(kept).toMatchObject({
      acknowledgement_state: null,
      breached: false,
      missed: false,
      delivery: null,
      maintenance_window_id: 'freeze',
      suppressed_until: queue.time.text(-360 + 3600),
    })
    const earlier = (await desk.routes('?schedule_id=search&superseded=true')).items.at(-1)
    const later = (await desk.routes('?schedule_id=search')).items[0]
    expect(earlier?.superseded_by).toBe(later?.plan_id)
    expect((await desk.routes(`?plan_id=${later?.plan_id}`)).items).toEqual([later])
  })

  test.each(['viewer', 'auditor', 'commander', 'admin'] as const)(
    'what %s may do to each, and why not',
    async (who) => {
      const permissions = permissionsOf([who === 'commander' ? 'incident_commander' : who])
      const { items } = await desk.routes('', who)
      for (const { commands, acknowledgement_state: state, ...route } of items)
        expect(commands).toEqual(allowedOnRoute({ ...route, state }, { status: 'active' }, permissions))
      const enabled = items.flatMap(({ commands }) => commands.filter((command) => command.enabled))
      expect(enabled.length > 0).toBe(who === 'commander' || who === 'admin')
    },
  )

  test('a route in full: with its history, oldest first, and how its message was sent', async () => {
    const [route] = (await desk.routes('?state=escalated')).items
    if (!route) throw new Error('no route')
    expect(await desk.route(route.route_id)).toEqual({
      ...route,
      acknowledgements: [route.acknowledgement],
      deliveries: [{ provider: 'slack', connector: 'none', outcome: 'pending', attempts: [], url: null }],
    })
    const [other] = (await desk.routes('?schedule_id=checkout&owner=payments&provider=slack')).items
    expect(await desk.route(other?.route_id ?? '')).toMatchObject({ acknowledgements: [] })
    const [kept] = (await desk.routes('?category=maintenance_window')).items
    expect(await desk.route(kept?.route_id ?? '')).toMatchObject({ deliveries: [] })
  })

  test('what is no filter is not taken', async () => {
    for (const query of [
      '?state=open',
      '?category=x',
      '?sort=owner',
      '?limit=0',
      '?limit=501',
      '?offset=-1',
      '?breached=maybe',
    ])
      await problemOf(await queue.get(`${drills}/routes${query}`), 422, 'invalid_input')
    expect(await found('?breached=False&limit=1')).toHaveLength(1)
  })

  test('of another workspace is not there, byte for byte', async () => {
    const key = await queue.keyFor(['admin'], 'theirs')
    const [route] = (await desk.routes()).items
    const ask = async (id: string) => {
      const response = await queue.ask(`${routesPath}/${id}`, { key })
      return [response.status, await response.text()]
    }
    expect(await ask(route?.route_id ?? '')).toEqual(await ask('never-was'))
    expect((await ask('never-was'))[0]).toBe(404)
    expect(await asJson(await queue.ask(`${drills}/routes`, { key }), 200)).toMatchObject({ total: 0, items: [] })
  })
})
