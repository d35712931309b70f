import { generateKeyPair, SignJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { openRefreshToken, sealRefreshToken } from '../../main/use-cases/session/session-secret.ts'
import { engines } from '../support/engines.ts'
import { audience, staff, webClient } from '../support/openid.ts'
import { readEvents } from './sse.ts'
import { until } from './until.ts'
import { session, signIn, type Web, withIssuer, withWeb } from './web-kit.ts'

const tokensAsked = (web: Web) => web.provider.asked.filter((each) => each === 'POST /token').length
const ended = async (web: Web) =>
  (await web.entries('console.session.ended')).map((entry: { data: { because: string } }) => entry.data.because)

async function refreshToken(web: Web): Promise<string> {
  const [row] = await web.rows()
  const token = row && openRefreshToken(web.services, row.id, row.refresh_token)
  if (token === undefined) throw new Error('the session has no refresh token')
  return token
}

/** What whoever stole a refresh token could do with it. */
function useAtIssuer(web: Web, path: string, fields: Record<string, string>): Promise<Response> {
  const { client_id, client_secret } = webClient
  const authorization = `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}`
  return fetch(`${web.provider.issuer}${path}`, {
    method: 'POST',
    headers: { authorization },
    body: new URLSearchParams(fields),
  })
}

const expired = { status: 401, body: { code: 'credential_expired' } }

describe.each(engines)('a session whose token is past its time, on %s', (engine) => {
  test('is renewed at its issuer, once, and goes on with a new refresh token', () =>
    withWeb(engine, async (web) => {
      const { browser } = await signIn(web)
      const before = await refreshToken(web)
      await web.expireAccess()
      for (let n = 0; n < 3; n++) expect((await session(browser, web.url)).status).toBe(200)
      expect(tokensAsked(web)).toBe(2)
      expect(await refreshToken(web)).not.toBe(before)
      const [row] = await web.rows()
      expect(Date.parse(row?.access_expires_at ?? '')).toBeGreaterThan(Date.now() + 100_000)
      expect({ lease: row?.lease, until: row?.lease_until }).toEqual({ lease: null, until: null })
      expect(await web.rows()).toHaveLength(1)
    }))

  test('is renewed by one of several processes, and the others take what it stored', () =>
    withWeb(
      engine,
      async (web) => {
        const { browser } = await signIn(web)
        for (let round = 1; round <= 3; round++) {
          await web.expireAccess()
          const asked = Array.from({ length: 24 }, (_, n) => session(browser, web.urlOf(n % 3)))
          expect((await Promise.all(asked)).map(({ status }) => status)).toEqual(Array(24).fill(200))
          expect(tokensAsked(web)).toBe(1 + round)
        }
        expect(await ended(web)).toEqual([])
      },
      { processes: 3 },
    ))

  test('is renewed by another process when the one that began is gone', () =>
    withWeb(engine, async (web) => {
      const { browser } = await signIn(web)
      await web.expireAccess()
      const leaseUntil = new Date(Date.now() + 1_000).toISOString()
      await web.services.store.write('w', async (tx) => {
        const set = { lease: 'a process that died', lease_until: leaseUntil }
        await tx.db.updateTable('web_session').set(set).execute()
      })
      expect((await session(browser, web.url)).status).toBe(200)
      expect(new Date().toISOString() >= leaseUntil).toBe(true)
      expect(tokensAsked(web)).toBe(2)
    }))

  test('has the roles that its issuer gives now', () =>
    withWeb(engine, async (web) => {
      const { browser } = await signIn(web)
      const ada = web.provider.people.get('u-ada')
      if (!ada) throw new Error('Ada is gone')
      ada.roles = ['viewer']
      expect((await session(browser, web.url)).body.roles).toEqual(['incident_commander'])
      await web.expireAccess()
      const { body } = await session(browser, web.url)
      expect(body.roles).toEqual(['viewer'])
      expect(body.permissions['actions.approve']).toBe(false)
    }))

  test('reads the keys anew that its issuer signs with by now', () =>
    withWeb(engine, async (web) => {
      const { browser } = await signIn(web)
      await web.provider.rotateKeys({ forget: true })
      await web.expireAccess()
      expect((await session(browser, web.url)).status).toBe(200)
    }))

  test('goes on after its issuer changed its keys, whatever anybody sends to keep the new ones from being read', () =>
    withWeb(engine, async (web) => {
      const { browser } = await signIn(web)
      const nonsense = await nonsenseTo(web)
      expect(nonsense.status).toBe(401)
      await web.provider.rotateKeys({ forget: true })
      await web.expireAccess()
      for (let n = 0; n < 2; n++)
        expect(await session(browser, web.url)).toMatchObject({ status: 503, body: { code: 'issuer_unreachable' } })
      expect(await ended(web)).toEqual([])
      // Another process of the same server, which nobody sent anything to.
      web.reconfigured({})
      expect((await session(browser, web.url)).status).toBe(200)
    }))

  test('goes on where its issuer signs with a key that it does not publish yet', () =>
    withIssuer(engine, async (web, answers) => {
      const { browser } = await signIn(web)
      await web.expireAccess()
      const refresh_token = await refreshToken(web)
      const access_token = await nonsenseOf(web)
      answers.token = async () => ({ access_token, refresh_token, token_type: 'Bearer', expires_in: 300 })
      expect(await session(browser, web.url)).toMatchObject({ status: 503, body: { code: 'issuer_unreachable' } })
      expect(await ended(web)).toEqual([])
      const good = await web.provider.mint(staff.commander)
      answers.token = async () => ({ access_token: good, refresh_token, token_type: 'Bearer', expires_in: 300 })
      expect((await session(browser, web.url)).status).toBe(200)
    }))

  const late: [what: string, answer: () => Record<string, unknown> | undefined][] = [
    ['given another refresh token', () => ({ refresh_token: 'of the late one' })],
    ['told that it is over', () => undefined],
  ]
  test.each(late)('is left as another process stored it by one that lost its lease and is %s', async (_, answer) => {
    await withIssuer(engine, async (web, answers) => {
      const { browser } = await signIn(web)
      await web.expireAccess()
      const access_token = await web.provider.mint(staff.commander)
      const { promise: goOn, resolve } = Promise.withResolvers<void>()
      answers.token = async () => {
        await goOn
        const given = answer()
        return given ? { access_token, token_type: 'Bearer', expires_in: 300, ...given } : { error: 'invalid_grant' }
      }
      const asking = session(browser, web.url)
      await until(
        () => tokensAsked(web),
        (count) => count === 2,
      )
      const [row] = await web.rows()
      const refresh_token = sealRefreshToken(web.services, row?.id ?? '', 'of the next one')
      const access_expires_at = new Date(Date.now() + 200_000).toISOString()
      await web.services.store.write('w', async (tx) => {
        const set = { refresh_token, access_expires_at, lease: 'the next one' }
        await tx.db.updateTable('web_session').set(set).execute()
      })
      resolve()
      expect((await asking).status).toBe(200)
      expect((await web.rows())[0]).toMatchObject({ access_expires_at, lease: 'the next one' })
      expect(await refreshToken(web)).toBe('of the next one')
      expect(await ended(web)).toEqual([])
    })
  })

  test('is believed no longer while its issuer cannot be asked, and goes on when it can', () =>
    withWeb(engine, async (web) => {
      const { browser } = await signIn(web)
      web.provider.goDown()
      expect((await session(browser, web.url)).status).toBe(200)
      await web.expireAccess()
      for (let n = 0; n < 3; n++)
        expect(await session(browser, web.url)).toMatchObject({ status: 503, body: { code: 'issuer_unreachable' } })
      expect((await session(browser, web.url)).body.detail).toContain('Example ID cannot be reached')
      expect((await web.rows())[0]?.lease).toBeNull()
      web.provider.comeBack()
      expect((await session(browser, web.url)).status).toBe(200)
      expect(await ended(web)).toEqual([])
    }))

  type Happening = (web: Web) => Promise<unknown> | unknown
  const change = (sub: string, facts: object) => (web: Web) => Object.assign(web.provider.people.get(sub) ?? {}, facts)
  test.each<[what: string, happening: Happening, says: RegExp]>([
    [
      'its refresh token was revoked',
      async (web) => useAtIssuer(web, '/token/revocation', { token: await refreshToken(web) }),
      /Example ID has ended this sign-in/,
    ],
    [
      'its refresh token was used by somebody else: the issuer noticed that it came twice',
      async (web) => {
        const token = await refreshToken(web)
        const stolen = await useAtIssuer(web, '/token', { grant_type: 'refresh_token', refresh_token: token })
        expect(stolen.status).toBe(200)
      },
      /Example ID has ended this sign-in/,
    ],
    ['its person has no role here any more', change('u-ada', { roles: [] }), /gives you no role here/],
    [
      'its person works elsewhere now',
      change('u-ada', { workspace_id: 'elsewhere' }),
      /something else about who you are/,
    ],
    ['its person is gone', (web) => web.provider.people.delete('u-ada'), /Example ID has ended this sign-in/],
    [
      'its refresh token was moved here from another session',
      async (web) => {
        await signIn(web, staff.approver)
        const rows = await web.rows()
        const other = rows.find(({ subject }) => subject === 'u-grace')
        await web.services.store.write('w', async (tx) => {
          const { refresh_token = null } = other ?? {}
          await tx.db.updateTable('web_session').set({ refresh_token }).where('subject', '=', 'u-ada').execute()
        })
      },
      /cannot be renewed/,
    ],
  ])('ends when %s', async (_, happening, says) => {
    await withWeb(engine, async (web) => {
      const { browser } = await signIn(web)
      await happening(web)
      await web.expireAccess()
      const answer = await session(browser, web.url)
      expect(answer).toMatchObject(expired)
      expect(answer.body.detail).toMatch(says)
      expect((await web.rows()).filter(({ subject }) => subject === 'u-ada')).toEqual([])
      expect(await ended(web)).toEqual(['not_renewed'])
      expect(await session(browser, web.url)).toMatchObject(expired)
    })
  })

  test('ends when the server no longer believes its issuer', () =>
    withWeb(engine, async (web) => {
      const { browser } = await signIn(web)
      web.reconfigured({ issuers: [{ issuer: 'https://other.example', audience: 'x', client_id: 'y' }] })
      expect((await session(browser, web.url)).body.detail).toContain('no longer believes who vouched for you')
      expect(await ended(web)).toEqual(['not_renewed'])
    }))

  test('ends with it where its issuer gives nothing to renew it by', () =>
    withWeb(engine, async (web) => {
      const { browser } = await signIn(web)
      await web.services.store.write('w', async (tx) => {
        await tx.db.updateTable('web_session').set({ refresh_token: null }).execute()
      })
      expect((await session(browser, web.url)).status).toBe(200)
      await web.expireAccess()
      expect((await session(browser, web.url)).body.detail).toContain('cannot be renewed')
    }))

  test('and is signed out of meanwhile stays ended, and what was issued last is revoked', () =>
    withIssuer(engine, async (web, answers) => {
      const { browser } = await signIn(web)
      await web.expireAccess()
      const { promise: goOn, resolve } = Promise.withResolvers<void>()
      const access_token = await web.provider.mint(staff.commander)
      answers.token = async () => {
        await goOn
        return { access_token, refresh_token: 'issued-last', token_type: 'Bearer', expires_in: 300 }
      }
      const asking = session(browser, web.url)
      await until(
        () => tokensAsked(web),
        (count) => count === 2,
      )
      await endAll(web)
      resolve()
      expect(await asking).toMatchObject(expired)
      expect(await web.rows()).toEqual([])
      await until(
        () => web.provider.asked,
        (asked) => asked.filter((each) => each === 'POST /token/revocation').length >= 2,
      )
    }))

  test('keeps its event stream, which ends once nobody vouches for it', () =>
    withWeb(
      engine,
      async (web) => {
        const { browser } = await signIn(web)
        const events = readEvents(await browser.ask(`${web.url}/api/v1/events`))
        await web.expireAccess()
        await until(
          () => tokensAsked(web),
          (count) => count === 2,
        )
        await web.app.fill(1)
        expect(await events.next()).toMatchObject({ event: 'entry' })
        await useAtIssuer(web, '/token/revocation', { token: await refreshToken(web) })
        await web.expireAccess()
        expect((await events.rest()).length).toBeLessThanOrEqual(1)
        expect(await ended(web)).toEqual(['not_renewed'])
      },
      { heartbeatMs: 50 },
    ))
})

/** Signed by nobody whom the issuer knows, and of now. */
async function nonsenseOf(web: Web): Promise<string> {
  const iat = Math.floor(Date.now() / 1000)
  const { privateKey } = await generateKeyPair('ES256')
  const claims = { ...staff.commander, iss: web.provider.issuer, aud: audience, iat, exp: iat + 300 }
  return new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'nonsense', typ: 'at+jwt' }).sign(privateKey)
}

const nonsenseTo = async (web: Web): Promise<Response> =>
  fetch(`${web.url}/console/session`, { headers: { authorization: `Bearer ${await nonsenseOf(web)}` } })

/** As another browser of the same person would. */
async function endAll(web: Web): Promise<void> {
  const token = await web.provider.mint(staff.commander)
  const answer = await fetch(`${web.url}/console/session/sign-out`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ everywhere: true }),
  })
  expect(await answer.json()).toEqual({ ended: 1 })
}
