import { hash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readReports } from '../../main/store/drill-reports.ts'
import { within } from '../../main/store/within.ts'
import { readReport } from '../../shared/domain/drill-report-entries.ts'
import type { Entry } from '../../shared/domain/entry.ts'
import { engines } from '../support/engines.ts'
import { asJson, type Queue, startQueue } from './action-kit.ts'
import { type AuditAnswer, type DrillDesk, drillDesk } from './drill-desk.ts'
import { drills } from './drill-kit.ts'
import { problemOf } from './problem-shape.ts'

const path = `${drills}/acknowledgements/audit-package`

describe.each(engines)('an audit package of acknowledgements on %s', (engine) => {
  let queue: Queue
  let desk: DrillDesk
  let superseding: string
  beforeAll(async () => {
    queue = await startQueue(engine)
    desk = drillDesk(queue)
    const soon = queue.time.text(3 * 86_400)
    await desk.plan({ next_due_at: soon, owner_routes: { payments: { providers: [], acknowledgement_minutes: 1 } } })
    queue.time.pass(60)
    await desk.answer('checkout', { provider: 'slack', owner: 'platform', external_ref: 'INC-1', notes: 'first' })
    queue.time.pass(60)
    const last = { acknowledgement_state: 'resolved', external_ref: 'INC-2', notes: 'over' }
    await desk.answer('checkout', { provider: 'slack', owner: 'platform', ...last }, 'deputy')
    await desk.answer('checkout', { provider: 'teams', owner: 'platform', acknowledgement_state: 'escalated' })
    const again = { schedule_id: 'search', next_due_at: soon, owners: ['search'], notification_providers: ['webhook'] }
    await desk.plan(again)
    superseding = (await desk.plan(again)).plan_id
    await desk.plan({ schedule_id: 'far', next_due_at: queue.time.text(60 * 86_400) })
  }, 60_000)
  afterAll(async () => {
    expect(await queue.verify()).toMatchObject({ ok: true })
    await queue.close()
  })

  const nameOf = (route: AuditAnswer['audit_package']['routes'][number]) =>
    `${route.schedule_id} ${route.owner} ${route.provider}`
  const all = [
    'search search webhook',
    'search search webhook',
    'checkout platform teams',
    'checkout platform slack',
    'checkout payments teams',
    'checkout payments slack',
  ]

  test('has every route that was told, with who answered it last, when, and in what words', async () => {
    const { audit_package, metadata } = await desk.audit({ generated_by: 'Mallory' })
    const { routes, ...rest } = audit_package
    expect(rest).toEqual({
      audit_id: expect.stringMatching(/^gordackaudit-/),
      generated_at: queue.time.text(),
      generated_by: 'auditor',
      filters: {},
      route_count: 6,
      acknowledgement_count: 2,
      outstanding_count: 4,
      acknowledged_count: 0,
      escalated_count: 1,
      resolved_count: 1,
      dismissed_count: 0,
      alert_level: 'critical',
    })
    expect(routes.map(nameOf)).toEqual(all)
    expect(routes[3]).toEqual({
      route_id: expect.any(String),
      schedule_id: 'checkout',
      plan_id: expect.stringMatching(/^gordn-/),
      provider: 'slack',
      owner: 'platform',
      escalation_owner: 'platform',
      route_created_at: queue.time.text(-120),
      acknowledgement_state: 'resolved',
      acknowledged: true,
      breached: false,
      superseded_by: null,
      acknowledgement_id: expect.stringMatching(/^gordack-/),
      acknowledged_by: 'incident_commander',
      actor: expect.objectContaining({ name: 'incident_commander', verified: true, erased: false }),
      acknowledged_at: queue.time.text(),
      external_ref: 'INC-2',
      notes: 'over',
    })
    expect(routes[5]).toMatchObject({
      breached: true,
      acknowledged: false,
      acknowledged_by: '',
      actor: null,
      notes: '',
    })
    expect(routes.slice(0, 2).map(({ superseded_by }) => superseded_by)).toEqual([null, superseding])
    expect(metadata).toMatchObject({
      metadata_kind: 'go-backend-rollback-drill-acknowledgement-audit-package',
      audit_id: audit_package.audit_id,
      acknowledgement_audit_package: audit_package,
    })
  })

  test.each<[filters: Record<string, string>, expected: string[], level: string]>([
    [{ owner: 'payments' }, all.slice(4), 'critical'],
    [{ owner: 'search' }, all.slice(0, 2), 'warning'],
    [{ provider: 'slack' }, [all[3] ?? '', all[5] ?? ''], 'critical'],
    [{ state: 'resolved' }, [all[3] ?? ''], 'healthy'],
    [{ state: 'escalated', provider: 'teams' }, [all[2] ?? ''], 'warning'],
    [{ schedule_id: 'search' }, all.slice(0, 2), 'warning'],
    [{ schedule_id: 'far' }, [], 'healthy'],
    [{ owner: 'nobody' }, [], 'healthy'],
  ])('%j', async (filters, expected, level) => {
    const { audit_package } = await desk.audit(filters)
    expect(audit_package.routes.map(nameOf)).toEqual(expected)
    expect(audit_package).toMatchObject({ filters, route_count: expected.length, alert_level: level })
  })

  test('stays in the history as it was, whatever happens to the routes', async () => {
    const { audit_package } = await desk.audit({ owner: 'payments' })
    await desk.answer('checkout', { provider: 'slack', owner: 'payments' })
    const { items } = await desk.history(`?audit_id=${audit_package.audit_id}`)
    expect(items).toMatchObject([{ acknowledgement_audit_package: audit_package }])
    expect((await desk.audit({ owner: 'payments' })).audit_package).toMatchObject({ acknowledged_count: 1 })
  })

  test('is one entry, with the digest of a document in which nobody has a name', async () => {
    const { audit_package } = await desk.audit()
    const page = await queue.get('/api/v1/audit/entries?subject=workspace:w&limit=1&order=desc')
    const [entry] = (await asJson<{ items: Entry[] }>(page, 200)).items
    const [row] = await within('w', () => readReports(queue.services.store.read, 'w', [audit_package.audit_id]))
    expect(entry?.action).toBe('drill.audit.packaged')
    expect(entry && readReport(entry)).toEqual({
      kind: 'audit',
      report_id: audit_package.audit_id,
      alert_level: 'critical',
      counts: { route_count: 6, acknowledgement_count: 3, outstanding_count: 3 },
      document_digest: hash('sha256', row?.document ?? '', 'hex'),
    })
    expect(row?.document).toContain('"notes":"over"')
    expect(row?.document).not.toMatch(/incident_commander|auditor/)
  })

  test('is for who may export, and needs no body', async () => {
    for (const who of ['viewer', 'operator', 'approver', 'runner'] as const)
      expect(await problemOf(await queue.send(path, {}, who), 403, 'permission_denied')).toMatchObject({
        permission: 'audit.export',
      })
    const answer = await queue.ask(path, { method: 'POST', key: queue.keys.get('auditor') })
    expect(await asJson(answer, 200)).toMatchObject({ audit_package: { route_count: 6 } })
    await problemOf(await queue.send(path, { state: 'open' }, 'auditor'), 422, 'invalid_input')
  })

  test('asked for again under its key is the same one', async () => {
    const ask = async () => (await queue.send(path, {}, 'auditor', { once: 'one' })).text()
    expect(await ask()).toBe(await ask())
  })

  test('of another workspace there is nothing in it', async () => {
    const key = await queue.keyFor(['auditor'], 'theirs')
    const answer = await queue.ask(path, { method: 'POST', key })
    expect(await asJson(answer, 200)).toMatchObject({ audit_package: { route_count: 0, routes: [] } })
  })
})
