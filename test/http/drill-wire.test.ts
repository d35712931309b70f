import { expect, test } from 'vitest'
import { engines } from '../support/engines.ts'
import { startReceiver } from '../support/webhook-receiver.ts'
import { asJson, startQueue, stillTime } from './action-kit.ts'
import { connectors, signingSecret } from './deliver-kit.ts'
import { schedulesPath } from './drill-desk.ts'
import { drills } from './drill-kit.ts'

/**
 * What a published client of CAVRA does from a missed drill to its audit package, in its order and by its names, with
 * nothing that is ours alone.
 */
test.each(engines)('a client of CAVRA finds what it asks for under the names that it knows, on %s', async (engine) => {
  const time = stillTime()
  const open = { webhookTargets: { privateNetworks: true } }
  const queue = await startQueue(engine, { time, change: (services) => ({ ...services, ...open }) })
  const get = async (path: string) => asJson<object>(await queue.get(path, 'commander'), 200)
  const post = async (path: string, body: object) => asJson<object>(await queue.send(path, body, 'commander'), 200)

  // Nothing listens where the connector leads to.
  const gone = await startReceiver()
  await gone.close()
  const connector = { kind: 'webhook', url: `http://127.0.0.1:${gone.port}/hook?token=private`, secret: signingSecret }
  await asJson(await queue.send(`${connectors}/webhook`, connector, 'admin', { method: 'PUT' }), 200)
  const schedule = {
    title: 'Go backend rollback',
    environment: 'staging',
    interval_days: 30,
    next_due_at: time.text(-86_400),
    owners: ['release-governance'],
    notification_providers: ['webhook'],
    runbook_ref: 'runbooks/go-backend-rollback',
  }
  const id = 'go-backend-rollback'
  await asJson(await queue.send(`${schedulesPath}/${id}`, schedule, 'commander', { method: 'PUT' }), 200)
  expect(await get('/runtime/go-pilot/rollback-drill-schedule')).toMatchObject({
    status: 'needs_attention',
    schedule: { schedule_id: id, environment: 'staging', status: 'active', owners: ['release-governance'] },
  })

  const owner_routes = {
    'release-governance': {
      providers: ['webhook'],
      acknowledgement_minutes: 30,
      escalation_owner: 'platform-incident-commander',
    },
  }
  const delivered = await post(`${drills}/deliver`, {
    provider: 'webhook',
    retries: 0,
    timeout_seconds: 0.05,
    routing_policy: { owner_routes },
  })
  expect(delivered).toMatchObject({
    plan: {
      plan_id: expect.any(String),
      alert_level: 'critical',
      selected_providers: ['webhook'],
      deliverable_route_count: 1,
      suppressed_route_count: 0,
      maintenance_suppressed_count: 0,
      calendar_suppressed_count: 0,
      route_decisions: [
        {
          owner: 'release-governance',
          escalation_owner: 'platform-incident-commander',
          provider: 'webhook',
          action: 'deliver',
          acknowledgement_minutes: 30,
        },
      ],
    },
    metadata: {
      connector_delivery_source: 'go_backend_rollback_drill_notification',
      success: false,
      failed_providers: ['webhook'],
      urls: [expect.stringMatching(/\?REDACTED$/)],
    },
    plan_metadata: { metadata_kind: 'go-backend-rollback-drill-notification-plan' },
  })
  expect(JSON.stringify(delivered)).not.toContain('private')
  const { plan_id } = (delivered as { plan: { plan_id: string } }).plan

  expect(await get(`${drills}/dashboard`)).toMatchObject({ outstanding_acknowledgement_count: 1 })
  expect(
    await post(`${drills}/escalation-plan`, { policy: { acknowledgement_minutes: 0 }, generated_by: 'console' }),
  ).toMatchObject({
    plan: { routes: [{ schedule_id: id, plan_id, provider: 'webhook', owner: 'release-governance' }] },
    metadata: { metadata_kind: 'go-backend-rollback-drill-notification-escalation-plan' },
  })

  const words = { external_ref: 'INC-ROLLBACK-DRILL', notes: 'Owner accepted.', acknowledged_by: 'incident-commander' }
  const answer = { provider: 'webhook', plan_id, acknowledgement_state: 'acknowledged', ...words }
  expect(await post(`${drills}/${id}/acknowledgements`, answer)).toMatchObject({
    acknowledgement: { schedule_id: id, plan_id, provider: 'webhook', acknowledgement_state: 'acknowledged' },
    metadata: { metadata_kind: 'go-backend-rollback-drill-notification-ack' },
  })
  const routes = [{ schedule_id: id, provider: 'webhook', plan_id }]
  const bulk = { acknowledgement_state: 'resolved', external_ref: 'INC-BULK', notes: 'Recovered.', routes }
  expect(await post(`${drills}/acknowledgements/bulk`, bulk)).toMatchObject({
    acknowledgement_count: 1,
    acknowledgements: [{ acknowledgement_state: 'resolved', external_ref: 'INC-BULK' }],
  })

  const asked = { owner: 'release-governance', provider: 'webhook', state: 'resolved', generated_by: 'auditor' }
  const packed = await post(`${drills}/acknowledgements/audit-package`, asked)
  expect(packed).toMatchObject({
    audit_package: {
      route_count: 1,
      resolved_count: 1,
      escalated_count: 0,
      routes: [{ owner: 'release-governance', acknowledgement_state: 'resolved', external_ref: 'INC-BULK' }],
    },
    metadata: { metadata_kind: 'go-backend-rollback-drill-acknowledgement-audit-package' },
  })
  const { audit_id } = (packed as { audit_package: { audit_id: string } }).audit_package

  const found = async (query: string) => (await get(`${drills}${query}`)) as { total: number; items: object[] }
  expect(await found('')).toMatchObject({ total: 6 })
  expect(await found('?provider=webhook&state=resolved')).toMatchObject({ total: 1 })
  expect(await found(`?audit_id=${audit_id}`)).toMatchObject({ total: 1, items: [{ audit_id }] })
  expect(await found('/routes?owner=release-governance&provider=webhook')).toMatchObject({
    total: 1,
    items: [{ action: 'deliver', owner: 'release-governance', provider: 'webhook', acknowledgement_state: 'resolved' }],
  })
  expect(await found('/routes?action=suppress')).toMatchObject({ total: 0, items: [] })
  expect(await get(`${drills}/suppression-trends?owner=release-governance`)).toMatchObject({
    trend: { suppression_event_count: 0 },
    metadata: { metadata_kind: 'go-backend-rollback-drill-routing-suppression-trend' },
  })
  expect(await get(`${drills}/dashboard`)).toMatchObject({ outstanding_acknowledgement_count: 0, resolved_count: 1 })
  await queue.close()
})
