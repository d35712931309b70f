import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLog } from '../../main/log.ts'
import { openSample } from '../../main/sample/open-sample.ts'
import type { Services } from '../../main/services.ts'
import { findDueNotices } from '../../main/store/deploy-notices.ts'
import { readDeploys } from '../../main/store/deploys.ts'
import { readStandings } from '../../main/store/surfaces.ts'
import { verifyDatabase } from '../../main/use-cases/audit/verify-database.ts'
import { isReviewOpen, outcomeOf } from '../../shared/domain/gate.ts'
import { isFrozen } from '../../shared/domain/surface-standing.ts'

let sample: Services
beforeAll(async () => {
  sample = await openSample({ log: createLog('silent') })
})
afterAll(() => sample.close())

const deploys = async () =>
  (await readDeploys(sample.store.read, 'sample', {}, { limit: 200 })).map(({ deploy }) => deploy)
const surfaces = () => sample.gate.surfaces?.() ?? []

test('the five surfaces of the deploy-gating document are there with their gates, and one that is real', () => {
  const gates = surfaces().map(({ id, host, app, paths, environment }) => ({
    ...{ id, host, app, environment },
    paths: Object.keys(paths).sort(),
  }))
  const environment = 'production'
  expect(gates).toEqual([
    { id: 'raptor', host: 'heroku', app: 'raxx-api-prod', environment, paths: ['ci'] },
    { id: 'antlers', host: 'cloudflare-pages', app: 'raxx.app', environment, paths: ['ci'] },
    { id: 'console', host: 'heroku', app: 'raxx-console-prod', environment, paths: ['ci', 'local'] },
    { id: 'docs', host: 'cloudflare-pages', app: 'docs.raxx.app', environment, paths: ['ci'] },
    { id: 'lightsail', host: 'terraform', app: 'raxx-tickets', environment, paths: ['local'] },
    { id: 'sample-service', host: 'local', app: 'sample-service', environment, paths: ['local'] },
  ])
  expect(surfaces().find(({ id }) => id === 'console')?.phrase).toBe('deploy console to prod')
  expect(surfaces().find(({ id }) => id === 'docs')?.static_paths).toEqual(['docs/', 'console/static/'])
})

test('nothing of it is anywhere but on this machine', () => {
  const said = JSON.stringify(surfaces())
  const hosts = [...said.matchAll(/"https?:\/\/([^/"]+)/g)].map(([, host]) => host)
  // The bases of Heroku and Cloudflare stand there as they are by default; the sample's hosts ask nobody.
  const others = hosts.filter((host) => !host?.startsWith('127.0.0.1:'))
  expect(new Set(others)).toEqual(new Set(['api.heroku.com', 'api.cloudflare.com']))
  for (const { name, id } of surfaces()) expect(`${name} ${id}`).toMatch(/sample/i)
})

test('two months are told: by both paths, in every way in which a run or a deploy ends', async () => {
  const all = await deploys()
  expect(new Set(all.map(({ surface_id }) => surface_id))).toEqual(new Set(surfaces().map(({ id }) => id)))
  expect(new Set(all.map((deploy) => outcomeOf(deploy)))).toEqual(
    new Set(['success', 'health_check_failed', 'rejected', 'blocked']),
  )
  const oldest = Math.min(...all.map(({ began_at }) => Date.parse(began_at)))
  expect(sample.clock() - oldest).toBeGreaterThan(60 * 24 * 3_600_000)
  const byForge = all.filter(({ path }) => path === 'ci')
  expect(byForge.every(({ run_url }) => run_url?.startsWith('http://127.0.0.1:'))).toBe(true)
  expect(byForge.some(({ approval }) => approval !== null)).toBe(true)
  // Nothing goes on: whatever was begun has come to its end.
  expect(all.filter((deploy) => outcomeOf(deploy) === null)).toEqual([])
})

test('a failed health check was rolled back, and its commit is still in quarantine', async () => {
  const [last, failed] = (await deploys()).filter(({ surface_id }) => surface_id === 'antlers')
  expect(failed && outcomeOf(failed)).toBe('health_check_failed')
  expect(last).toMatchObject({ kind: 'rollback', from_sha: failed?.to_sha, stage: { state: 'audit_written' } })
  const standing = (await readStandings(sample.store.read, 'sample')).get('antlers')
  expect(standing?.quarantined).toMatchObject([{ sha: failed?.to_sha, deploy_id: last?.deploy_id }])
  expect(standing?.running).toMatchObject({ sha: last?.to_sha, deploy_id: last?.deploy_id })
})

test('glass was broken at the console, and nobody but others may close the red review', async () => {
  const open = (await deploys()).filter(isReviewOpen)
  expect(open).toMatchObject([{ surface_id: 'console', path: 'local', break_glass: true }])
})

test('a freeze window comes, and has not begun', async () => {
  const now = new Date(sample.clock()).toISOString()
  const [freeze, ...others] = (await readStandings(sample.store.read, 'sample')).get('raptor')?.freezes ?? []
  expect(others).toEqual([])
  expect(freeze && new Date(freeze.from).getUTCDay()).toBe(5)
  expect(freeze && freeze.from > now && !isFrozen([freeze], now)).toBe(true)
})

test('the incident of tonight knows of the deploy, the ledger verifies, and nobody has to be told any more', async () => {
  const [failed] = (await deploys()).filter((deploy) => outcomeOf(deploy) === 'health_check_failed')
  const links = await sample.store.read
    .selectFrom('incident_link')
    .select(['kind', 'ref'])
    .where('workspace', '=', 'sample')
    .execute()
  expect(links).toContainEqual({ kind: 'deploy', ref: failed?.deploy_id })
  expect(await verifyDatabase({ database: sample.database, workspace: 'sample' })).toMatchObject({ ok: true })
  expect(await findDueNotices(sample.store.read, '9999', 10)).toEqual([])
})
