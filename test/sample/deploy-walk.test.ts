import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import type { z } from '@hono/zod-openapi'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startGate } from '../../main/gate/executor.ts'
import { observerOf } from '../../main/gate/observe.ts'
import { createApp } from '../../main/http/app.ts'
import { createLog } from '../../main/log.ts'
import { openSample } from '../../main/sample/open-sample.ts'
import type { Services } from '../../main/services.ts'
import type { Deploy, DeployDiff } from '../../shared/contract/deploys.ts'
import type { Surface } from '../../shared/contract/surfaces.ts'
import { asJson } from '../http/action-kit.ts'
import { until } from '../http/until.ts'

type DeployView = z.output<typeof Deploy>
type DiffView = z.output<typeof DeployDiff>
type SurfaceView = z.output<typeof Surface>

let sample: Services
let ask: (path: string, method?: string, body?: object) => Promise<Response>
let gate: ReturnType<typeof startGate>
beforeEach(async () => {
  sample = await openSample({ log: createLog('silent') })
  gate = startGate(sample)
  sample.onClose(gate.stop)
  const app = createApp(sample)
  ask = async (path, method = 'GET', body) =>
    app.fetch(
      new Request(`http://localhost/api/v1${path}`, {
        method,
        headers: {
          'content-type': 'application/json',
          'x-countersign-sample-actor': 'commander',
          'idempotency-key': crypto.randomUUID(),
        },
        ...(body && { body: JSON.stringify(body) }),
      }),
      { door: 'desktop' },
    )
})
afterEach(() => sample.close())

const surface = async (id: string) => asJson<SurfaceView>(await ask(`/surfaces/${id}?fresh=true`), 200)
const deploy = async (id: string) => asJson<DeployView>(await ask(`/deploys/${id}`), 200)
const isOver = ({ outcome }: DeployView) => outcome !== null
const pageOf = async (url: string) => (await fetch(url)).text()

async function begin(id: string, path: 'local' | 'ci'): Promise<{ diff: DiffView; id: string }> {
  const diff = await asJson<DiffView>(await ask(`/surfaces/${id}/diff`), 200)
  const { preview_id, phrase } = diff
  const begun = await asJson<DeployView>(await ask('/deploys', 'POST', { surface: id, path, preview_id, phrase }), 201)
  return { diff, id: begun.id }
}

test('a newcomer deploys the sample’s service, watches it fail health, and rolls it back', async () => {
  const before = await surface('sample-service')
  expect(before).toMatchObject({ lead: 3, health_now: { ok: true }, running: { drifted: false, error: null } })
  const { url } = before.health
  const page = new URL('/', url ?? '').href
  expect(await pageOf(page)).toContain('Sample service 1.4.1')

  const { diff, id } = await begin('sample-service', 'local')
  expect(diff.commits.map(({ author }) => author)).toEqual(['Jonas Lind', 'Noor Haddad', 'Jonas Lind'])
  const patch = await ask(`/surfaces/sample-service/diff/files?path=service.json&preview_id=${diff.preview_id}`)
  expect(await patch.text()).toContain('+  "needs": ["DATABASE_URL", "CURRENCY", "PRICE_LIST_URL"]')
  await gate.idle()
  const failed = await deploy(id)
  expect(failed).toMatchObject({ state: 'rollback_alert', outcome: 'health_check_failed', probes: { length: 5 } })
  expect(await pageOf(page)).toContain('Sample service 1.6.0')
  expect(await pageOf(url ?? '')).toContain('nobody has set PRICE_LIST_URL')

  const back = await asJson<DeployView>(await ask('/surfaces/sample-service/rollback', 'POST', {}), 201)
  await gate.idle()
  expect(await deploy(back.id)).toMatchObject({ kind: 'rollback', outcome: 'success', to_sha: failed.from_sha })
  expect(await pageOf(page)).toContain('Sample service 1.4.1')
  const after = await surface('sample-service')
  expect(after.quarantined).toMatchObject([{ sha: failed.to_sha }])
}, 60_000)

test('the console goes out by the sample’s forge once the commander has approved it there', async () => {
  const { diff, id } = await begin('console', 'ci')
  expect(diff.smoke).toMatchObject({ verdict: 'passed' })
  await until(
    () => deploy(id),
    ({ state }) => state === 'approval_pending',
  )
  const waiting = await deploy(id)
  expect(waiting.reviewers).toEqual(['sample-approver', 'sample-release-manager', 'sample-commander'])
  expect(await pageOf(waiting.run_url ?? '')).toContain('This is the sample’s own forge')
  await asJson(await ask(`/deploys/${id}/approve`, 'POST', { comment: 'Go.' }), 200)
  await until(() => deploy(id), isOver)
  const done = await deploy(id)
  expect(done).toMatchObject({ outcome: 'success', approval: { by: { name: 'sample-commander' }, comment: 'Go.' } })
  const { running, health_now } = await surface('console')
  expect({ sha: running.sha, well: health_now?.ok }).toEqual({ sha: diff.to_sha, well: true })
}, 60_000)

test('a run that is rejected at the sample’s forge deploys nothing', async () => {
  const { diff, id } = await begin('antlers', 'ci')
  await until(
    () => deploy(id),
    ({ state }) => state === 'approval_pending',
  )
  await asJson(await ask(`/deploys/${id}/reject`, 'POST', { comment: 'Not tonight.' }), 200)
  await until(() => deploy(id), isOver)
  expect(await deploy(id)).toMatchObject({ outcome: 'rejected', ended_by: { name: 'sample-commander' } })
  expect((await surface('antlers')).running.sha).toBe(diff.from_sha)
}, 60_000)

test('what the made-up hosts say begins with that they are made up', async () => {
  const { id } = await begin('lightsail', 'local')
  await gate.idle()
  expect(await deploy(id)).toMatchObject({
    outcome: 'success',
    snapshot: expect.stringMatching(/^raxx-tickets-\d{8}T\d{6}Z-/),
  })
  const log = await sample.store.read
    .selectFrom('deploy_log')
    .select('text')
    .where('deploy_id', '=', id)
    .where('kind', '=', 'line')
    .orderBy('n')
    .execute()
  expect(log.find(({ text }) => !text.startsWith('Smoke gate'))?.text).toMatch(
    /^This is the sample: .* nothing of it leaves/,
  )
}, 60_000)

test('it is gone when it is closed: its folder, its services and its forge', async () => {
  const [own] = sample.gate.surfaces?.().filter(({ host }) => host === 'local') ?? []
  const url = own?.health.url ?? ''
  expect((await fetch(url)).status).toBe(200)
  await observerOf(sample).settled()
  await sample.close()
  expect(existsSync(dirname(own?.repository ?? ''))).toBe(false)
  await expect(fetch(url)).rejects.toThrow()
})
