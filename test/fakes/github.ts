import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { commentRoutes, repositoryRoutes } from './github-routes.ts'
import { FakeRun, type RunInputs } from './github-run.ts'

/** Somebody with a token at the forge, and what it may. */
export type ForgeUser = { login: string; token: string; write: boolean; scopes?: string }
export type ForgeEnvironment = { id: number; reviewers: string[]; teams: string[]; prevent_self_review: boolean }
export type ForgeCheck = { name: string; status: string; conclusion: string | null; suite?: number }
type ForgeComment = { id: number; on: string; body: string; user: string }
export type ForgeAnswer = { status: number; body?: unknown; headers?: Record<string, string> }
export type ForgeRequest = {
  method: string
  path: string
  query: URLSearchParams
  body: unknown
  user: ForgeUser
  /** As it was sent, for tests that look for where a token went. */
  headers: IncomingMessage['headers']
}

export type ForgeState = {
  repository: string
  base(): string
  users: ForgeUser[]
  environments: Map<string, ForgeEnvironment>
  checks: Map<string, { runs: ForgeCheck[]; statuses: { context: string; state: string }[] }>
  comparisons: Map<string, string>
  pulls: Map<string, number[]>
  pullFiles: Map<number, string[]>
  comments: ForgeComment[]
  runs: FakeRun[]
  workflow: string
  /** What its jobs are named after where the workflow was called by another. */
  calledBy: string | null
  /** `refused` and `none` are servers from before runs were named in the answer. */
  runDetails: 'given' | 'none' | 'refused'
  logPlace(): string
  begin(inputs: RunInputs, by: ForgeUser, ref: string): FakeRun
}

export type FakeGithub = Awaited<ReturnType<typeof startGithub>>

/**
 * GitHub on loopback, as its public documentation has it: one repository, its environments, and runs of the deploy workflow
 * that go on only when the test says so, or when somebody with the right approves. A token that is unknown is answered 401.
 */
export async function startGithub({ repository = 'raxx/console', workflow = 'deploy.yml' } = {}) {
  const logs = await startLogs()
  const requests: ForgeRequest[] = []
  const state: ForgeState = {
    repository,
    workflow,
    base: () => `http://127.0.0.1:${port}`,
    users: [],
    environments: new Map(),
    checks: new Map(),
    comparisons: new Map(),
    pulls: new Map(),
    pullFiles: new Map(),
    comments: [],
    runs: [],
    calledBy: null,
    runDetails: 'given',
    logPlace: () => logs.place,
    begin(inputs, by, ref) {
      const run = new FakeRun(state, { id: 9_000_000_001 + state.runs.length, inputs, by: by.login, ref })
      state.runs.push(run)
      for (const tell of waiting.splice(0)) tell(run)
      return run
    },
  }
  const waiting: ((run: FakeRun) => void)[] = []
  const routes = [...repositoryRoutes(state), ...commentRoutes(state)]
  let down = false
  let refusals: ForgeAnswer[] = []

  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      if (down) return void request.socket.destroy()
      const url = new URL(request.url ?? '/', 'http://forge')
      const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1]
      const user = state.users.find((each) => each.token === token)
      if (user === undefined) return send(response, request, { status: 401, body: { message: 'Bad credentials' } })
      const asked = { method: request.method ?? '', path: url.pathname, query: url.searchParams, body, user }
      requests.push({ ...asked, headers: request.headers })
      const refusal = refusals.shift()
      if (refusal !== undefined) return send(response, request, refusal)
      for (const { method, path, answer } of routes) {
        const match = method === asked.method ? path.exec(asked.path) : null
        if (match !== null)
          return send(
            response,
            request,
            answer({ ...asked, headers: request.headers }, match.slice(1).map(decodeURIComponent)),
          )
      }
      send(response, request, { status: 404, body: { message: 'Not Found' } })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  return {
    state,
    requests,
    /** What a surface has as `api_base`; the web's address is its origin. */
    api_base: state.base(),
    repository,
    /** What came to where the logs are, to which no token belongs. */
    logRequests: logs.requests,
    addUser(login: string, { write = true, scopes }: { write?: boolean; scopes?: string } = {}): ForgeUser {
      const user: ForgeUser = {
        login,
        token: `ghp_${login}_${state.users.length}`,
        write,
        ...(scopes === undefined ? {} : { scopes }),
      }
      state.users.push(user)
      return user
    },
    revoke(user: ForgeUser) {
      state.users.splice(state.users.indexOf(user), 1)
    },
    /** Without reviewers, it asks nobody. */
    setEnvironment(
      name: string,
      { reviewers = [], teams = [], prevent_self_review = false }: Partial<ForgeEnvironment> = {},
    ) {
      state.environments.set(name, { id: 56_780_000 + state.environments.size, reviewers, teams, prevent_self_review })
    },
    setChecks(sha: string, runs: ForgeCheck[], statuses: { context: string; state: string }[] = []) {
      state.checks.set(sha, { runs, statuses })
    },
    setPulls(sha: string, numbers: number[]) {
      state.pulls.set(sha, numbers)
    },
    setPullFiles(number: number, files: string[]) {
      state.pullFiles.set(number, files)
    },
    comments: state.comments,
    runs: state.runs,
    /** The run that is dispatched next; at once, if `have` names one that there is already. */
    nextRun(have?: number): Promise<FakeRun> {
      const there = have === undefined ? undefined : state.runs[have]
      return there === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(there)
    },
    /** A run that somebody began there, without any console. */
    beginRun: (inputs: RunInputs, by: ForgeUser, ref = 'main') => state.begin(inputs, by, ref),
    /** The next requests are answered so, one each. */
    refuseNext(...answers: ForgeAnswer[]) {
      refusals = [...refusals, ...answers]
    },
    rateLimitNext(seconds = 1) {
      refusals.push({
        status: 403,
        body: { message: 'API rate limit exceeded' },
        headers: { 'x-ratelimit-remaining': '0', 'retry-after': String(seconds) },
      })
    },
    /** Every connection breaks, until it is over. */
    outage(isDown: boolean) {
      down = isDown
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await logs.close()
    },
  }

  /** Where logs lie: another host, which answers whoever has the address. */
  async function startLogs() {
    const seen: IncomingMessage['headers'][] = []
    const place = createServer((request, response) => {
      seen.push(request.headers)
      const [, run, job] = /^\/logs\/(\d+)\/(\d+)$/.exec(request.url ?? '') ?? []
      const found = state.runs.find(({ id }) => String(id) === run)
      const text = found?.logOf(Number(job))
      response.writeHead(text === undefined ? 404 : 200, { 'content-type': 'text/plain' }).end(text ?? '')
    })
    await new Promise<void>((resolve) => place.listen(0, '127.0.0.1', resolve))
    const { port: at } = place.address() as AddressInfo
    return {
      place: `http://127.0.0.1:${at}/logs`,
      requests: seen,
      async close() {
        place.closeAllConnections()
        await new Promise((resolve) => place.close(resolve))
      },
    }
  }
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString()
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return text
  }
}

/** With an ETag, as GitHub has it; what is asked for again and is the same is 304. */
function send(response: ServerResponse, request: IncomingMessage, { status, body, headers = {} }: ForgeAnswer): void {
  if (body === undefined) return void response.writeHead(status, headers).end()
  const text = JSON.stringify(body)
  const etag = `W/"${createHash('sha256').update(text).digest('hex')}"`
  const all = { 'content-type': 'application/json; charset=utf-8', etag, 'x-ratelimit-remaining': '4999', ...headers }
  if (status === 200 && request.method === 'GET' && request.headers['if-none-match'] === etag)
    return void response.writeHead(304, { etag }).end()
  response.writeHead(status, all).end(text)
}
