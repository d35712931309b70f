import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { writeKeptToken } from '../../main/gate/forge/kept-token.ts'
import { forgeTokenPlace } from '../../main/gate/run/token-of.ts'
import { surfaceSecretPlace } from '../../main/gate/surface-secrets.ts'
import { createLog } from '../../main/log.ts'
import { openServices } from '../../main/services.ts'
import type { Engine } from '../../main/store/schema.ts'
import { createKey } from '../../main/use-cases/keys/create-key.ts'
import { freshStoreFlags } from '../cli/place.ts'
import { freshDir, output, run, serve } from '../cli/program.ts'
import { engines } from '../support/engines.ts'
import { audience, desktopClient, staff, startOpenid } from '../support/openid.ts'
import { ada } from '../support/people.ts'
import { type Canary, careless, filesUnder, found, ofKind, plant, secretsOf } from './planted.ts'

const patient = { timeout: 240_000 }

/** Everything that the database itself keeps, whatever the server shows of it. */
async function everythingIn(engine: Engine, database: string, dataDir: string): Promise<string> {
  if (engine === 'sqlite')
    return ['countersign.db', 'countersign.db-wal', 'countersign.db-shm']
      .map((name) => join(dataDir, name))
      .filter((file) => existsSync(file))
      .map((file) => readFileSync(file, 'latin1'))
      .join('\n')
  const client = new pg.Client({ connectionString: database })
  await client.connect()
  await client.query("select set_config('countersign.workspace', '*', false)")
  const names = await client.query(
    "select table_name as name from information_schema.tables where table_schema = 'public'",
  )
  const rows: string[] = []
  for (const { name } of names.rows)
    rows.push(JSON.stringify((await client.query(`select t::text from ${name} t`)).rows))
  await client.end()
  return rows.join('\n')
}

/** What this machine really keeps for somebody, before a server that runs does. */
async function entrust(place: { dataDir: string; database: string }, engine: Engine, masterKey: string, all: Canary[]) {
  const { dataDir, database } = place
  const databaseUrl = engine === 'postgresql' ? database : undefined
  const log = createLog('silent')
  const services = await openServices({ mode: 'server', dataDir, databaseUrl, masterKey, log })
  const keys: string[] = []
  for (const role of ['admin', 'operator', 'viewer'] as const)
    keys.push((await createKey(services, ada, { workspace: 'w', name: role, roles: [role] })).key)
  for (const [n, secret] of ofKind(all, 'provider key').entries())
    await services.secrets.put({ workspace: 'w', owner: '', provider: 'openai', label: `key ${n}` }, secret)
  for (const [n, secret] of ofKind(all, 'secret of a surface').entries())
    await services.secrets.put(surfaceSecretPlace('w', `surface-${n}`, 'HEROKU_API_KEY'), secret)
  for (const [n, token] of ofKind(all, 'forge token').entries()) {
    const kept = writeKeptToken({ token, login: `bo-${n}`, checked_at: '2026-04-29T14:33:00.000Z' })
    await services.secrets.put(forgeTokenPlace('w', `person-${n}`, 'https://api.github.com'), kept)
  }
  const [first] = ofKind(all, 'provider key')
  expect(await services.secrets.get({ workspace: 'w', owner: '', provider: 'openai', label: 'key 0' })).toBe(first)
  await services.close()
  return keys
}

/** Every canary by two ways, one of them with a key that is good: what comes after the door sees it too. */
async function useAndMisuse(url: string, keys: readonly string[], canaries: readonly Canary[]): Promise<string> {
  const said: string[] = []
  for (const [n, { secret }] of canaries.entries()) {
    const asked = [0, 1].map((turn) => {
      const [path, init] = careless[(n + turn * 6) % careless.length]?.(secret) ?? ['/health', {}]
      const headers = new Headers(init.headers)
      if (turn > 0 && !headers.has('authorization')) headers.set('authorization', `Bearer ${keys[n % keys.length]}`)
      return fetch(`${url}${path}`, { ...init, headers, redirect: 'manual' })
    })
    for (const answer of await Promise.all(asked))
      said.push(`${answer.status} ${JSON.stringify([...answer.headers])} ${await answer.text()}`)
  }
  return said.join('\n')
}

describe.each(engines)('of 600 secrets that were planted around a server on %s', (engine) => {
  test('none is in a log, the database, a backup, an answer or a complaint', patient, async () => {
    const { flags, dataDir, database } = await freshStoreFlags(engine)
    const provider = await startOpenid()
    const canaries = plant()
    const masterKey = ofKind(canaries, 'master key').join(',')
    const keys = await entrust({ dataDir, database }, engine, masterKey, canaries)
    const config = join(freshDir(), 'config.json')
    const [clientSecret = ''] = ofKind(canaries, 'client secret')
    const issuer = {
      ...{ issuer: provider.issuer, audience, client_id: desktopClient },
      ...{ web_client_id: 'countersign-web', web_client_secret_env: 'COUNTERSIGN_TEST_CLIENT_SECRET' },
    }
    writeFileSync(config, JSON.stringify({ oidc: { issuers: [issuer] } }))
    const env = {
      COUNTERSIGN_LOG_LEVEL: 'trace',
      COUNTERSIGN_MASTER_KEY: masterKey,
      COUNTERSIGN_TEST_CLIENT_SECRET: clientSecret,
    }
    const server = await serve([...flags, '--config', config], env)
    const answers = await useAndMisuse(server.url, keys, canaries)

    const tokens = await Promise.all(
      [0, 1, 2, 3].map((n) =>
        provider.mint(
          staff.operator,
          { jti: `canary-${randomBytes(8).toString('hex')}` },
          n < 2 ? {} : { kid: 'other' },
        ),
      ),
    )
    const spoiled = `${tokens[0]?.slice(0, -4)}AAAA`
    const statuses: number[] = []
    for (const token of [...tokens, spoiled])
      for (const path of ['/console/session', '/api/v1/audit/entries', `/api/v1/audit/entries?limit=x&t=${token}`])
        statuses.push((await fetch(`${server.url}${path}`, { headers: { authorization: `Bearer ${token}` } })).status)
    // Good ones were believed, others were not.
    expect(new Set(statuses)).toEqual(new Set([200, 422, 401]))

    const whileRunning = await everythingIn(engine, database, dataDir)
    const file = join(freshDir(), 'backup.jsonl')
    const printed = [
      await output(['backup', file, ...flags], env),
      await output(['secrets', 'status', ...flags], env),
      await output(['secrets', 'rotate-master-key', ...flags], {
        ...env,
        COUNTERSIGN_MASTER_KEY: rotatedRing(masterKey),
      }),
      await output(['keys', 'list', ...flags], env),
    ].join('\n')
    const wrong = { ...env, COUNTERSIGN_MASTER_KEY: `${masterKey.slice(0, -3)}!!!` }
    const complaint = await run(['secrets', 'status', ...flags], wrong)
    const { stderr, stdout } = await server.stop()
    await provider.close()
    const secrets = {
      ...secretsOf(canaries),
      ...Object.fromEntries([...keys, ...tokens].map((secret, n) => [`believed ${n}`, secret])),
      ...Object.fromEntries(tokens.map((token, n) => [`signature ${n}`, token.split('.')[2] ?? ''])),
      ...(engine === 'postgresql' && new URL(database).password && { database: new URL(database).password }),
    }
    expect(stderr.split('"msg":"request"').length).toBeGreaterThan(1_000)
    expect(complaint.code).toBe(1)
    for (const [place, text] of Object.entries({
      answers,
      whileRunning,
      afterwards: await everythingIn(engine, database, dataDir),
      backup: readFileSync(file, 'utf8'),
      printed,
      complaint: `${complaint.stdout}${complaint.stderr}`,
      log: stderr,
      stdout,
      files: filesUnder(dataDir),
    }))
      expect(found(text, secrets), place).toEqual([])
    expect(readFileSync(file, 'utf8')).toContain('"table":"secret"')
  })
})

/** A new first key in front. */
const rotatedRing = (masterKey: string): string => `${randomBytes(32).toString('base64')},${masterKey}`

test('the search finds what is there, in every form', () => {
  const canaries = plant(1)
  const secrets = secretsOf(canaries)
  expect(canaries.length).toBe(12)
  for (const { name, secret } of canaries)
    for (const form of [secret, encodeURIComponent(secret), btoa(secret), JSON.stringify({ a: secret })])
      expect(found(`x${form}y`, secrets)).toEqual([name])
})
