import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { createBrowser } from '../support/browser.ts'
import { engines } from '../support/engines.ts'
import { staff } from '../support/openid.ts'
import { withApp } from './harness.ts'
import { sayWho, session, signIn, toIssuer, type Web, withWeb } from './web-kit.ts'

const sessionName = '__Host-countersign-session'
const cookieLines = (response: Response) =>
  response.headers.getSetCookie().map((line) => line.replace(/^([^=]+)=[^;]*/, '$1='))

describe.each(engines)('a browser signs in on %s', (engine) => {
  test('and is who the issuer says, at the place where it was', () =>
    withWeb(engine, async (web) => {
      const { browser, arrived } = await signIn(web, staff.commander, { return_to: '#/deployments?status=proposed' })
      expect(arrived.url).toBe(`${web.url}/#/deployments?status=proposed`)
      expect(await session(browser, web.url)).toMatchObject({
        status: 200,
        body: {
          authentication_mode: 'oidc',
          verified: true,
          actor: { issuer: web.provider.issuer, subject: 'u-ada', name: 'Ada', via: 'oidc', verified: true },
          roles: ['incident_commander'],
          workspace: 'w',
        },
      })
      const [opened] = await web.entries('console.session.opened')
      const [row] = await web.rows()
      expect(opened).toMatchObject({ workspace: 'w', subject: `session:${row?.id}`, data: { ends_at: row?.ends_at } })
    }))

  test('and holds nothing but a random number; the database holds only what it hashes to, and sealed tokens', () =>
    withWeb(engine, async (web) => {
      const { browser, arrived } = await signIn(web)
      const secret = browser.cookies.get(sessionName) ?? ''
      expect(secret).toMatch(/^[\w-]{43}$/)
      const [row] = await web.rows()
      const kept = JSON.stringify(row)
      expect(row?.hash).toBe(createHash('sha256').update(secret).digest('hex'))
      expect(kept).not.toContain(secret)
      // Neither a signed token nor what a refresh token of this provider looks like.
      expect(kept).not.toContain('eyJ')
      expect(row?.refresh_token).toMatch(/^gAAAA/)
      expect(arrived.hops.join(' ')).not.toContain('eyJ')
      expect(JSON.stringify(web.app.log())).not.toMatch(new RegExp(`eyJ|${secret}|${row?.refresh_token}`))
    }))

  test('with cookies that no page can read, no other host is sent and no other site’s page sends', () =>
    withWeb(engine, async (web) => {
      const browser = createBrowser()
      const started = await browser.ask(`${web.url}/sign-in/start`)
      expect(started.status).toBe(303)
      expect(cookieLines(started)).toEqual([
        '__Host-countersign-sign-in=; Max-Age=600; Path=/; HttpOnly; Secure; SameSite=Lax',
      ])
      const asked = await browser.go(started.headers.get('location') ?? '')
      const back = await sayWho(browser, asked, 'u-ada', (url) => url.startsWith(web.url))
      const finished = await browser.ask(back.url)
      expect(cookieLines(finished)).toEqual([
        '__Host-countersign-sign-in=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax',
        `${sessionName}=; Path=/; HttpOnly; Secure; SameSite=Strict`,
      ])
    }))

  test('anew, and its old session is over: the number that a browser had before opens nothing', () =>
    withWeb(engine, async (web) => {
      const { browser } = await signIn(web)
      const old = browser.cookies.get(sessionName) ?? ''
      const asked = await toIssuer(browser, web.url, { fresh: '1' })
      expect(new URL(asked.hops.find((hop) => hop.includes('code_challenge')) ?? '').searchParams.get('prompt')).toBe(
        'login',
      )
      await sayWho(browser, asked, 'u-ada')
      expect((await session(browser, web.url)).status).toBe(200)
      expect(browser.cookies.get(sessionName)).not.toBe(old)
      const thief = createBrowser()
      thief.cookies.set(sessionName, old)
      expect(await session(thief, web.url)).toMatchObject({ status: 401, body: { code: 'credential_expired' } })
      expect(await web.entries('console.session.ended')).toMatchObject([{ data: { because: 'signed_in_anew' } }])
      expect(await web.rows()).toHaveLength(1)
    }))

  test('at one process of a team, and comes back to another', () =>
    withWeb(
      engine,
      async (web) => {
        const browser = createBrowser()
        const asked = await toIssuer(browser, web.urlOf(0))
        const back = await sayWho(browser, asked, 'u-ada', (url) => url.startsWith(web.urlOf(0)))
        await browser.go(back.url.replace(web.urlOf(0), web.urlOf(1)))
        for (const n of [0, 1]) expect((await session(browser, web.urlOf(n))).status).toBe(200)
      },
      { processes: 2 },
    ))

  test('that is under way when another site sends the browser here with something else', () =>
    withWeb(engine, async (web) => {
      const browser = createBrowser()
      const asked = await toIssuer(browser, web.url)
      for (const query of ['?state=x', '', '?error=access_denied'])
        expect((await browser.go(`${web.url}/sign-in/callback${query}`)).status).toBe(422)
      await sayWho(browser, asked, 'u-ada')
      expect((await session(browser, web.url)).status).toBe(200)
      expect(browser.cookies.has('__Host-countersign-sign-in')).toBe(false)
    }))

  test('into a ledger that verifies with it', () =>
    withWeb(engine, async (web) => {
      const { browser } = await signIn(web)
      const headers = { 'content-type': 'application/json', origin: web.url }
      const report = await browser.ask(`${web.url}/api/v1/audit/verify`, { method: 'POST', headers, body: '{}' })
      expect(await report.json()).toMatchObject({ ok: true })
    }))
})

describe.each(engines)('a sign-in that comes to nothing is told on a page, on %s', (engine) => {
  type Step = (web: Web) => Promise<{ status: number; text: string; headers: Headers }>
  const begun = async (web: Web) => {
    const browser = createBrowser()
    return { browser, asked: await toIssuer(browser, web.url, { return_to: '#/audit' }) }
  }
  const atCallback = (web: Web) => (url: string) => url.startsWith(`${web.url}/sign-in/callback`)

  test.each<[what: string, status: number, says: RegExp, step: Step]>([
    [
      'cancelled at the issuer',
      422,
      /The sign-in at Example ID was cancelled/,
      async (web) => {
        const { browser, asked } = await begun(web)
        return sayWho(browser, asked, '')
      },
    ],
    ['an answer to nothing', 404, /no sign-in under way/, (web) => createBrowser().go(`${web.url}/sign-in/callback`)],
    [
      'the answer of another browser',
      404,
      /began in another browser/,
      async (web) => {
        const { browser, asked } = await begun(web)
        const back = await sayWho(browser, asked, 'u-ada', atCallback(web))
        return createBrowser().go(back.url)
      },
    ],
    [
      'an answer that was taken already',
      404,
      /it was finished before/,
      async (web) => {
        const { browser, arrived } = await signIn(web)
        return browser.go(arrived.hops.find(atCallback(web)) ?? '')
      },
    ],
    [
      'an answer that was taken already, with a cookie that somebody kept',
      401,
      /ended this sign-in/,
      async (web) => {
        const { browser, asked } = await begun(web)
        const cookie = browser.cookies.get('__Host-countersign-sign-in') ?? ''
        const back = await sayWho(browser, asked, 'u-ada', atCallback(web))
        await browser.go(back.url)
        browser.cookies.set('__Host-countersign-sign-in', cookie)
        return browser.go(back.url)
      },
    ],
    [
      'the answer to an older sign-in of this browser',
      422,
      /belongs to another sign-in/,
      async (web) => {
        const { browser, asked } = await begun(web)
        const back = await sayWho(browser, asked, 'u-ada', atCallback(web))
        await browser.ask(`${web.url}/sign-in/start`)
        return browser.go(back.url)
      },
    ],
    [
      'a state that was made up',
      422,
      /belongs to another sign-in/,
      async (web) => {
        const { browser, asked } = await begun(web)
        const back = new URL((await sayWho(browser, asked, 'u-ada', atCallback(web))).url)
        back.searchParams.set('state', 'made-up')
        return browser.go(back.href)
      },
    ],
    [
      'an answer that says that it is of another issuer (RFC 9207)',
      422,
      /could not be believed/,
      async (web) => {
        const { browser, asked } = await begun(web)
        const back = new URL((await sayWho(browser, asked, 'u-ada', atCallback(web))).url)
        back.searchParams.set('iss', 'https://evil.example')
        return browser.go(back.href)
      },
    ],
    [
      'an answer that came too late',
      404,
      /longer than ten minutes/,
      async (web) => {
        const { browser, asked } = await begun(web)
        const back = await sayWho(browser, asked, 'u-ada', atCallback(web))
        web.ahead(601_000)
        return browser.go(back.url)
      },
    ],
    [
      'a cookie that was changed',
      404,
      /no sign-in under way/,
      async (web) => {
        const { browser, asked } = await begun(web)
        const back = await sayWho(browser, asked, 'u-ada', atCallback(web))
        const cookie = browser.cookies.get('__Host-countersign-sign-in') ?? ''
        browser.cookies.set('__Host-countersign-sign-in', `${cookie.slice(0, 60)}AAAA${cookie.slice(64)}`)
        return browser.go(back.url)
      },
    ],
    [
      'an issuer that is down when it begins',
      503,
      /Example ID cannot be reached/,
      (web) => {
        web.provider.goDown()
        return createBrowser().go(`${web.url}/sign-in/start`)
      },
    ],
    [
      'an issuer that is down when it ends',
      503,
      /Example ID cannot be reached/,
      async (web) => {
        const { browser, asked } = await begun(web)
        const back = await sayWho(browser, asked, 'u-ada', atCallback(web))
        web.provider.goDown()
        return browser.go(back.url)
      },
    ],
    [
      'somebody without a role here',
      403,
      /gives you no role here/,
      async (web) => {
        const { browser, asked } = await begun(web)
        return sayWho(browser, asked, 'u-nobody')
      },
    ],
    [
      'an issuer that is none of ours',
      404,
      /cannot sign in to this server that way/,
      (web) => createBrowser().go(`${web.url}/sign-in/start?issuer=https://evil.example`),
    ],
  ])('%s', async (_, status, says, step) => {
    const people = [...Object.values(staff), { ...staff.commander, sub: 'u-nobody', name: 'Nobody', roles: [] }]
    await withWeb(
      engine,
      async (web) => {
        const page = await step(web)
        expect(page.status).toBe(status)
        expect(page.text).toMatch(says)
        expect(page.text).toMatch(
          /<a href="\/sign-in\/start\?[^"]*">Try again<\/a><a href="\/#\/[^"]*">Back to the console/,
        )
        expect(page.text).not.toMatch(/<script|<form|<img/)
        expect(page.headers.get('content-type')).toContain('text/html')
        expect(page.headers.get('content-security-policy')).toMatch(
          /^default-src 'none'; style-src 'nonce-[\w+/=]+'; base/,
        )
        expect(page.headers.getSetCookie().join()).not.toContain(sessionName)
        // Nobody came in, but for those who had come in before.
        expect((await web.rows()).length).toBe(/taken already/.test(_) ? 1 : 0)
      },
      { people },
    )
  })

  test('a server that believes nobody says so', () =>
    withApp(engine, async ({ ask }) => {
      for (const path of ['/sign-in/start', '/sign-in/callback?code=a&state=b']) {
        const answer = await ask(path)
        expect(answer.status).toBe(404)
        expect(await answer.text()).toMatch(/it takes API keys[\s\S]*<nav aria-label="What now"><a href="\/#\/">Back/)
      }
    }))
})
