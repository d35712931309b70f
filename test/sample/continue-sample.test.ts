import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startGateWork } from '../../main/gate-work.ts'
import { createApp } from '../../main/http/app.ts'
import { createLog } from '../../main/log.ts'
import { continueSample } from '../../main/sample/continue-sample.ts'
import type { Services } from '../../main/services.ts'
import { databaseFile } from '../../main/store/open.ts'
import { verifyDatabase } from '../../main/use-cases/audit/verify-database.ts'
import { Deploy, DeployDiff } from '../../shared/contract/deploys.ts'
import { Surface } from '../../shared/contract/surfaces.ts'
import { until } from '../fakes/until.ts'
import { jsonBody } from '../http/harness.ts'

const slow = { timeout: 60_000 }
let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'countersign-kept-sample-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

/** As a command of a terminal: opened, used, closed. */
async function command<T>(use: (shop: ReturnType<typeof deskOf>) => Promise<T>): Promise<T> {
  const services = await continueSample({ dir, log: createLog('silent', join(dir, 'log')) })
  const work = startGateWork(services)
  services.onClose(work.stop)
  try {
    return await use(deskOf(services))
  } finally {
    await services.close()
  }
}

function deskOf(services: Services) {
  const app = createApp(services)
  const ask = async (path: string, init?: RequestInit) =>
    (await app.fetch(new Request(`http://localhost/api/v1${path}`, init), { door: 'desktop' })).json()
  const ended = async (begun: unknown) => {
    const { id } = Deploy.parse(begun)
    const look = async () => Deploy.parse(await ask(`/deploys/${id}`))
    await until('it is over', async () => (await look()).outcome !== null)
    return look()
  }
  return {
    services,
    surface: async (id: string) => Surface.parse(await ask(`/surfaces/${id}?fresh=true`)),
    async deploy(id: string) {
      const { preview_id, phrase } = DeployDiff.parse(await ask(`/surfaces/${id}/diff`))
      return ended(await ask('/deploys', jsonBody({ surface: id, path: 'local', preview_id, phrase })))
    },
    rollback: async (id: string) => ended(await ask(`/surfaces/${id}/rollback`, jsonBody({}))),
  }
}

test('what one command deployed, the next one rolls back', slow, async () => {
  const before = await command(async ({ surface }) => (await surface('sample-service')).running.sha)
  const out = await command(({ deploy }) => deploy('sample-service'))
  expect(out).toMatchObject({ outcome: 'health_check_failed', from_sha: before })
  const made = await command(({ deploy }) => deploy('console'))
  expect(made.outcome).toBe('success')
  await command(async ({ surface, rollback }) => {
    expect((await surface('console')).running).toMatchObject({ sha: made.to_sha, drifted: false })
    expect((await surface('sample-service')).running.sha).toBe(out.to_sha)
    expect(await rollback('sample-service')).toMatchObject({ outcome: 'success', to_sha: before })
    expect((await surface('sample-service')).health_now).toMatchObject({ ok: true })
    expect(await verifyDatabase({ database: databaseFile(dir), workspace: 'sample' })).toMatchObject({ ok: true })
  })
})

test('a terminal goes on with the sample that another console is showing', slow, () =>
  command(async (shown) => {
    const site = readFileSync(join(dir, 'sample.json'), 'utf8')
    const [out, made] = await command(async ({ deploy }) => [await deploy('sample-service'), await deploy('lightsail')])
    expect(out).toMatchObject({ outcome: 'health_check_failed' })
    expect(await shown.surface('sample-service')).toMatchObject({
      running: { sha: out?.to_sha, drifted: false },
      health_now: { ok: false },
    })
    expect((await shown.surface('lightsail')).running).toMatchObject({ sha: made?.to_sha, drifted: false })
    expect(readFileSync(join(dir, 'sample.json'), 'utf8')).toBe(site)
  }),
)

test.each([
  ['older than a day', { began: Date.now() - 25 * 60 * 60_000 }],
  ['of another version', { version: '0.0.1' }],
])('one that is %s begins anew', slow, async (_, changed) => {
  const origin = () => command(async ({ services }) => services.instance.id)
  const first = await origin()
  expect(await origin()).toBe(first)
  const file = join(dir, 'sample.json')
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...changed }))
  expect(await origin()).not.toBe(first)
})
