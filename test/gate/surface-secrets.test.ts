import { statSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type HostNeeds, HostRefused } from '../../main/gate/host.ts'
import { openHost } from '../../main/gate/open-host.ts'
import { surfaceSecretPlace, surfaceSecrets } from '../../main/gate/surface-secrets.ts'
import { createLog } from '../../main/log.ts'
import { openServices, type Services } from '../../main/services.ts'
import type { Engine } from '../../main/store/schema.ts'
import { ensureWorkspace } from '../../main/store/workspaces.ts'
import { type HostKind, SurfaceDefinition } from '../../shared/domain/surface.ts'
import { engines, freshPlace } from '../support/engines.ts'
import { ada } from '../support/people.ts'
import { thrown } from './support/thrown.ts'

const log = createLog('silent')

async function withServices(engine: Engine, use: (services: Services) => Promise<void>): Promise<void> {
  const at = await freshPlace(engine)
  const services = await openServices({ mode: 'server', dataDir: at.dataDir, databaseUrl: at.databaseUrl, log })
  try {
    for (const workspace of ['w', 'other']) await ensureWorkspace(services.store, workspace, ada)
    await use(services)
  } finally {
    await services.close()
    await at.remove()
  }
}

describe.each(engines)('the secrets of a surface, kept in %s,', (engine) => {
  test('come from the store, else from the environment, read anew every time', () =>
    withServices(engine, async ({ secrets }) => {
      const env: NodeJS.ProcessEnv = { HEROKU_API_KEY: 'from-the-environment', EMPTY: '' }
      const place = surfaceSecretPlace('w', 'console', 'HEROKU_API_KEY')
      const { secret, handedOut } = surfaceSecrets({ secrets, env }, 'w', { id: 'console', host: 'heroku' })
      expect(await secret('HEROKU_API_KEY')).toBe('from-the-environment')
      await secrets.put(place, 'from-the-store')
      expect(await secret('HEROKU_API_KEY')).toBe('from-the-store')
      await secrets.put(place, 'rotated')
      expect(await secret('HEROKU_API_KEY')).toBe('rotated')
      await secrets.remove(place)
      env.HEROKU_API_KEY = 'exported-anew'
      expect(await secret('HEROKU_API_KEY')).toBe('exported-anew')
      delete env.HEROKU_API_KEY
      expect(await secret('HEROKU_API_KEY')).toBeNull()
      expect(await secret('EMPTY')).toBeNull()
      expect([...handedOut]).toEqual(['from-the-environment', 'from-the-store', 'rotated', 'exported-anew'])
    }))

  test.each(['heroku', 'cloudflare-pages', 'local'] as const)('are not what this program itself has: %s', (host) =>
    withServices(engine, async ({ secrets }) => {
      const env = { COUNTERSIGN_MASTER_KEY: 'ours', PATH: '/bin', HEROKU_PROD_KEY: 'one', CLOUDFLARE_API_TOKEN: 'two' }
      const of = (of: HostKind) => surfaceSecrets({ secrets, env }, 'w', { id: 'console', host: of }).secret
      expect(await of(host)('COUNTERSIGN_MASTER_KEY')).toBeNull()
      expect(await of(host)('PATH')).toBeNull()
      expect(await of(host)('HEROKU_PROD_KEY')).toBe('one')
      expect(await of(host)('CLOUDFLARE_API_TOKEN')).toBe('two')
      // What a file of this machine says may take what the machine has.
      expect(await of('terraform')('PATH')).toBe('/bin')
    }),
  )

  test('are no other surface’s, and no other workspace’s', () =>
    withServices(engine, async ({ secrets }) => {
      await secrets.put(surfaceSecretPlace('w', 'console', 'KEY'), 'of-the-console')
      const of = (workspace: string, id: string) =>
        surfaceSecrets({ secrets, env: {} }, workspace, { id, host: 'heroku' })
      expect(await of('w', 'console').secret('KEY')).toBe('of-the-console')
      expect(await of('w', 'antlers').secret('KEY')).toBeNull()
      expect(await of('other', 'console').secret('KEY')).toBeNull()
    }))

  test('are not replaced by others when they do not open', () =>
    withServices(engine, async ({ secrets, store }) => {
      await secrets.put(surfaceSecretPlace('w', 'console', 'KEY'), 'of-the-console')
      await store.write('w', (tx) => tx.db.updateTable('secret').set({ sealed: 'gAAAA' }).execute())
      const { secret } = surfaceSecrets({ secrets, env: { KEY: 'another' } }, 'w', { id: 'console', host: 'command' })
      const error = await thrown(secret('KEY'))
      expect(error).toBeInstanceOf(HostRefused)
      expect(error.message).toContain('does not open')
    }))

  test('are what an opened host is given, with a folder of its own, and it says none of them', () =>
    withServices(engine, async ({ secrets, clock, gate }) => {
      await secrets.put(surfaceSecretPlace('w', 'console', 'HEROKU_API_KEY'), 'of-the-console')
      const surface = SurfaceDefinition.parse({
        id: 'console',
        name: 'Console',
        app: 'raxx-console-prod',
        repository: '/nowhere',
        paths: { local: {} },
        host: 'heroku',
      })
      let given: HostNeeds | undefined
      const bring = (needs: HostNeeds) => {
        given = needs
        return undefined
      }
      const answer = () => Promise.reject(new TypeError('Authorization: Bearer of-the-console'))
      const setting = { ...gate, fetch: answer, openHost: bring }
      const host = openHost({ secrets, clock, gate: setting }, 'w', surface)
      expect(host.kind).toBe('heroku')
      expect(given?.dir).toBe(`${gate.dir}/w/console`)
      expect(statSync(given?.dir ?? '').mode & 0o777).toBe(0o700)
      const error = await thrown(host.running(new AbortController().signal))
      expect(error.message).toMatch(/no answer.*Bearer \[redacted\]/)
      const brought = openHost(
        { secrets, clock, gate: { ...setting, openHost: () => ({ ...host, kind: 'local' }) } },
        'w',
        surface,
      )
      expect(brought.kind).toBe('local')
      expect(() => openHost({ secrets, clock, gate }, '../elsewhere', surface)).toThrow('no name of a workspace')
    }))
})
