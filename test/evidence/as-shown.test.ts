import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createApp } from '../../main/http/app.ts'
import { createLog } from '../../main/log.ts'
import { openSample } from '../../main/sample/open-sample.ts'
import type { Services } from '../../main/services.ts'
import { canonicalText, type Json } from '../../shared/domain/entry.ts'
import { jsonBody } from '../http/harness.ts'
import { exportPath, filesIn, rowsOf, verified } from '../support/evidence/packages.ts'

let sample: Services
let ask: (path: string, init?: RequestInit) => Promise<Response>
beforeAll(async () => {
  sample = await openSample({ log: createLog('silent') })
  const app = createApp(sample)
  ask = async (path, init = {}) => {
    const request = new Request(`http://localhost${path}`, init)
    request.headers.set('x-countersign-sample-actor', 'commander')
    return app.fetch(request, { door: 'desktop' })
  }
})
afterAll(() => sample.close())

async function exportedRows(kind: string, file: string, filter: object) {
  const response = await ask(exportPath, jsonBody({ kind, filter }))
  expect(response.status).toBe(200)
  const bytes = Buffer.from(await response.arrayBuffer())
  expect(await verified(bytes, sample.signer.publicKey)).toMatchObject({ ok: true, first_bad: null })
  return rowsOf(await filesIn(bytes), `${file}.json`)
}
const queryOf = (filter: object) =>
  new URLSearchParams(
    Object.entries(filter).flatMap(([name, value]) =>
      [value].flat().map((each): [string, string] => [name, `${each}`]),
    ),
  )
async function listed<Row>(path: string, filter: object, limit = 500): Promise<Row[]> {
  const answer = await ask(`${path}?limit=${limit}&${queryOf(filter)}`)
  expect(answer.status).toBe(200)
  return ((await answer.json()) as { items: Row[] }).items
}

type Route = { route_id: string; acknowledgement_state: string | null } & Record<string, unknown>
describe('a package has the routes that the screen shows', () => {
  test.each([
    [{}],
    [{ superseded: 'true' }],
    [{ state: ['outstanding', 'escalated'] }],
    [{ breached: 'true' }],
    [{ breached: 'false' }],
    [{ action: 'suppress' }],
    [{ category: ['maintenance_window', 'owner_calendar'] }],
    [{ provider: 'slack', q: 'plat' }],
    [{ q: 'checkout' }],
    [{ q: '!?' }],
  ])('filtered by %j', async (filter) => {
    const rows = await exportedRows('drills', 'routes', filter)
    const shown = await listed<Route>('/runtime/go-pilot/rollback-drill-notifications/routes', filter)
    const named = ({ route_id, state, ...row }: Record<string, unknown>) =>
      [route_id, state, row.breached, row.missed, row.superseded_by, row.slo_ends_at, row.schedule_title].join(' ')
    expect(rows.map(named).sort()).toEqual(
      shown.map(({ acknowledgement_state, ...row }) => named({ ...row, state: acknowledgement_state })).sort(),
    )
  })
})

type Shown = Record<string, unknown>
describe('a package has the actions that the queue shows', () => {
  test.each([
    [{}],
    [{ status: ['proposed', 'executed'] }],
    [{ tier: ['1', '3'] }],
    [{ type: 'throttle' }],
    [{ mode: 'dry_run' }],
    [{ pending: 'true' }],
    [{ needs_me: 'true' }],
    [{ review_open: 'true' }],
    [{ executed_since: '2020-01-01T00:00:00.000Z' }],
    [{ q: 'checkout' }],
    [{ q: 'sales throt' }],
  ])('filtered by %j', async (filter) => {
    const rows = await exportedRows('actions', 'actions', filter)
    const shown = await listed<Shown>('/api/v1/deployments/actions', filter)
    const facts = ({ id, status, tier, target_ref, proposal_digest, executed_at, rejection_note, last_seq }: Shown) =>
      [id, status, tier, target_ref, proposal_digest, executed_at, rejection_note, last_seq].join(' ')
    expect(rows.map(facts).sort()).toEqual(shown.map(facts).sort())
  })
})

describe('a package has the deploys that the screen shows', () => {
  test.each([
    [{}],
    [{ surface: 'console' }],
    [{ surface: 'nothing' }],
    [{ kind: 'rollback' }],
    [{ outcome: ['success'] }],
    [{ outcome: ['health_check_failed', 'deploy_failed'] }],
    [{ in_flight: 'true' }],
    [{ in_flight: 'false' }],
    [{ review_open: 'true' }],
    [{ review_open: 'false', kind: 'deploy' }],
  ])('filtered by %j', async (filter) => {
    const rows = await exportedRows('deploys', 'deploys', filter)
    const shown = await listed<Shown>('/api/v1/deploys', filter, 200)
    const facts = ({ kind, path, trigger, target_app, environment, from_sha, to_sha, to_release, ...row }: Shown) =>
      [kind, path, trigger, target_app, environment, from_sha, to_sha, to_release].join(' ') +
      [row.state, row.outcome, row.finished_at, row.detail, row.observed_sha, row.release, row.snapshot].join(' ') +
      [row.run_url, row.smoke, row.break_glass, row.last_seq, canonicalText([row.passes, row.warnings] as Json)].join(
        ' ',
      ) +
      canonicalText((row.probes ?? null) as Json)
    const named = ({ deploy_id, surface_id, began_at, ...row }: Shown) =>
      [deploy_id, surface_id, began_at, facts(row)].join(' ')
    expect(rows.map(named).sort()).toEqual(
      shown
        .map(({ id: deploy_id, surface: surface_id, started_at: began_at, ...row }) =>
          named({ deploy_id, surface_id, began_at, ...row }),
        )
        .sort(),
    )
  })

  test('and the sample has deploys of every sort to show', async () => {
    const rows = await exportedRows('deploys', 'deploys', {})
    expect(new Set(rows.map(({ kind }) => kind))).toEqual(new Set(['deploy', 'rollback']))
    expect(new Set(rows.map(({ trigger }) => trigger))).toEqual(new Set(['ci', 'local-script']))
    expect(new Set(rows.map(({ outcome }) => outcome)).size).toBeGreaterThan(2)
  })
})
