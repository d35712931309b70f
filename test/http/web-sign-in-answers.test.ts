import { describe, expect, test } from 'vitest'
import { createBrowser } from '../support/browser.ts'
import { engines } from '../support/engines.ts'
import { staff, webClient } from '../support/openid.ts'
import { type Answers, sayWho, session, toIssuer, type Web, withIssuer, withWeb } from './web-kit.ts'

describe.each(engines)('what an issuer answers is checked, on %s', (engine) => {
  type Claims = Record<string, unknown>
  const now = Math.floor(Date.now() / 1000)
  const day = 24 * 3600

  /** Comes back from the issuer, which then answers with these tokens. */
  async function finish(web: Web, answers: Answers, query: Record<string, string>, access: Claims, id: Claims) {
    const browser = createBrowser()
    const asked = await toIssuer(browser, web.url, query)
    const nonce = asked.hops.map((hop) => new URL(hop).searchParams.get('nonce')).find((each) => each !== null)
    const back = await sayWho(browser, asked, 'u-ada', (url) => url.startsWith(web.url))
    const idClaims = { aud: webClient.client_id, nonce: nonce ?? '', ...id }
    answers.token = async () => ({
      access_token: await web.provider.mint(staff.commander, access),
      id_token: await web.provider.mint(staff.commander, idClaims, { typ: 'JWT' }),
      refresh_token: 'of no use',
      token_type: 'Bearer',
      expires_in: 300,
    })
    return { browser, page: await browser.go(back.url) }
  }

  const clocks = /clocks of this server and of Example ID differ/
  test.each<[what: string, says: RegExp, access: Claims, id: Claims]>([
    ['an ID token for another sign-in', /could not be believed/, {}, { nonce: 'another' }],
    ['an ID token for another client', /could not be believed/, {}, { aud: 'another-client' }],
    ['an ID token of another issuer', /could not be believed/, {}, { iss: 'https://evil.example' }],
    ['an ID token that is over', clocks, {}, { iat: now - 2 * day, nbf: now - 2 * day, exp: now - day }],
    ['an ID token of the future', clocks, {}, { nbf: now + day }],
    ['an access token that is over', clocks, { exp: now - day }, {}],
    ['an access token for another server', /meant for somebody else/, { aud: 'https://other.example' }, {}],
    ['tokens of two people', /about two different people/, { sub: 'u-grace' }, {}],
    ['an access token that names no workspace', /names no workspace/, { workspace_id: undefined }, {}],
  ])('%s', async (_, says, access, id) => {
    await withIssuer(engine, async (web, answers) => {
      const { page } = await finish(web, answers, {}, access, id)
      expect(page.status).toBeGreaterThanOrEqual(400)
      expect(page.text).toMatch(says)
      expect(await web.rows()).toEqual([])
    })
  })

  test('and taken where it is right', () =>
    withIssuer(engine, async (web, answers) => {
      const { browser } = await finish(web, answers, {}, {}, {})
      expect((await session(browser, web.url)).status).toBe(200)
    }))

  test('a fresh sign-in that was none is refused', () =>
    withIssuer(engine, async (web, answers) => {
      const old = { auth_time: now - 3600 }
      const { page } = await finish(web, answers, { fresh: '1' }, old, old)
      expect(page.text).toMatch(/did not ask you again who you are/)
      expect(await web.rows()).toEqual([])
    }))
})

describe('a server that lacks the secret of its client', () => {
  test('says which environment variable is not set, and asks the issuer nothing', () =>
    withWeb(
      'sqlite',
      async (web) => {
        const page = await createBrowser().go(`${web.url}/sign-in/start`)
        expect(page.status).toBe(503)
        expect(page.text).toContain('the environment variable NOT_SET_ANYWHERE is not set')
        expect(web.provider.asked).toEqual([])
      },
      { issuerConfig: { web_client_secret_env: 'NOT_SET_ANYWHERE' } },
    ))
})
