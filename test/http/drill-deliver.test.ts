import { describe, expect, test } from 'vitest'
import { engines } from '../support/engines.ts'
import { asJson } from './action-kit.ts'
import { deliveredIn, withDrills } from './deliver-kit.ts'
import { drills } from './drill-kit.ts'
import { problemOf } from './problem-shape.ts'

/** It fails at once, and is tried again at once: nobody sits in a test. */
const quick = { timeout_seconds: 0.5 }

describe.each(engines)('delivering the notifications of a drill on %s', (engine) => {
  test('plans the routes, tells every provider once, and answers with the evidence', () =>
    withDrills(engine, async (kit) => {
      await kit.connect('chat', 'slack')
      await kit.connect('desk', 'desktop')
      await kit.schedule({ notification_providers: ['chat', 'desk'] })
      const { plan, metadata, plan_metadata, evidence } = await kit.deliver()
      expect(plan).toMatchObject({
        plan_id: expect.stringMatching(/^gordn-[0-9a-f-]{36}$/),
        schedule_id: 'checkout',
        alert_level: 'critical',
        requested_provider: 'all',
        eligible_providers: ['chat', 'desk'],
        selected_providers: ['chat', 'desk'],
        acknowledgement_required_providers: ['chat', 'desk'],
        deliverable_route_count: 4,
        suppressed_route_count: 0,
        maintenance_suppressed_count: 0,
        calendar_suppressed_count: 0,
      })
      expect(plan.route_decisions.map(({ owner, provider, action }) => [owner, provider, action])).toEqual([
        ['payments', 'chat', 'deliver'],
        ['payments', 'desk', 'deliver'],
        ['platform', 'chat', 'deliver'],
        ['platform', 'desk', 'deliver'],
      ])
      const { plan_id } = plan
      expect(metadata).toMatchObject({
        metadata_kind: 'release-connector-delivery',
        connector_delivery_source: 'go_backend_rollback_drill_notification',
        schedule_id: 'checkout',
        plan_id,
        delivery_success: true,
        success: true,
        attempts: 2,
        providers: ['chat', 'desk'],
        failed_providers: [],
      })
      const nowhere = { status: null, url: null, error: null }
      expect(evidence.deliveries).toEqual([
        {
          provider: 'chat',
          connector: 'slack',
          outcome: 'delivered',
          attempts: 1,
          status: 200,
          url: `http://127.0.0.1:${kit.receiver.port}/?REDACTED`,
          error: null,
        },
        { provider: 'desk', connector: 'desktop', outcome: 'delivered', attempts: 1, ...nowhere },
      ])
      expect(plan_metadata).toMatchObject({
        metadata_kind: 'go-backend-rollback-drill-notification-plan',
        plan_id,
        plan,
      })
      expect(kit.receiver.received).toHaveLength(1)

      const routes = await kit.routes()
      expect(routes.map((route) => [route.provider, route.acknowledgement_state, route.delivery])).toEqual([
        ['desk', 'outstanding', 'delivered'],
        ['chat', 'outstanding', 'delivered'],
        ['desk', 'outstanding', 'delivered'],
        ['chat', 'outstanding', 'delivered'],
      ])
      expect((await kit.history(`?plan_id=${plan_id}`)).items.map(({ metadata_kind }) => metadata_kind)).toEqual([
        'release-connector-delivery',
        'release-connector-delivery',
        'go-backend-rollback-drill-notification-plan',
      ])
      expect((await kit.entries('drill.notification.')).map(({ action }) => action)).toEqual([
        'drill.notification.planned',
        'drill.notification.delivered',
        'drill.notification.delivered',
      ])
      expect(await kit.verify()).toMatchObject({ ok: true })
    }))

  test('tells what is asked for alone: by provider, by schedule, and without a body what is most urgent', () =>
    withDrills(engine, async (kit) => {
      await problemOf(await kit.asked(), 404, 'not_found')
      await kit.connect('chat', 'slack')
      await kit.connect('teams', 'teams')
      await kit.schedule({ schedule_id: 'search', next_due_at: '2026-11-25T00:00:00.000Z' })
      await kit.schedule({ schedule_id: 'checkout', notification_providers: ['chat', 'teams'] })
      await kit.schedule({ schedule_id: 'over', next_due_at: '2025-01-01T00:00:00.000Z', status: 'retired' })
      const some = await kit.deliver({ provider: 'teams' })
      expect(some.plan).toMatchObject({ schedule_id: 'checkout', selected_providers: ['teams'] })
      expect(kit.receiver.received.map(({ path }) => path)).toEqual(['/teams/hush-hush'])
      const bare = await kit.asked()
      expect((await deliveredIn(bare)).plan).toMatchObject({ schedule_id: 'checkout', deliverable_route_count: 4 })
      const without = await kit.ask(`${drills}/deliver`, { method: 'POST', key: kit.keys.get('commander') })
      expect((await deliveredIn(without)).plan).toMatchObject({ schedule_id: 'checkout', requested_provider: 'all' })
      const named = await kit.deliver({ schedule_id: 'search' })
      expect(named.plan).toMatchObject({ schedule_id: 'search', alert_level: 'warning' })
      await problemOf(await kit.asked({ schedule_id: 'unknown' }), 404, 'not_found')
      for (const provider of [
        'hooks.acme.fr',
        'https:/evil',
        'password=hunter2',
        'prod',
        'chat,,desk',
        ',',
        'a;b',
        '<b>',
      ])
        await problemOf(await kit.asked({ provider }), 422, 'invalid_input')
      await problemOf(await kit.asked({}, undefined, 'auditor'), 403, 'permission_denied')
    }))

  test('takes the routing policy of the request over the schedule’s own, and sends nothing that is suppressed', () =>
    withDrills(engine, async (kit) => {
      await kit.connect('chat', 'slack')
      await kit.schedule({ notification_providers: ['chat'] })
      const window = { window_id: 'freeze', start_at: '2026-11-21T09:00:00.000Z', end_at: '2026-11-21T12:00:00.000Z' }
      const routing_policy = {
        owner_routes: { payments: { providers: ['chat'], acknowledgement_minutes: 5, escalation_owner: 'lead' } },
        maintenance_windows: [{ ...window, owners: ['platform'], providers: [], reason: 'freeze' }],
        owner_calendars: {
          payments: { unavailable_windows: [{ start_at: window.start_at, end_at: window.end_at, reason: 'away' }] },
        },
      }
      const { plan, evidence } = await kit.deliver({ routing_policy })
      expect(plan).toMatchObject({
        deliverable_route_count: 0,
        suppressed_route_count: 2,
        maintenance_suppressed_count: 1,
        calendar_suppressed_count: 1,
      })
      expect(plan.route_decisions).toMatchObject([
        { owner: 'payments', escalation_owner: 'lead', category: 'owner_calendar', acknowledgement_minutes: 5 },
        { owner: 'platform', category: 'maintenance_window', maintenance_window_id: 'freeze' },
      ])
      expect(evidence).toMatchObject({ attempts: 0, providers: [], failed_providers: [], deliveries: [] })
      // Nobody was told: evidence that says so of nothing would be read as if somebody had been.
      expect(evidence).toMatchObject({ success: false, delivery_success: false, reason: 'nothing was to be sent' })
      expect(kit.receiver.received).toEqual([])
      expect((await kit.routes()).map(({ acknowledgement_state }) => acknowledgement_state)).toEqual([null, null])
    }))

  test('answers 200 whatever the connectors did: the plan stands, and the evidence says what failed', () =>
    withDrills(engine, async (kit) => {
      await kit.connect('chat', 'slack')
      await kit.connect('off', 'slack', { enabled: false })
      await kit.schedule({ notification_providers: ['chat', 'off', 'nobody'] })
      kit.receiver.answer(404)
      const { plan, evidence, metadata } = await kit.deliver(quick)
      expect(plan).toMatchObject({ deliverable_route_count: 6 })
      expect(evidence).toMatchObject({
        success: false,
        delivery_success: false,
        failed_providers: ['chat', 'nobody', 'off'],
        deliveries: [
          { provider: 'chat', outcome: 'failed', status: 404, attempts: 1, error: 'It answered 404.' },
          { provider: 'nobody', outcome: 'failed', error: 'Not sent: no connector is named nobody.', url: null },
          { provider: 'off', outcome: 'failed', error: 'Not sent: the connector off is switched off.' },
        ],
      })
      for (const url of metadata.urls as string[]) expect(url).toMatch(/\?REDACTED$/)
      expect((await kit.history('?delivery_success=false')).total).toBe(3)
      expect((await kit.routes('?state=outstanding')).every(({ delivery }) => delivery === 'failed')).toBe(true)
      expect((await kit.entries('drill.notification.failed')).map(({ data }) => data)).toMatchObject([
        { outcome: 'failed' },
        { outcome: 'failed' },
        { outcome: 'failed' },
      ])
      expect(await kit.verify()).toMatchObject({ ok: true })
    }))

  test.each([
    ['a receiver that fails is tried as often as was asked', 500, 4, 'failed', 'It answered 500.'],
    ['one that asks for patience is tried again', 429, 4, 'failed', 'It answered 429.'],
    ['one that was too slow to read is tried again', 408, 4, 'failed', 'It answered 408.'],
    ['one that refuses is not asked twice', 403, 1, 'failed', 'It answered 403.'],
    ['a redirect is not followed', 302, 1, 'failed', expect.stringContaining('redirects are not followed')],
  ])('%s', (_, status, attempts, outcome, error) =>
    withDrills(engine, async (kit) => {
      await kit.connect('chat', 'slack')
      await kit.schedule({ notification_providers: ['chat'] })
      kit.receiver.answer((response) =>
        response.writeHead(status, { location: `${kit.receiver.url}/other`, 'retry-after': '86400' }).end(),
      )
      const { evidence } = await kit.deliver({ ...quick, retries: 3 })
      expect(evidence.deliveries).toMatchObject([{ outcome, attempts, status, error }])
      expect(kit.receiver.received).toHaveLength(attempts)
    }),
  )

  test('one that comes back is told, and no more after that', () =>
    withDrills(engine, async (kit) => {
      await kit.connect('hook', 'webhook')
      await kit.schedule({ notification_providers: ['hook'] })
      kit.receiver.answer((response, _, count) => response.writeHead(count < 3 ? 503 : 200).end())
      const { evidence, plan } = await kit.deliver({ ...quick, retries: 5 })
      expect(evidence.deliveries).toMatchObject([{ outcome: 'delivered', attempts: 3, status: 200, error: null }])
      // Under one id, byte for byte: a receiver that had it after all knows it again.
      const [first, ...again] = kit.receiver.received
      for (const { headers, body } of again) {
        expect(headers['webhook-id']).toBe(first?.headers['webhook-id'])
        expect(body).toBe(first?.body)
      }
      const [route] = await kit.routes()
      const detail = await asJson<{ deliveries: { attempts: { status: number }[] }[] }>(
        await kit.get(`/api/v1/drills/routes/${route?.route_id}`),
        200,
      )
      expect(detail.deliveries[0]?.attempts.map(({ status }) => status)).toEqual([503, 503, 200])
      expect(route?.plan_id).toBe(plan.plan_id)
    }))

  test('without an answer in time a chat may have it, so it is not told twice; who drops duplicates is', () =>
    withDrills(engine, async (kit) => {
      await kit.connect('chat', 'slack')
      await kit.connect('hook', 'webhook')
      await kit.schedule({ notification_providers: ['chat', 'hook'] })
      kit.receiver.answer(() => undefined)
      const { evidence } = await kit.deliver({ timeout_seconds: 0.2, retries: 1 })
      expect(evidence).toMatchObject({
        success: false,
        failed_providers: ['chat', 'hook'],
        deliveries: [
          { provider: 'chat', outcome: 'unknown', attempts: 1, status: null, error: 'No answer in time.' },
          { provider: 'hook', outcome: 'failed', attempts: 2, status: null, error: 'No answer in time.' },
        ],
      })
      expect(kit.receiver.received.map(({ path }) => path).sort()).toEqual([
        '/chat/hush-hush',
        '/hook/hush-hush',
        '/hook/hush-hush',
      ])
      expect((await kit.routes('?provider=chat')).map(({ delivery }) => delivery)).toEqual(['unknown', 'unknown'])
    }))

  test('a plan takes over what earlier plans told the same owners by the same providers, and nothing else', () =>
    withDrills(engine, async (kit) => {
      await kit.connect('chat', 'slack')
      await kit.connect('desk', 'desktop')
      await kit.schedule({ notification_providers: ['chat', 'desk'] })
      await kit.schedule({ schedule_id: 'search', notification_providers: ['chat'] })
      const { plan: other } = await kit.deliver({ schedule_id: 'search' })
      const { plan: first } = await kit.deliver({ schedule_id: 'checkout' })
      const over = { provider: 'chat', owner: 'payments', plan_id: first.plan_id, acknowledgement_state: 'resolved' }
      await asJson(await kit.send(`${drills}/checkout/acknowledgements`, over, 'commander'), 200)
      const { plan: second } = await kit.deliver({ schedule_id: 'checkout', provider: 'chat' })
      const superseded = async (plan_id: string) =>
        (await kit.routes(`?plan_id=${plan_id}&superseded=true`)).map((route) => [
          `${route.owner} ${route.provider}`,
          route.acknowledgement_state,
          route.superseded_by,
        ])
      expect(Object.fromEntries((await superseded(first.plan_id)).map(([name, ...rest]) => [name, rest]))).toEqual({
        'payments chat': ['resolved', null],
        'platform chat': ['outstanding', second.plan_id],
        'payments desk': ['outstanding', null],
        'platform desk': ['outstanding', null],
      })
      for (const plan of [other, second]) for (const [, , by] of await superseded(plan.plan_id)) expect(by).toBeNull()
      expect(await kit.verify()).toMatchObject({ ok: true })
    }))

  test('whoever was verified asked for it, whatever the body says', () =>
    withDrills(engine, async (kit) => {
      await kit.schedule({ notification_providers: ['nobody'] })
      const { plan } = await kit.deliver({ generated_by: 'Mallory' })
      expect(plan.generated_by).toBe('incident_commander')
      expect(JSON.stringify(await kit.entries())).not.toContain('Mallory')
    }))
})
