import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { bytesOf } from './read-request.ts'

const stages = ['queued', 'initialize', 'clone_repo', 'build', 'deploy'] as const

export type FakeDeployment = {
  id: string
  environment: 'production' | 'preview'
  /** What it is noted under, and what the builder really checks out. */
  commit: string
  checksOut: string
  branch: string
  createdOn: string
  skipped: boolean
  stage: number
  status: 'success' | 'idle' | 'active' | 'failure' | 'canceled'
  ends: 'success' | 'failure'
  log: string[]
}
export type FakeRequest = { method: string; path: string; headers: IncomingMessage['headers']; body: string }
type Intercept = (request: FakeRequest, response: ServerResponse) => boolean
type NextBuild = Partial<Pick<FakeDeployment, 'ends' | 'commit' | 'checksOut' | 'skipped' | 'environment' | 'log'>>

type Options = {
  account?: string
  project?: string
  token?: string
  /** Called whenever the domain begins to serve something else. */
  onServe?: (commit: string) => void
}

/**
 * A project at Cloudflare Pages, on loopback, as its documentation has it. A build goes one stage further whenever its
 * deployment is read. https://developers.cloudflare.com/api/resources/pages/
 */
export async function startFakeCloudflare(options: Options = {}) {
  const { account = '023e105f4ecef8ad9ca31a8372d0c353', project = 'raxx-app', onServe } = options
  const state = {
    token: options.token ?? `cf-${randomUUID()}`,
    deployments: [] as FakeDeployment[],
    requests: [] as FakeRequest[],
    canonical: null as string | null,
    /** Of the next deployment. */
    next: {} as NextBuild,
    /** No build goes on. */
    hold: false,
    /** A project that only takes uploads has none. */
    connected: true,
    intercept: undefined as Intercept | undefined,
    limited: { count: 0, retryAfter: '0' as string | undefined },
  }
  const waiting = new Set<() => void>()
  const changed = () => {
    for (const look of waiting) look()
  }

  function begin(commit: string, branch: string): FakeDeployment {
    const environment = branch === 'main' ? 'production' : 'preview'
    const { log = [], ...next } = state.next
    state.next = {}
    const deployment: FakeDeployment = {
      id: randomUUID(),
      environment,
      commit,
      checksOut: next.commit ?? commit,
      branch,
      createdOn: new Date(Date.UTC(2026, 3, 29, 12, state.deployments.length)).toISOString(),
      skipped: false,
      stage: 0,
      status: 'active',
      ends: 'success',
      log: ['Cloning repository...'],
      ...next,
    }
    deployment.log.push(`HEAD is now at ${deployment.checksOut.slice(0, 7)} a message`, ...log)
    state.deployments.push(deployment)
    changed()
    return deployment
  }
  function goOn(deployment: FakeDeployment): void {
    if (state.hold || deployment.skipped || deployment.status !== 'active') return
    if (stages[deployment.stage] === 'build' && deployment.ends === 'failure') deployment.status = 'failure'
    else if (deployment.stage < stages.length - 1) deployment.stage++
    else {
      deployment.status = 'success'
      if (deployment.environment === 'production') serve(deployment)
    }
    if (deployment.status !== 'active')
      deployment.log.push(
        deployment.status === 'success'
          ? 'Success: Your site was deployed!'
          : 'Failed: build command exited with code: 1',
      )
  }
  function serve({ id, commit }: FakeDeployment): void {
    state.canonical = id
    onServe?.(commit)
    changed()
  }
  const find = (id: string | undefined | null) => state.deployments.find((one) => one.id === id)

  const shown = (deployment: FakeDeployment) => ({
    id: deployment.id,
    short_id: deployment.id.slice(0, 8),
    project_id: projectId,
    project_name: project,
    environment: deployment.environment,
    url: `https://${deployment.id.slice(0, 8)}.${project}.pages.dev`,
    aliases: null,
    created_on: deployment.createdOn,
    modified_on: deployment.createdOn,
    is_skipped: deployment.skipped,
    skip_reason: deployment.skipped ? 'path_config' : null,
    latest_stage: {
      name: stages[deployment.stage],
      status: deployment.status,
      started_on: deployment.createdOn,
      ended_on: deployment.status === 'active' ? null : deployment.createdOn,
    },
    stages: [],
    env_vars: {},
    build_config: {},
    deployment_trigger: {
      type: 'ad_hoc',
      metadata: {
        branch: deployment.branch,
        commit_hash: deployment.commit,
        commit_message: `Change ${deployment.commit.slice(0, 7)}\n\nwith a body`,
        commit_dirty: false,
      },
    },
  })
  const projectId = randomUUID()
  const shownProject = () => {
    const live = find(state.canonical)
    const latest = state.deployments.at(-1)
    return {
      id: projectId,
      name: project,
      production_branch: 'main',
      canonical_deployment: live ? shown(live) : null,
      latest_deployment: latest ? shown(latest) : null,
      ...(state.connected && {
        source: { type: 'github', config: { owner: 'raxx', repo_name: 'antlers', production_branch: 'main' } },
      }),
    }
  }

  const server = createServer(async (request, response) => {
    const bytes = await bytesOf(request)
    const asked = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: bytes.toString(),
    }
    state.requests.push(asked)
    if (state.intercept?.(asked, response)) return
    await answer(asked, bytes, response)
  })

  async function answer(asked: FakeRequest, bytes: Buffer, response: ServerResponse): Promise<void> {
    const say = (status: number, body: object, headers: Record<string, string> = {}) =>
      void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
    const yes = (result: unknown, more: object = {}) =>
      say(200, { success: true, errors: [], messages: [], result, ...more })
    const no = (status: number, code: number, message: string, headers?: Record<string, string>) =>
      say(status, { success: false, errors: [{ code, message }], messages: [], result: null }, headers)
    if (asked.headers.authorization !== `Bearer ${state.token}`) return no(401, 10000, 'Authentication error')
    if (state.limited.count > 0) {
      state.limited.count--
      const { retryAfter } = state.limited
      return no(429, 10429, 'Too many requests', retryAfter === undefined ? {} : { 'retry-after': retryAfter })
    }
    const url = new URL(asked.path, base)
    const prefix = `/client/v4/accounts/${account}/pages/projects/${project}`
    if (!url.pathname.startsWith(prefix))
      return no(
        404,
        8000007,
        'Project not found. The specified project name does not match any of your existing projects.',
      )
    const [, , id, ...rest] = url.pathname.slice(prefix.length).split('/')
    const route = [asked.method, url.pathname.slice(prefix.length).split('/')[1], id && 'ID', ...rest]
      .filter(Boolean)
      .join(' ')
    const deployment = find(id)
    if (id && !deployment) return no(404, 8000009, 'The deployment ID you have specified does not exist.')
    if (route === 'GET') return yes(shownProject())
    if (route === 'GET deployments') return list(url, yes)
    if (route === 'POST deployments') return create(asked, bytes, yes, no)
    if (!deployment) return no(405, 7000, 'No route for that URI')
    switch (route) {
      case 'GET deployments ID':
        goOn(deployment)
        return yes(shown(deployment))
      case 'GET deployments ID history logs': {
        const data = deployment.log.map((line) => ({ ts: deployment.createdOn, line }))
        return yes({ total: data.length, includes_container_logs: true, data })
      }
      case 'POST deployments ID rollback':
        if (deployment.environment !== 'production' || deployment.status !== 'success')
          return no(400, 8000069, 'You can only rollback to successful builds on production.')
        serve(deployment)
        return yes(shown(deployment))
      case 'DELETE deployments ID':
        if (deployment.id === state.canonical)
          return no(400, 8000034, 'You cannot delete the live production deployment.')
        state.deployments.splice(state.deployments.indexOf(deployment), 1)
        return yes(null)
      default:
        return no(405, 7000, 'No route for that URI')
    }
  }

  function list(url: URL, yes: (result: unknown, more: object) => void): void {
    const env = url.searchParams.get('env')
    const page = Number(url.searchParams.get('page') ?? 1)
    const per_page = Math.min(Number(url.searchParams.get('per_page') ?? 25), 25)
    const all = state.deployments.filter(({ environment }) => env === null || environment === env).reverse()
    const some = all.slice((page - 1) * per_page, page * per_page)
    yes(some.map(shown), { result_info: { page, per_page, count: some.length, total_count: all.length } })
  }

  async function create(
    { headers }: FakeRequest,
    bytes: Buffer,
    yes: (result: unknown) => void,
    no: (status: number, code: number, message: string) => void,
  ): Promise<void> {
    const type = headers['content-type'] ?? ''
    if (!type.startsWith('multipart/form-data')) return no(400, 8000013, 'Expected a form.')
    if (!state.connected)
      return no(400, 8000096, 'A "manifest" field was expected in the request body but was not provided.')
    const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData()
    yes(shown(begin(String(form.get('commit_hash') ?? headOfBranch), String(form.get('branch') ?? 'main'))))
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  return Object.assign(state, {
    account,
    project,
    apiBase: `${base}/client/v4`,
    /** The commit that the domain serves. */
    serves: () => find(state.canonical)?.checksOut ?? null,
    /** A build that goes on whenever it is read. */
    begin: (commit: string) => begin(commit, 'main'),
    /** Somebody else's doing: it is built and served at once. */
    push(commit: string): FakeDeployment {
      const deployment = begin(commit, 'main')
      while (deployment.status === 'active') goOn(deployment)
      return deployment
    },
    rollBackTo: (id: string) => {
      const to = find(id)
      if (to) serve(to)
    },
    async when(is: () => boolean): Promise<void> {
      while (!is())
        await new Promise<void>((resolve) => {
          const look = () => {
            waiting.delete(look)
            resolve()
          }
          waiting.add(look)
        })
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  })
}

/** Of a request that names no commit. */
const headOfBranch = 'f'.repeat(40)
