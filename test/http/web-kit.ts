import { randomBytes } from 'node:crypto'
import { createApp } from '../../main/http/app.ts'
import { type Answer, type SocketDoor, serveSocket } from '../../main/http/serve.ts'
import { type OidcConfig, OidcFile } from '../../main/identity/oidc-config.ts'
import { createTokenVerifier } from '../../main/identity/verify-token.ts'
import { createLog } from '../../main/log.ts'
import type { Engine } from '../../main/store/schema.ts'
import { everywhere } from '../../main/store/within.ts'
import { type Browser, createBrowser, type Page } from '../support/browser.ts'
import { audience, staff, startOpenid, webClient } from '../support/openid.ts'
import { startApp, type TestApp } from './harness.ts'

const secretName = `COUNTERSIGN_TEST_SECRET_${randomBytes(4).toString('hex')}`

type Options = Parameters<typeof startOpenid>[0] & {
  sessions?: { idle_minutes?: number; absolute_hours?: number }
  /** How many server processes stand on the one database. */
  processes?: number
  issuerConfig?: Record<string, unknown>
  oidcConfig?: Record<string, unknown>
  heartbeatMs?: number
}

export type Web = Awaited<ReturnType<typeof startWeb>>

/** A team's server (or several on one database) that signs browsers in at a real provider. */
export async function startWeb(engine: Engine, options: Options = {}) {
  process.env[secretName] = webClient.client_secret
  const { sessions = {}, processes = 1, issuerConfig = {}, oidcConfig = {}, heartbeatMs, ...providerOptions } = options
  const state = { ahead: 0 }
  const clock = () => Date.now() + state.ahead
  const doors: SocketDoor[] = []
  const answers: Answer[] = []
  for (let n = 0; n < processes; n++)
    doors.push(
      await serveSocket((request, env) => (answers[n] as Answer)(request, env), { host: '127.0.0.1', port: 0 }),
    )
  const webRedirects = doors.map(({ url }) => `${url}/sign-in/callback`)
  const people = Object.values(staff).map((person) => ({ ...person }))
  const provider = await startOpenid({ webRedirects, people, ...providerOptions })
  const config = OidcFile.parse({
    issuers: [
      {
        issuer: provider.issuer,
        name: 'Example ID',
        audience,
        web_client_id: webClient.client_id,
        web_client_secret_env: secretName,
        ...issuerConfig,
      },
    ],
    sessions,
    ...oidcConfig,
  })
  const believing = (wanted: OidcConfig) =>
    createTokenVerifier(wanted, { fetch, clock: Date.now, log: createLog('silent') })
  const first = await startApp(engine, {
    clock,
    ...(heartbeatMs && { heartbeatMs }),
    change: (services) => ({ ...services, tokens: believing(config) }),
  })
  const apps: TestApp[] = [first]
  for (let n = 1; n < processes; n++)
    apps.push(
      await startApp(engine, {
        clock,
        place: first.place,
        change: (services) => ({ ...services, tokens: believing(config) }),
      }),
    )
  for (const [n, { app }] of apps.entries()) answers[n] = (request, env) => app.fetch(request, env)

  const urlOf = (n: number) => doors[n]?.url ?? ''
  return {
    url: urlOf(0),
    urlOf,
    provider,
    services: first.services,
    app: first,
    config,
    /** Moves the server's clock; the issuer's goes on as it was. */
    ahead: (ms: number) => {
      state.ahead = ms
    },
    /** The same server under another configuration. */
    reconfigured: (change: Record<string, unknown>) => {
      const other = OidcFile.parse({ ...JSON.parse(JSON.stringify(config)), ...change })
      const app = createApp({ ...first.services, tokens: believing(other) })
      answers[0] = (request, env) => app.fetch(request, env)
    },
    /** As if so much time had passed that what the issuer said is to be asked for anew. */
    expireAccess: () =>
      first.services.store.write('w', async (tx) => {
        await tx.db.updateTable('web_session').set({ access_expires_at: '2000-01-01T00:00:00.000Z' }).execute()
      }),
    rows: () => everywhere(() => first.services.store.read.selectFrom('web_session').selectAll().execute()),
    entries: async (action: string) => {
      const { read } = first.services.store
      const rows = await everywhere(() => read.selectFrom('ledger_entry').select('body').orderBy('seq').execute())
      return rows.flatMap(({ body }) => {
        const entry = JSON.parse(body ?? '{}')
        return entry.action === action ? [entry] : []
      })
    },
    async close() {
      for (const door of doors) await door.close(0)
      for (const app of apps.toReversed()) await app.close()
      await provider.close()
    },
  }
}

/** Goes to the issuer by way of the server, up to the page that asks who one is. */
export const toIssuer = (browser: Browser, url: string, query: Record<string, string> = {}): Promise<Page> =>
  browser.go(`${url}/sign-in/start?${new URLSearchParams(query)}`)

/** Says who one is there, and comes back; `stopAt` may keep the browser from it. */
export const sayWho = (
  browser: Browser,
  asked: Page,
  sub: string,
  stopAt?: (url: string) => boolean,
): Promise<Page> => {
  const body = new URLSearchParams(sub === '' ? { deny: '1' } : { sub })
  return browser.go(asked.url, { method: 'POST', body }, stopAt)
}

export async function signIn(web: Pick<Web, 'url'>, who = staff.commander, query?: Record<string, string>) {
  const browser = createBrowser()
  const asked = await toIssuer(browser, web.url, query)
  const arrived = await sayWho(browser, asked, who.sub)
  return { browser, arrived }
}

type Seen = { code: string; detail: string; roles: string[]; permissions: Record<string, boolean> }

export const session = async (browser: Browser, url: string) => {
  const response = await browser.ask(`${url}/console/session`)
  // The tests look into it as they expect it to be.
  return { status: response.status, body: (await response.json()) as Seen }
}

/** As the page does it. */
export const post = (browser: Browser, url: string, path: string, body: object = {}): Promise<Response> =>
  browser.ask(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify(body),
  })

export async function withWeb(engine: Engine, use: (web: Web) => Promise<void>, options?: Options): Promise<void> {
  const web = await startWeb(engine, options)
  try {
    await use(web)
  } finally {
    await web.close()
  }
}

export type Answers = { token?: () => Promise<Record<string, unknown>> }

/** With an issuer whose token endpoint answers what the test says, once it says something. */
export function withIssuer(engine: Engine, use: (web: Web, answers: Answers) => Promise<void>): Promise<void> {
  const answers: Answers = {}
  const intercept: NonNullable<Options['intercept']> = ({ url }, response) => {
    if (url !== '/token' || !answers.token) return false
    const say = (body: object) =>
      response.writeHead('error' in body ? 400 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    void answers.token().then(say)
    return true
  }
  return withWeb(engine, (web) => use(web, answers), { intercept })
}
