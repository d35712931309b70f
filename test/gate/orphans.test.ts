import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createLog } from '../../main/log.ts'
import { openServices } from '../../main/services.ts'
import { readLog } from '../../main/store/deploy-log.ts'
import { within } from '../../main/store/within.ts'
import { isAlive } from '../fakes/is-alive.ts'
import { openServiceRepository } from '../fakes/service-repository.ts'
import { until } from '../fakes/until.ts'
import { freshPlace } from '../support/engines.ts'
import { openDeployConsole } from '../torture/deploys/console.ts'
import { startChild } from '../torture/process.ts'

/** A console that is killed while the remote's hook holds its push, and what the next one makes of it. */
async function afterKill(
  { ahead, hold }: { ahead: number; hold: 'before' | 'after' },
  use: (at: {
    console: Awaited<ReturnType<typeof openDeployConsole>>
    service: Awaited<ReturnType<typeof openServiceRepository>>
    good: string
    hook: number
  }) => Promise<void>,
) {
  const service = await openServiceRepository()
  const { dataDir, remove } = await freshPlace('sqlite')
  const surface = {
    ...{ id: 'console', name: 'Console', host: 'local', app: 'raxx-console-prod', watch: { minutes: 0 } },
    ...{ repository: service.repository, remote: service.remote, paths: { local: {} } },
    health: { url: service.health, attempts: 3, interval_seconds: 0.02 },
  }
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  writeFileSync(join(dataDir, 'surfaces.json'), JSON.stringify({ surfaces: [surface] }), { mode: 0o600 })
  await (await openServices({ mode: 'local', dataDir, log: createLog('fatal') })).close()
  try {
    const first = await openDeployConsole(dataDir, 0)
    const good = service.commit()
    await first.deploy()
    await first.idle()
    await first.close()
    service.commit({ hold })
    const child = startChild('deployer', { dataDir, ahead: 0, kind: 'deploy', kill: null }, { onMessage() {} })
    await Promise.race([service.held(), child.gone.then(({ stderr }) => Promise.reject(new Error(stderr)))])
    const hook = service.hookPid()
    child.kill()
    await child.gone
    expect(isAlive(hook)).toBe(true)
    const console = await openDeployConsole(dataDir, ahead)
    try {
      await use({ console, service, good, hook })
    } finally {
      await console.close()
    }
  } finally {
    await service.close()
    await remove()
  }
}

const last = async ({ client }: Awaited<ReturnType<typeof openDeployConsole>>) =>
  (await client.surface('console')).last_deploys.find(({ kind }) => kind === 'deploy')

test('a push that outlives the process that was killed is ended before its deploy is settled: it does not land', () =>
  afterKill({ ahead: 31_000, hold: 'before' }, async ({ console, service, good, hook }) => {
    await until('it is settled', async () => (await last(console))?.outcome === 'unknown')
    expect(isAlive(hook)).toBe(false)
    const lost = await console.client.deploy((await last(console))?.id ?? '')
    expect(lost).toMatchObject({ outcome: 'unknown', observed_sha: good })
    expect(lost.detail).not.toContain('another machine')
    service.go()
    expect(service.head()).toBe(good)
  }))

test('a rollback right after the crash ends that push too, and waits for nobody', () =>
  afterKill({ ahead: 0, hold: 'before' }, async ({ console, service, good, hook }) => {
    const id = await console.rollback()
    await console.idle()
    expect(await console.client.deploy(id)).toMatchObject({ outcome: 'success', to_sha: good })
    expect(isAlive(hook)).toBe(false)
    expect(service.head()).toBe(good)
    const { store, workspace } = console.services
    const log = await within(workspace, () => readLog(store.read, workspace, id, { after: 0, limit: 100 }))
    const said = log.map(({ text }) => text).join('\n')
    expect(said).toContain('what it left running is ended')
    expect(said).not.toContain('did not end within')
  }))

test('what took effect before the crash is shown as what runs, and the rollback that is offered works', () =>
  afterKill({ ahead: 31_000, hold: 'after' }, async ({ console, service, good }) => {
    const bad = service.head()
    await until('it is settled', async () => (await last(console))?.outcome === 'unknown')
    const seen = await console.client.surface('console')
    expect(seen.running).toMatchObject({ sha: bad, drifted: false })
    await until('its host has said what it has', async () => {
      const { rollback } = await console.client.surface('console')
      return rollback.enabled && rollback.to?.sha === good
    })
    const id = await console.rollback()
    await console.idle()
    expect(await console.client.deploy(id)).toMatchObject({ outcome: 'success', from_sha: bad, to_sha: good })
    expect(service.head()).toBe(good)
  }))
