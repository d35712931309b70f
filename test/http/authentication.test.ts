import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openServices } from '../../main/services.ts'
import { listKeys } from '../../main/store/api-keys.ts'
import { everywhere } from '../../main/store/within.ts'
import { revokeKey } from '../../main/use-cases/keys/revoke-key.ts'
import { engines } from '../support/engines.ts'
import { ada } from '../support/people.ts'
import { startApp, type TestApp, withApp } from './harness.ts'
import { problemOf } from './problem-shape.ts'
import { until } from './until.ts'

const session = '/console/session'
const key43 = 'A'.repeat(43)

describe.each(engines)('credentials on %s', (engine) => {
  let app: TestApp
  let key: string
  beforeAll(async () => {
    app = await startApp(engine)
    key = await app.keyFor(['viewer'])
  })
  afterAll(() => app.close())

  const askWith = (authorization?: string) =>
    app.ask(session, authorization === undefined ? {} : { headers: { authorization } })

  test.each<[what: string, code: 'credential_missing' | 'credential_invalid', header: string | undefined]>([
    ['no header', 'credential_missing', undefined],
    ['an empty header', 'credential_missing', ''],
    ['a scheme alone', 'credential_missing', 'Bearer'],
    ['another scheme', 'credential_missing', `Basic ${btoa('admin:admin')}`],
    ['a key without a scheme', 'credential_missing', `sk-at-${key43}`],
    ['two tokens', 'credential_missing', `Bearer sk-at-${key43} sk-at-${key43}`],
    ['garbage', 'credential_invalid', 'Bearer garbage'],
    ['an unknown key', 'credential_invalid', `Bearer sk-at-${key43}`],
    ['a key cut short', 'credential_invalid', `Bearer sk-at-${key43.slice(1)}`],
    ['a key with one letter too many', 'credential_invalid', `Bearer sk-at-${key43}A`],
    ['an unsigned JWT', 'credential_invalid', 'Bearer eyJhbGciOiJub25lIn0.eyJyb2xlcyI6WyJhZG1pbiJdfQ.'],
    ['SQL', 'credential_invalid', "Bearer sk-at-'or'1'='1"],
  ])('%s: 401', async (_, code, header) => {
    const problem = await problemOf(await askWith(header), 401, code)
    if (code === 'credential_missing')
      expect(problem.connection).toEqual({ name: 'Countersign server', environment: 'production', kind: 'server' })
  })

  test.each(['Bearer', 'bearer', 'BEARER'])('the scheme %s, with room around the key', async (scheme) => {
    expect((await askWith(`${scheme}   ${key} `)).status).toBe(200)
  })

  test('nearly the key is not the key', async () => {
    const last = key.endsWith('A') ? 'B' : 'A'
    await problemOf(await askWith(`Bearer ${key.slice(0, -1)}${last}`), 401, 'credential_invalid')
  })

  test('an unknown key and a revoked one get the same answer, so nothing is learned by guessing', async () => {
    const revoked = await app.keyFor(['viewer'])
    const made = (await everywhere(() => listKeys(app.services.store.read))).at(-1)?.id ?? ''
    expect((await askWith(`Bearer ${revoked}`)).status).toBe(200)
    await revokeKey(app.services, ada, made)
    const answers = [await askWith(`Bearer ${revoked}`), await askWith(`Bearer sk-at-${key43}`)]
    const [first, second] = await Promise.all(answers.map((answer) => problemOf(answer, 401, 'credential_invalid')))
    expect(first).toEqual(second)
  })

  test('a key that another process revokes is refused from then on', async () => {
    const own = await app.keyFor(['viewer'])
    const { dataDir, databaseUrl } = app.place
    const other = await openServices({ mode: 'server', dataDir, databaseUrl, log: app.services.log })
    const made = (await everywhere(() => listKeys(other.store.read))).at(-1)?.id ?? ''
    expect((await askWith(`Bearer ${own}`)).status).toBe(200)
    await revokeKey(other, ada, made)
    await problemOf(await askWith(`Bearer ${own}`), 401, 'credential_invalid')
    await other.close()
  })

  test('the sample’s header means nothing where a credential is needed', async () => {
    await problemOf(
      await app.ask(session, { headers: { 'x-countersign-sample-actor': 'commander' } }),
      401,
      'credential_missing',
    )
  })
})

test.each(engines)('the last use is recorded, at most once a minute, on %s', async (engine) => {
  let now = Date.parse('2026-01-01T00:00:00Z')
  await withApp(
    engine,
    async ({ ask, keyFor, services }) => {
      const key = await keyFor(['viewer'])
      const lastUse = async () => (await everywhere(() => listKeys(services.store.read)))[0]?.last_used_at
      expect(await lastUse()).toBeNull()
      for (const [seconds, recorded] of [
        [0, '00:00:00'],
        [59, '00:00:00'],
        [61, '00:01:01'],
        [100, '00:01:01'],
      ] as const) {
        now = Date.parse('2026-01-01T00:00:00Z') + seconds * 1000
        expect((await ask(session, { key })).status).toBe(200)
        await until(lastUse, (time) => time === `2026-01-01T${recorded}.000Z`)
      }
    },
    { clock: () => now },
  )
})
