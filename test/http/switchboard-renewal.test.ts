import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { desktopClient, type OpenidProvider, staff, startOpenid } from '../support/openid.ts'
import { problemOf } from './problem-shape.ts'
import { operatorAt, startTrustingServer, type TrustingServer } from './sign-in-kit.ts'
import { startConsole, type TestConsole } from './team-server.ts'
import { until } from './until.ts'

let provider: OpenidProvider
let server: TrustingServer
let here: TestConsole
let operator: ReturnType<typeof operatorAt>
let id: string
/** How much later it is for the console; tokens live for five minutes. */
let later: number
const clock = () => Date.now() + later
beforeEach(async () => {
  later = 0
  provider = await startOpenid()
  server = await startTrustingServer(provider.issuer)
  here = await startConsole({ clock })
  operator = operatorAt(here)
  id = await operator.add(server)
  expect(await operator.signIn(id, staff.commander)).toMatchObject({ state: 'signed_in' })
})
afterEach(async () => {
  await here.close()
  await server.close()
  await provider.close()
})

const Tokens = z.looseObject({ refresh_token: z.string() })
const account = () => `connection/${id}`
const kept = () => JSON.parse(here.keychain.secrets.get(account()) ?? '{}')
const ask = (path = '/api/v1/x', init?: RequestInit) => here.ask(path, init)
const exchanges = () => provider.asked.filter((each) => each === 'POST /token').length
const refresh = (token: string) =>
  fetch(`${provider.issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'refresh_token', client_id: desktopClient, refresh_token: token }),
  })

describe('an access token that nears its end', () => {
  test('is renewed while requests go on with it; the new one is in the keychain before anybody uses it', async () => {
    const first = kept()
    server.judge.other = (token) => ({ status: here.keychain.secrets.get(account())?.includes(token) ? 200 : 500 })
    later = 4.5 * 60_000
    expect((await ask()).status).toBe(200)
    const second = await until(kept, ({ access_token }) => access_token !== first.access_token)
    expect(second.refresh_token).not.toBe(first.refresh_token)
    expect((await ask()).status).toBe(200)
    expect(server.tokens).toEqual([first.access_token, second.access_token])
  })

  test('is renewed once for all who ask, when it is past its end', async () => {
    later = 6 * 60_000
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask()))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect({ exchanges: exchanges(), tokens: new Set(server.tokens) }).toEqual({
      exchanges: 2,
      tokens: new Set([kept().access_token]),
    })
  })

  test('is renewed without anybody asking, so that a stream goes on', async () => {
    const short = await startOpenid({ accessTokenSeconds: 2 })
    const other = await startTrustingServer(short.issuer)
    await operator.signIn(await operator.add(other), staff.commander)
    await until(
      () => short.asked.filter((each) => each === 'POST /token').length,
      (count) => count >= 3,
    )
    await other.close()
    await short.close()
  })

  test('is renewed soon when it was due before anybody turned to its connection', async () => {
    const other = await startTrustingServer(provider.issuer)
    await operator.add(other)
    later = 4.5 * 60_000
    expect((await operator.post('/console/connections/select', { id })).status).toBe(200)
    await until(exchanges, (count) => count === 2)
    await other.close()
  })

  test('is not renewed for a connection that nobody looks at', async () => {
    const short = await startOpenid({ accessTokenSeconds: 2 })
    const other = await startTrustingServer(short.issuer)
    const watched = await operator.add(other)
    await operator.signIn(watched, staff.commander)
    const left = await operator.add(other)
    await operator.signIn(left, staff.commander)
    const token = (of: string) => JSON.parse(here.keychain.secrets.get(`connection/${of}`) ?? '{}').access_token
    const before = { watched: token(watched), left: token(left) }
    await until(
      () => token(left),
      (now) => now !== before.left,
    )
    expect(token(watched)).toBe(before.watched)
    await other.close()
    await short.close()
  })
})

describe('an issuer that is down', () => {
  test('while the token is good changes nothing, and is not asked again and again', async () => {
    later = 4.5 * 60_000
    provider.goDown()
    for (let i = 0; i < 5; i++) expect((await ask()).status).toBe(200)
    expect((await operator.stateOf(id)).state).toBe('signed_in')
  })

  test('when the token has ended is named; once it is back, so is the sign-in', async () => {
    later = 6 * 60_000
    provider.goDown()
    const { detail } = await problemOf(await ask(), 503, 'issuer_unreachable')
    expect(detail).toMatch(
      /cannot be reached to renew the sign-in\.$|cannot be reached, or its certificate is not valid\.$/,
    )
    expect(await operator.stateOf(id)).toMatchObject({ state: 'expired', why: expect.stringContaining('reached') })
    provider.comeBack()
    expect((await ask()).status).toBe(200)
    expect(await operator.stateOf(id)).toMatchObject({ state: 'signed_in', why: null })
  })
})

describe('a refresh token', () => {
  test('that somebody else has used ends the sign-in for both, with the reason; signing in again helps', async () => {
    const stolen = kept().refresh_token
    const theirs = Tokens.parse(await (await refresh(stolen)).json())
    later = 6 * 60_000
    expect((await problemOf(await ask(), 401, 'credential_expired')).detail).toContain('has ended this sign-in')
    expect(await operator.stateOf(id)).toMatchObject({
      method: 'oidc',
      state: 'expired',
      who: { name: 'Ada' },
      why: expect.stringContaining('has ended this sign-in'),
    })
    expect((await refresh(theirs.refresh_token)).status).toBe(400)
    expect(kept()).not.toHaveProperty('refresh_token')
    later = 0
    expect(await operator.signIn(id, staff.commander)).toMatchObject({ state: 'signed_in' })
    expect((await ask()).status).toBe(200)
  })

  test('is shared by two consoles of one person: neither shows one that the other has used', async () => {
    const again = await startConsole({ dataDir: here.dataDir, keychain: here.keychain, clock })
    for (let round = 1; round <= 3; round++) {
      later = round * 6 * 60_000
      const answers = await Promise.all([ask(), again.ask('/api/v1/x'), ask(), again.ask('/api/v1/x')])
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
      expect(exchanges()).toBe(1 + round)
    }
    await again.local.close()
  })

  test('that the keychain does not take is held in memory, and the dead one does not stay behind', async () => {
    later = 6 * 60_000
    const set = here.keychain.set
    here.keychain.set = async () => {
      throw new Error('the keychain is locked')
    }
    expect((await ask()).status).toBe(200)
    expect(here.keychain.secrets.get(account())).toBeUndefined()
    expect(await operator.stateOf(id)).toMatchObject({ state: 'signed_in', why: expect.stringContaining('keychain') })
    later = 12 * 60_000
    expect((await ask()).status).toBe(200)
    here.keychain.set = set
    later = 18 * 60_000
    expect((await ask()).status).toBe(200)
    expect(kept().kind).toBe('oidc')
    expect((await operator.stateOf(id)).why).toBeNull()
  })
})

describe('an issuer that answers a renewal', () => {
  /** A console of the same person, to whom the token endpoint answers as the test says. */
  const answered = async (change: (answer: Response) => Promise<Response>) => {
    const changing: typeof fetch = async (input, init) => {
      const answer = await fetch(input, init)
      return String(input).endsWith('/token') ? change(answer) : answer
    }
    const again = await startConsole({ dataDir: here.dataDir, keychain: here.keychain, clock, fetch: changing })
    later = 6 * 60_000
    const answer = await again.ask('/api/v1/x')
    await again.local.close()
    return answer
  }

  test.each([
    [{ error: 'invalid_client', error_description: 'no such client' }, 401, 'credential_expired', 'no such client'],
    [{ error: 'unauthorized_client' }, 401, 'credential_expired', 'unauthorized_client'],
    [{ error: 'temporarily_unavailable' }, 503, 'issuer_unreachable', 'cannot be reached'],
    [{ error: 'slow_down' }, 503, 'issuer_unreachable', 'cannot be reached'],
  ])('with %o', async (body, status, code, says) => {
    const { detail } = await problemOf(await answered(async () => Response.json(body, { status: 400 })), status, code)
    expect(detail).toContain(says)
    expect(kept().kind).toBe(status === 401 ? 'ended' : 'oidc')
  })

  test('with an ID token that cannot be read: what was exchanged is kept', async () => {
    const before = kept().refresh_token
    const answer = await answered(async (given) =>
      Response.json({ ...Object(await given.json()), id_token: 'no.token' }),
    )
    expect([answer.status, kept().refresh_token === before]).toEqual([200, false])
    later = 12 * 60_000
    expect((await ask()).status).toBe(200)
  })
})

describe('a server that does not take the token any more', () => {
  const expired = { status: 401, headers: { 'www-authenticate': 'Bearer' }, body: { code: 'credential_expired' } }

  test('gets the request once more, whole, with a new one', async () => {
    const first = kept().access_token
    server.judge.other = (token) => (token === first ? expired : { status: 200 })
    const answer = await ask('/api/v1/x', { method: 'POST', body: 'all of it' })
    expect(await answer.json()).toEqual({ method: 'POST', body: 'all of it' })
    expect(server.tokens).toEqual([first, kept().access_token])
  })

  test('is believed the second time', async () => {
    server.judge.other = () => expired
    expect((await ask()).status).toBe(401)
    expect(server.tokens.length).toBe(2)
  })

  test('but wants the person to prove who they are again is believed at once', async () => {
    const challenge = 'Bearer error="insufficient_user_authentication", max_age="300"'
    server.judge.other = () => ({ status: 401, headers: { 'www-authenticate': challenge } })
    const answer = await ask()
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, challenge])
    expect({ sent: server.tokens.length, exchanges: exchanges() }).toEqual({ sent: 1, exchanges: 1 })
  })

  test('is told to whoever asks, when the issuer has ended the sign-in too', async () => {
    await refresh(kept().refresh_token)
    server.judge.other = () => expired
    await problemOf(await ask(), 401, 'credential_expired')
    expect((await operator.stateOf(id)).state).toBe('expired')
  })
})

describe('signing out', () => {
  test('revokes, then forgets', async () => {
    const { refresh_token } = kept()
    expect((await operator.signOut(id)).status).toBe(200)
    expect(here.keychain.secrets.size).toBe(0)
    expect(await operator.stateOf(id)).toMatchObject({ method: 'none', state: 'signed_out', who: null, why: null })
    expect(await (await refresh(refresh_token)).json()).toMatchObject({ error: 'invalid_grant' })
    await problemOf(await ask(), 401, 'credential_missing')
  })

  test('waits for a renewal that is under way, so that nothing comes back after it', async () => {
    const gate = Promise.withResolvers<void>()
    const reached = Promise.withResolvers<void>()
    const slowly: typeof fetch = async (input, init) => {
      const answer = await fetch(input, init)
      if (String(input).endsWith('/token')) {
        reached.resolve()
        await gate.promise
      }
      return answer
    }
    const again = await startConsole({ dataDir: here.dataDir, keychain: here.keychain, clock, fetch: slowly })
    later = 6 * 60_000
    const asked = again.ask('/api/v1/x')
    await reached.promise
    const signedOut = operatorAt(again).signOut(id)
    // If it did not wait, it would be through by then; that it does wait has no event.
    await Promise.race([signedOut, pause(300)])
    gate.resolve()
    await Promise.all([asked, signedOut])
    expect(here.keychain.secrets.size).toBe(0)
    await problemOf(await again.ask('/api/v1/x'), 401, 'credential_missing')
    await again.local.close()
  })

  test('forgets also when the issuer is down, and says so', async () => {
    provider.goDown()
    expect((await operator.signOut(id)).status).toBe(200)
    expect(here.keychain.secrets.size).toBe(0)
    const { state, why } = await operator.stateOf(id)
    expect(state).toBe('signed_out')
    expect(why).toContain('cannot be reached')
  })

  test('happens with a server that is removed, after that was told', async () => {
    const { refresh_token } = kept()
    let askedBefore: readonly string[] = []
    here.local.onChange(() => {
      askedBefore = [...provider.asked]
    })
    expect(await (await operator.post('/console/connections/remove', { id })).json()).not.toHaveProperty('note')
    expect(askedBefore).toContain('POST /token')
    expect(askedBefore).not.toContain('POST /token/revocation')
    expect((await refresh(refresh_token)).status).toBe(400)
    expect(here.keychain.secrets.size).toBe(0)
  })
})

test.each<[string, () => void, string]>([
  ['an issuer that is down', () => provider.goDown(), 'cannot be reached'],
  [
    'a keychain that refuses',
    () => {
      here.keychain.delete = () => Promise.reject(new Error('locked'))
    },
    'could not be removed from the keychain',
  ],
])('%s does not keep a server from being removed, and that is said', async (_, happens, says) => {
  let told = 0
  here.local.onChange(() => {
    told += 1
  })
  happens()
  const answer = await operator.post('/console/connections/remove', { id })
  expect(await answer.json()).toMatchObject({ current: { id: 'sample' }, note: expect.stringContaining(says) })
  expect(told).toBe(1)
})

test('an issuer that gives no refresh token: the sign-in ends with the access token, and says so from the start', async () => {
  const withoutRefresh: typeof fetch = async (input, init) => {
    const answer = await fetch(input, init)
    if (!String(input).endsWith('/token')) return answer
    const { refresh_token: _, ...tokens } = Tokens.parse(await answer.json())
    return Response.json(tokens)
  }
  const bare = await startConsole({ clock, fetch: withoutRefresh })
  const one = operatorAt(bare)
  const server_id = await one.add(server)
  await one.signIn(server_id, staff.commander)
  const { state, expires_at, why } = await one.stateOf(server_id)
  expect({ state, minutes: Math.round((Date.parse(expires_at ?? '') - Date.now()) / 60_000) }).toEqual({
    state: 'signed_in',
    minutes: 5,
  })
  expect(why).toContain('no refresh token')
  later = 6 * 60_000
  expect((await one.stateOf(server_id)).state).toBe('expired')
  await problemOf(await bare.ask('/api/v1/x'), 401, 'credential_expired')
  await bare.close()
})
