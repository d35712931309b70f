import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { desktopClient, type OpenidProvider, staff, startOpenid } from '../support/openid.ts'
import { problemOf } from './problem-shape.ts'
import { operatorAt, startTrustingServer, type TrustingServer } from './sign-in-kit.ts'
import { startConsole, type TestConsole } from './team-server.ts'
import { until } from './until.ts'

let provider: OpenidProvider
let server: TrustingServer
let here: TestConsole
let opened: string[]
let operator: ReturnType<typeof operatorAt>
beforeEach(async () => {
  provider = await startOpenid()
  server = await startTrustingServer(provider.issuer)
  opened = []
  here = await startConsole({
    openBrowser: async (url) => {
      opened.push(url)
      return true
    },
  })
  operator = operatorAt(here)
})
afterEach(async () => {
  await here.close()
  await server.close()
  await provider.close()
})

const secretsIn = (text: string) => {
  const kept = [...here.keychain.secrets.values()].flatMap((each) => Object.values<unknown>(JSON.parse(each)))
  return kept.filter((value) => typeof value === 'string' && value.length > 40 && text.includes(value))
}

describe('signing in to a server', () => {
  test('the browser is sent to the issuer with PKCE, a state and a nonce, and comes back to a port of this machine', async () => {
    const id = await operator.add(server)
    expect(await operator.stateOf(id)).toMatchObject({ method: 'none', state: 'signed_out', who: null })
    const attempt = await operator.begin(id)
    expect(attempt).toMatchObject({ connection: id, state: 'waiting', opened: true, problem: null })
    expect(opened).toEqual([attempt.url])
    const { origin, searchParams } = new URL(attempt.url ?? '')
    expect(origin).toBe(provider.issuer)
    expect(Object.fromEntries(searchParams)).toMatchObject({
      client_id: 'countersign-desktop',
      response_type: 'code',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[0-9a-f]{32}$/),
      nonce: expect.stringMatching(/^[0-9a-f-]{36}$/),
      redirect_uri: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/callback$/),
    })
    const done = await operator.walk(attempt, staff.commander)
    expect(done).toMatchObject({ state: 'signed_in', url: null, problem: null })
    expect(done.page.says).toContain('Go back to Countersign')
    const who = { name: 'Ada', email: 'ada@example.com', issuer: provider.issuer }
    expect(await operator.stateOf(id)).toEqual({ method: 'oidc', state: 'signed_in', who, expires_at: null, why: null })
  })

  test('its requests carry the token from then on; the page, the disk and the log never hold one', async () => {
    const id = await operator.add(server)
    const { url, ...attempt } = await operator.begin(id)
    const done = await operator.walk({ ...attempt, url }, staff.commander)
    const answer = await here.ask('/api/v1/x', { headers: { authorization: 'Bearer of-the-page' } })
    expect(answer.status).toBe(200)
    const { access_token } = JSON.parse(here.keychain.secrets.get(`connection/${id}`) ?? '')
    expect(server.tokens).toEqual([access_token])
    const page = JSON.stringify([attempt, done, await operator.overview(), await answer.text()])
    const disk = ['connections.json', 'console.log'].map((name) => readFileSync(join(here.dataDir, name), 'utf8'))
    expect([page, ...disk].flatMap(secretsIn)).toEqual([])
    expect(secretsIn(access_token)).toEqual([access_token])
  })

  test('without a browser the page shows the link', async () => {
    const bare = await startConsole()
    const one = operatorAt(bare)
    expect(await one.begin(await one.add(server))).toMatchObject({ opened: false, url: expect.stringMatching(/^http/) })
    await bare.close()
  })

  test('what the server wants along is sent along, but for what the protocol is made of', async () => {
    Object.assign(server.says.issuers[0]?.parameters ?? {}, {
      resource: 'https://countersign.example/api',
      prompt: 'consent',
      redirect_uri: 'https://evil.example/',
      state: 'chosen',
      response_mode: 'fragment',
    })
    const id = await operator.add(server)
    const { searchParams } = new URL((await operator.begin(id, { fresh: true })).url ?? '')
    expect(searchParams.getAll('resource')).toEqual(['https://countersign.example/api'])
    expect(searchParams.getAll('prompt')).toEqual(['login consent'])
    expect(searchParams.getAll('max_age')).toEqual(['0'])
    expect(searchParams.getAll('response_mode')).toEqual([])
    for (const name of ['redirect_uri', 'state']) expect(searchParams.getAll(name)).toHaveLength(1)
    expect(searchParams.get('state')).not.toBe('chosen')
  })

  test('it outlives the console', async () => {
    const id = await operator.add(server)
    await operator.signIn(id, staff.commander)
    const again = await startConsole({ dataDir: here.dataDir, keychain: here.keychain })
    expect(await operatorAt(again).stateOf(id)).toMatchObject({ state: 'signed_in', who: { name: 'Ada' } })
    expect((await again.ask('/api/v1/x')).status).toBe(200)
    await again.local.close()
  })

  test('streams of whoever was signed in before end; those of the same person go on', async () => {
    const heard: string[] = []
    const id = await operator.add(server)
    here.local.onChange(() => heard.push('changed'))
    await operator.signIn(id, staff.commander)
    await operator.signIn(id, staff.commander, { fresh: true })
    expect(heard).toEqual(['changed'])
    await operatorAt(here).signIn(id, staff.approver, { fresh: true })
    expect(heard).toEqual(['changed', 'changed'])
  })
})

test('the sign-in of somebody else before ends at its issuer, one of the same person does not', async () => {
  const id = await operator.add(server)
  const tokenOf = async (person: { sub: string }): Promise<string> => {
    expect(await operatorAt(here).signIn(id, person, { fresh: true })).toMatchObject({ state: 'signed_in' })
    return JSON.parse(here.keychain.secrets.get(`connection/${id}`) ?? '').refresh_token
  }
  const isGood = async (refresh_token: string) => {
    const body = new URLSearchParams({ grant_type: 'refresh_token', client_id: desktopClient, refresh_token })
    return (await fetch(`${provider.issuer}/token`, { method: 'POST', body })).ok
  }
  const revocations = () => provider.asked.filter((each) => each === 'POST /token/revocation').length
  const first = await tokenOf(staff.commander)
  const second = await tokenOf(staff.commander)
  const third = await tokenOf(staff.approver)
  await until(revocations, (count) => count > 0)
  await until(
    () => isGood(second),
    (good) => !good,
  )
  expect([await isGood(first), await isGood(third)]).toEqual([true, true])
})

describe('a sign-in that comes to nothing', () => {
  test('is cancelled at the issuer, and can be begun again', async () => {
    const id = await operator.add(server)
    const done = await operator.signIn(id, null)
    expect(done).toMatchObject({ state: 'cancelled', url: null, problem: { code: 'cancelled' } })
    expect(done.problem?.detail).toContain('was cancelled at 127.0.0.1')
    expect(done.page.says).toContain('Go back to Countersign to try again')
    expect(here.keychain.secrets.size).toBe(0)
    expect(await operator.signIn(id, staff.commander)).toMatchObject({ state: 'signed_in' })
  })

  test('is given up here: the browser that comes back finds nobody', async () => {
    const attempt = await operator.begin(await operator.add(server))
    const answer = await operator.post(`/console/connections/sign-in/${attempt.id}/cancel`, {})
    expect(await answer.json()).toMatchObject({ state: 'cancelled', url: null, problem: { code: 'cancelled' } })
    await expect(operator.walk(attempt, staff.commander)).rejects.toThrow('fetch failed')
    expect(here.keychain.secrets.size).toBe(0)
  })

  test('is given up while the server is asked: its tokens go back, and nothing is kept', async () => {
    const id = await operator.add(server)
    const attempt = await operator.begin(id)
    server.judge.session = () => {
      void operator.post(`/console/connections/sign-in/${attempt.id}/cancel`, {})
      return { status: 200 }
    }
    const held = Promise.withResolvers<void>()
    server.judge.before = () => held.promise
    const walked = operator.walk(attempt, staff.commander)
    await until(
      () => operator.read(attempt),
      ({ state }) => state === 'cancelled',
    )
    held.resolve()
    expect((await walked).state).toBe('cancelled')
    expect(provider.asked).toContain('POST /token/revocation')
    expect(here.keychain.secrets.size).toBe(0)
  })

  test.each([
    ['given up', 'cancelled'],
    ['without its server', 'failed'],
  ])('is %s at the last moment, when the keychain is looked into: nothing is kept', async (what, state) => {
    const id = await operator.add(server)
    const attempt = await operator.begin(id)
    const { get } = here.keychain
    const happens = async () => {
      if (what === 'given up') return operator.post(`/console/connections/sign-in/${attempt.id}/cancel`, {})
      // That it is signed out of waits until this one is through; that it is removed is told before.
      const removed = new Promise<void>((resolve) => here.local.onChange(resolve))
      void operator.post('/console/connections/remove', { id })
      return removed
    }
    server.judge.session = () => {
      here.keychain.get = async (account) => {
        here.keychain.get = get
        await happens()
        return get(account)
      }
      return { status: 200 }
    }
    expect((await operator.walk(attempt, staff.commander)).state).toBe(state)
    expect(provider.asked).toContain('POST /token/revocation')
    expect(here.keychain.secrets.size).toBe(0)
  })

  test('belongs to a server that was removed meanwhile: nothing is kept for it', async () => {
    const id = await operator.add(server)
    const attempt = await operator.begin(id)
    await operator.post('/console/connections/remove', { id })
    expect((await operator.walk(attempt, staff.commander)).state).toBe('failed')
    expect(here.keychain.secrets.size).toBe(0)
  })

  test('is replaced by a second one for the same connection, not by one for another', async () => {
    const id = await operator.add(server)
    const first = await operator.begin(id)
    const other = await operator.begin(await operator.add(server))
    const second = await operator.begin(id)
    expect((await operator.read(first)).problem?.code).toBe('replaced')
    expect((await operator.read(other)).state).toBe('waiting')
    expect(await operator.walk(second, staff.commander)).toMatchObject({ state: 'signed_in' })
  })

  test.each([
    ['does not know the token', 401, { detail: 'The workspace `elsewhere` is unknown here.' }, 'elsewhere'],
    ['lets nobody in without a role', 403, { detail: 'Your token carries no role.' }, 'no role'],
    ['gives no role', 200, { roles: [] }, 'gives you no role'],
  ])('a server that %s', async (_, status, says, sentence) => {
    server.judge.session = () => ({ status, body: { actor: null, ...says } })
    const id = await operator.add(server)
    const done = await operator.signIn(id, staff.stranger)
    expect(done).toMatchObject({ state: 'failed', problem: { code: 'not_accepted' } })
    expect(done.problem?.detail).toContain(sentence)
    expect(done.problem?.detail).not.toContain('this key')
    expect(provider.asked).toContain('POST /token/revocation')
    expect(here.keychain.secrets.size).toBe(0)
    expect((await operator.stateOf(id)).state).toBe('signed_out')
  })

  test.each<[what: string, issuer: () => string, status: number, code: string, sentence: string]>([
    ['plain http', () => 'http://id.example.com', 422, 'sign_in_failed', 'is no https address'],
    ['down', () => 'http://127.0.0.1:1', 503, 'issuer_unreachable', 'cannot be reached'],
    ['no OpenID provider', () => server.url, 422, 'sign_in_failed', 'not an OpenID provider'],
    ['of another name', () => provider.issuer.replace('127.0.0.1', 'localhost'), 422, 'sign_in_failed', 'calls itself'],
  ])('an issuer that is %s', async (_, issuer, status, code, sentence) => {
    const id = await operator.add(server)
    Object.assign(server.says.issuers[0] ?? {}, { issuer: issuer() })
    const { detail } = await problemOf(await operator.post('/console/connections/sign-in', { id }), status, code)
    expect(detail).toContain(sentence)
    expect(opened).toEqual([])
  })

  test.each<[what: string, ask: () => Promise<Response>, status: number, code: string]>([
    ['to the sample', () => operator.post('/console/connections/sign-in', { id: 'sample' }), 409, 'not_offered_here'],
    ['to nobody', () => operator.post('/console/connections/sign-in', { id: 'x' }), 404, 'connection_unknown'],
    [
      'here without an issuer',
      () => operator.post('/console/connections/sign-in', { id: 'local' }),
      422,
      'invalid_input',
    ],
    ['that nobody began', () => here.ask('/console/connections/sign-in/x'), 404, 'sign_in_unknown'],
    ['that nobody gives up', () => operator.post('/console/connections/sign-in/x/cancel', {}), 404, 'sign_in_unknown'],
    ['out of the sample', () => operator.signOut('sample'), 409, 'not_offered_here'],
  ])('a sign-in %s is refused', async (_, ask, status, code) => {
    await problemOf(await ask(), status, code)
  })

  test('an issuer that the server does not offer, or not to consoles', async () => {
    const id = await operator.add(server)
    const ask = (issuer?: string) => operator.post('/console/connections/sign-in', { id, issuer })
    await problemOf(await ask('https://other.example'), 422, 'sign_in_failed')
    Object.assign(server.says.issuers[0] ?? {}, { client_id: null })
    expect((await problemOf(await ask(), 422, 'sign_in_failed')).detail).toContain('Use an API key')
  })
})
