import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eraseActor } from '../../main/use-cases/actors/erase-actor.ts'
import { engines } from '../support/engines.ts'
import { ada } from '../support/people.ts'
import { asJson, type Queue, startQueue } from './action-kit.ts'
import { type DrillDesk, drillDesk } from './drill-desk.ts'
import { drills } from './drill-kit.ts'
import { problemOf } from './problem-shape.ts'

const kinds = {
  plan: 'go-backend-rollback-drill-notification-plan',
  delivery: 'release-connector-delivery',
  ack: 'go-backend-rollback-drill-notification-ack',
  escalation: 'go-backend-rollback-drill-notification-escalation-plan',
  audit: 'go-backend-rollback-drill-acknowledgement-audit-package',
} as const
const shortOf = (kind: string) => Object.entries(kinds).find(([, name]) => name === kind)?.[0] ?? kind

describe.each(engines)('the history of drills on %s', (engine) => {
  let queue: Queue
  let desk: DrillDesk
  const known: Record<string, string> = {}
  beforeAll(async () => {
    queue = await startQueue(engine)
    desk = drillDesk(queue)
    known.checkout = (await desk.plan()).plan_id
    queue.time.pass(1)
    known.acknowledged = (
      await desk.answer('checkout', { provider: 'slack', notes: 'on it' })
    ).acknowledgement.acknowledgement_id
    queue.time.pass(1)
    known.resolved = (
      await desk.answer('checkout', { provider: 'slack', acknowledgement_state: 'resolved' }, 'deputy')
    ).acknowledgement.acknowledgement_id
    queue.time.pass(1)
    known.escalation = (await desk.escalation()).plan.plan_id
    queue.time.pass(1)
    known.audit = (await desk.audit()).audit_package.audit_id
    queue.time.pass(1)
    const soon = queue.time.text(86_400)
    await asJson(
      await desk.put('search', { next_due_at: soon, owners: ['search'], notification_providers: ['nowhere'] }),
      200,
    )
    const { plan } = await asJson<{ plan: { plan_id: string } }>(
      await queue.send(`${drills}/deliver`, { schedule_id: 'search', retries: 0 }, 'commander'),
      200,
    )
    known.search = plan.plan_id
    queue.time.pass(1)
    await desk.plan({ schedule_id: 'far', next_due_at: queue.time.text(60 * 86_400) })
  }, 60_000)
  afterAll(async () => {
    expect(await queue.verify()).toMatchObject({ ok: true })
    await queue.close()
  })

  const found = async (query: string) => {
    const { items, total } = await desk.history(query)
    expect(total).toBe(items.length)
    return items.map(({ metadata_kind, schedule_id }) => `${shortOf(metadata_kind)} ${schedule_id ?? ''}`.trim())
  }
  const all = [
    'plan far',
    'delivery search',
    'plan search',
    'audit',
    'escalation',
    'ack checkout',
    'ack checkout',
    'plan checkout',
  ]
  const filled = (query: string) => query.replace(/\{(\w+)\}/g, (_, name: string) => known[name] ?? 'unknown')

  test.each<[query: string, expected: string[]]>([
    ['', all],
    ['?schedule_id=checkout', ['ack checkout', 'ack checkout', 'plan checkout']],
    ['?provider=slack', ['plan far', 'ack checkout', 'ack checkout', 'plan checkout']],
    ['?provider=nowhere', ['delivery search', 'plan search']],
    ['?provider=teams', ['plan far', 'plan checkout']],
    ['?state=resolved', ['ack checkout']],
    ['?acknowledgement_state=acknowledged', ['ack checkout']],
    ['?state=resolved&acknowledgement_state=acknowledged', []],
    ['?state=dismissed', []],
    [`?metadata_kind=${kinds.ack}`, ['ack checkout', 'ack checkout']],
    [`?kind=${kinds.audit}`, ['audit']],
    ['?kind=plan', ['plan far', 'plan search', 'plan checkout']],
    ['?kind=nothing', []],
    ['?audit_id={audit}', ['audit']],
    ['?audit_id={escalation}', []],
    ['?plan_id={checkout}', ['ack checkout', 'ack checkout', 'plan checkout']],
    ['?plan_id={search}', ['delivery search', 'plan search']],
    ['?plan_id={escalation}', ['escalation']],
    ['?alert_level=critical', ['audit', 'escalation', 'plan checkout']],
    ['?alert_level=warning', ['plan search']],
    ['?alert_level=healthy', ['plan far']],
    ['?connector_delivery_source=go_backend_rollback_drill_notification', ['delivery search']],
    ['?connector_delivery_source=something', []],
    ['?delivery_success=false', ['delivery search']],
    ['?delivery_success=True', []],
    [`?schedule_id=checkout&kind=${kinds.plan}`, ['plan checkout']],
    ['?schedule_id=nowhere', []],
  ])('%s', async (query, expected) => {
    expect(await found(filled(query))).toEqual(expected)
  })

  test('in pages, each once, with the number of all', async () => {
    const seen: string[] = []
    for (let offset = 0; offset < all.length; offset += 3) {
      const { items, total } = await desk.history(`?limit=3&offset=${offset}`)
      expect(total).toBe(all.length)
      seen.push(...items.map(({ session_id }) => session_id))
    }
    expect(seen).toEqual((await desk.history()).items.map(({ session_id }) => session_id))
    expect((await desk.history('?offset=8')).items).toEqual([])
  })

  test('each says what it is, when it was made, and whose ledger has it', async () => {
    const { items } = await desk.history()
    const signer = queue.services.origin('w')
    for (const item of items) expect(item).toMatchObject({ signer, created_at: expect.any(String) })
    const byKind = new Map(
      items.map((item) => [`${shortOf(item.metadata_kind)} ${item.schedule_id ?? ''}`.trim(), item]),
    )
    expect(byKind.get('plan checkout')).toMatchObject({
      session_id: known.checkout,
      plan_id: known.checkout,
      alert_level: 'critical',
      selected_providers: ['slack', 'teams'],
      acknowledgement_required_providers: ['slack', 'teams'],
      deliverable_route_count: 4,
      suppressed_route_count: 0,
      plan: { plan_id: known.checkout, generated_by: 'ada@example.com' },
    })
    expect(byKind.get('delivery search')).toMatchObject({
      connector_delivery_source: 'go_backend_rollback_drill_notification',
      plan_id: known.search,
      delivery_success: false,
      success: false,
      providers: ['nowhere'],
      failed_providers: ['nowhere'],
      urls: [],
    })
    expect(items.find(({ session_id }) => session_id === known.acknowledged)).toMatchObject({
      acknowledgement_id: known.acknowledged,
      provider: 'slack',
      acknowledgement_state: 'acknowledged',
      acknowledgement: { acknowledged_by: 'incident_commander', notes: 'on it' },
    })
    expect(byKind.get('escalation')).toMatchObject({
      plan_id: known.escalation,
      escalation_plan: { plan_id: known.escalation, generated_by: 'incident_commander' },
    })
    expect(byKind.get('audit')).toMatchObject({
      audit_id: known.audit,
      route_count: 4,
      outstanding_count: 2,
      acknowledgement_count: 2,
      acknowledgement_audit_package: { audit_id: known.audit, generated_by: 'auditor' },
    })
  })

  test('of another workspace there is nothing', async () => {
    const key = await queue.keyFor(['admin'], 'theirs')
    expect(await asJson(await queue.ask(drills, { key }), 200)).toEqual({ total: 0, items: [] })
  })

  test('what is no filter is not taken', async () => {
    for (const query of ['?state=outstanding', '?alert_level=red', '?limit=0', '?limit=501', '?delivery_success=yes'])
      await problemOf(await queue.get(`${drills}${query}`), 422, 'invalid_input')
  })

  test('whoever is erased is gone from all of it, and the rest stays', async () => {
    const [item] = (await desk.history('?state=resolved')).items
    const { actor } = JSON.parse(JSON.stringify(item)).acknowledgement as { actor: { id: string; subject: string } }
    const mentions = async () => JSON.stringify(await desk.history()).split(actor.subject).length - 1
    // As who answered, and with each of the two routes in the package.
    expect(await mentions()).toBe(3)
    await eraseActor(queue.services, ada, { workspace: 'w', actor: actor.id })
    expect(await mentions()).toBe(0)
    expect((await desk.history()).total).toBe(all.length)
    expect((await desk.history('?state=resolved')).items[0]).toMatchObject({
      acknowledgement: { acknowledged_by: 'erased person', actor: { id: actor.id, erased: true } },
    })
  })
})
