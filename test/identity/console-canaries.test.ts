import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createLog } from '../../main/log.ts'
import { version } from '../../main/version.ts'
import { freshDir } from '../cli/program.ts'
import { jsonBody } from '../http/harness.ts'
import { startConsole } from '../http/team-server.ts'
import { careless, filesUnder, found, ofKind, plant, secretsOf } from './planted.ts'

const patient = { timeout: 180_000 }
const levels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const

describe('of 600 secrets that were planted none is in a', () => {
  test('file, log or answer of a console that holds them for its servers', patient, async () => {
    const canaries = plant()
    const [apiKeys, pasted] = [ofKind(canaries, 'API key'), ofKind(canaries, 'pasted token')]
    const tokens = [...apiKeys.slice(0, 10), ...pasted.slice(0, 10)]
    let at = 0
    const here = await startConsole({
      fetch: async (input) => {
        const url = String(input instanceof Request ? input.url : input)
        if (url.endsWith('/health')) return Response.json({ status: 'ok', version })
        if (url.endsWith('/console/session')) return Response.json({})
        throw new Error(`connect ECONNREFUSED with ${tokens[at]}`)
      },
    })
    const answers: Response[] = []
    for (at = 0; at < tokens.length; at += 1) {
      const added = await here.connectTo({ url: `https://ops-${at}.example` }, tokens[at] ?? '')
      expect(added.status).toBe(201)
      answers.push(added, await here.ask('/console/connections'), await here.ask('/api/v1/audit/entries'))
    }
    expect(answers.map(({ status }) => status).filter((status) => status === 502).length).toBe(tokens.length)
    for (const [n, { secret }] of canaries.entries()) {
      const [path, init] = careless[n % careless.length]?.(secret) ?? ['/health', {}]
      answers.push(await here.ask(path, init))
      const refused = jsonBody({ name: '', url: secret, environment: 'y', token: secret })
      answers.push(await here.ask('/console/connections', refused))
    }
    const said: string[] = []
    for (const answer of answers) said.push(`${JSON.stringify([...answer.headers])}\n${await answer.text()}`)
    const secrets = secretsOf(canaries)
    expect(found(said.join('\n'), secrets)).toEqual([])
    expect(found(filesUnder(here.dataDir), secrets)).toEqual([])
    expect(filesUnder(here.dataDir)).toContain('ops-0.example')
    // They are where they belong.
    expect(found([...here.keychain.secrets.values()].join('\n'), secrets).length).toBe(tokens.length)
    await here.close()
  })

  test('line of the log at any level, under any name that a secret goes by, or in an error', patient, () => {
    const file = join(freshDir(), 'log')
    const log = createLog('trace', file)
    const canaries = plant()
    const names = [
      ...['authorization', 'cookie', 'set-cookie', 'token', 'access_token', 'refresh_token', 'id_token', 'actor_token'],
      ...['key', 'api_key', 'apiKey', 'master_key', 'masterKey', 'pem', 'secret', 'client_secret', 'old_secret'],
      ...['sealed', 'password', 'code_verifier', 'device_code', 'headers', 'body'],
    ]
    for (const [n, { kind, secret }] of canaries.entries()) {
      const name = names[n % names.length] ?? 'token'
      const say = (line: object) => log[levels[n % levels.length] ?? 'info'](line, 'said')
      for (const line of [{ [name]: secret }, { a: { [name]: secret } }, { a: { b: { [name]: secret } } }]) say(line)
      // What people say to each other has no shape: it is never part of a sentence that is logged, only carried along.
      if (kind === 'text of a chat') {
        say({ err: failing('the provider hung up', secret) })
        continue
      }
      const query = `?code=${secret}&state=${secret}&refresh_token=${secret}`
      for (const text of [`Bearer ${secret}`, `cookie: a=${secret}; b=${secret}`, query, `client_secret: '${secret}'`])
        say({ reason: text, err: failing(text, secret) })
      say({ path: `/sign-in/callback${query}`, url: `postgres://u:${secret.replace(/[/+@=]/g, '')}@h/db` })
      // What has a shape of its own is known by it, wherever it stands.
      if (/^(sk-|eyJ|whsec_|gh|HRKU-)/.test(secret) || secret.endsWith('='))
        say({ detail: `it was ${secret}.`, err: failing(secret) })
    }
    const text = readFileSync(file, 'utf8')
    expect(text.split('\n').length).toBeGreaterThan(4_000)
    expect(found(text, secretsOf(canaries))).toEqual([])
    expect(text).toContain('[redacted]')
  })
})

/** With all that drivers and clients hang on their errors. */
function failing(text: string, carried = text): Error {
  const cause = new Error(`cause with ${text}`)
  return Object.assign(new Error(`failed with ${text}`, { cause }), {
    query: carried,
    parameters: [carried],
    config: { token: carried },
    response: { headers: { authorization: carried }, body: carried },
  })
}

test.each([
  ['a path', '/api/v1/deployments/actions/01a1fe5f-7aab-7703-beb2-58a3cc8fae0f/approve'],
  ['an id and a digest', 'action:01a1fe5f-7aab-7703-beb2-58a3cc8fae0f sha256:8da4e775a563c18f715f802a063c5a31b8a11f5c'],
  [
    'a sentence about a key',
    'the master key ab12cd34 of this database is not here (COUNTERSIGN_MASTER_KEY, or master.key)',
  ],
  ['an address without a password', 'connect ECONNREFUSED https://ops.example:8443/health?limit=10'],
  ['a state of an action', 'code: ECONNRESET, state: approved'],
])('what is no secret is left as it is: %s', (_, text) => {
  const file = join(freshDir(), 'log')
  createLog('info', file).info({ detail: text, err: new Error(text) }, 'said')
  const line = JSON.parse(readFileSync(file, 'utf8'))
  expect([line.detail, line.err.message]).toEqual([text, text])
})
