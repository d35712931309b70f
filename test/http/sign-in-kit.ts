import { expect } from 'vitest'
import { version } from '../../main/version.ts'
import { Connections, SignInAttempt } from '../../shared/contract/console.ts'
import { openBrowserOfTest } from '../support/browser-walk.ts'
import { desktopClient, type Person } from '../support/openid.ts'
import { jsonBody } from './harness.ts'
import { fakeServer, type TestConsole } from './team-server.ts'

type Answer = { status: number; headers?: Record<string, string>; body?: unknown }
const good: Answer = { status: 200 }

/** A server that takes whatever token it is shown for good, unless the test says otherwise, and tells what it was sent. */
export async function startTrustingServer(issuer: string, options: { clientId?: string | null } = {}) {
  const { clientId = desktopClient } = options
  const judge = {
    session: (_token: string): Answer => good,
    other: (_token: string): Answer => good,
    /** What it waits for before it says who somebody is. */
    before: (): Promise<void> | undefined => undefined,
  }
  const says = {
    name: 'Team',
    environment: 'staging',
    version,
    api_keys: true,
    issuers: [
      {
        issuer,
        name: 'Example ID',
        client_id: clientId,
        scope: 'openid profile email offline_access',
        parameters: {} as Record<string, string>,
        web: false,
      },
    ],
  }
  /** The tokens that came with requests of the page, in order. */
  const tokens: string[] = []
  const server = await fakeServer((request, response) => {
    const [path] = (request.url ?? '').split('?')
    const send = ({ status, headers = {}, body = {} }: Answer) =>
      void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
    if (path === '/health') return send({ status: 200, body: { status: 'ok', version } })
    if (path === '/sign-in/options') return send({ status: 200, body: says })
    const token = (request.headers.authorization ?? '').replace(/^Bearer /, '')
    if (path === '/console/session') {
      const answer = judge.session(token)
      return void Promise.resolve(judge.before()).then(() => send(answer))
    }
    tokens.push(token)
    const chunks: Buffer[] = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      const body = { method: request.method, body: Buffer.concat(chunks).toString() }
      send({ body, ...judge.other(token) })
    })
  })
  return { ...server, says, judge, tokens }
}
export type TrustingServer = Awaited<ReturnType<typeof startTrustingServer>>

/** What an operator does in Settings → Connections. */
export function operatorAt(here: TestConsole) {
  const browser = openBrowserOfTest()
  const post = (path: string, value: unknown) => here.ask(path, jsonBody(value))
  const overview = async () => Connections.strict().parse(await (await here.ask('/console/connections')).json())
  const read = async (attempt: { id: string }) =>
    SignInAttempt.strict().parse(await (await here.ask(`/console/connections/sign-in/${attempt.id}`)).json())
  const begin = async (id: string, more: object = {}) => {
    const answer = await post('/console/connections/sign-in', { id, ...more })
    expect(answer.status).toBe(201)
    return SignInAttempt.strict().parse(await answer.json())
  }
  const walk = async (attempt: { id: string; url: string | null }, person: Pick<Person, 'sub'> | null) => {
    if (attempt.url === null) throw new Error('this sign-in is over')
    const page = await browser.signIn(attempt.url, person)
    return { ...(await read(attempt)), page }
  }
  return {
    browser,
    post,
    overview,
    read,
    begin,
    walk,
    async add(server: { url: string }): Promise<string> {
      const answer = await post('/console/connections', { name: 'Team', url: server.url, environment: 'staging' })
      expect(answer.status, await answer.clone().text()).toBe(201)
      return Connections.parse(await answer.json()).current.id
    },
    signIn: async (id: string, person: Pick<Person, 'sub'> | null, more: object = {}) =>
      walk(await begin(id, more), person),
    async stateOf(id: string) {
      const state = (await overview()).known?.find((each) => each.id === id)?.sign_in
      if (!state) throw new Error('no such connection')
      return state
    },
    signOut: (id: string) => post('/console/connections/sign-out', { id }),
  }
}
