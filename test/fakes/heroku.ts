import type { ChildProcess } from 'node:child_process'
import { execFileSync } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeHookedRepository, serveGit } from './git-http.ts'
import { bytesOf, passwordOf } from './read-request.ts'

export type FakeRelease = {
  id: string
  version: number
  status: 'pending' | 'succeeded' | 'failed'
  description: string
  created_at: string
  slug: string | null
  /** While it is pending: how often it is still shown so, and how it ends then. */
  pendingFor: number
  ends: 'succeeded' | 'failed'
}
export type FakeBuild = { id: string; commit: string; status: 'pending' | 'succeeded' | 'failed'; startedAt: string }
export type FakeRequest = { method: string; path: string; headers: IncomingMessage['headers']; body: string }
type Intercept = (request: FakeRequest, response: ServerResponse) => boolean

type Options = {
  app?: string
  key?: string
  /** Called whenever something begins to run: starts the service, say. The repository has the commit by then. */
  onRun?: (running: { version: number; commit: string; gitDir: string }) => void | Promise<void>
}

/**
 * An app at Heroku, on loopback: the Platform API as its documentation and schema have it, and git over HTTP with Basic
 * credentials, into a real repository whose receive hooks build and release.
 * https://devcenter.heroku.com/articles/platform-api-reference, https://github.com/heroku/platform-api/blob/main/schema.json
 */
export async function startFakeHeroku({
  app = 'raxx-console-prod',
  key = `HRKU-${randomUUID()}`,
  onRun,
}: Options = {}) {
  const root = mkdtempSync(join(tmpdir(), 'fake-heroku-'))
  const gitDir = join(root, `${app}.git`)
  const hooks = `/${randomBytes(12).toString('hex')}`
  const children = new Set<ChildProcess>()
  const slugs = new Map<string, { id: string; commit: string }>()
  const state = {
    key,
    releases: [] as FakeRelease[],
    builds: [] as FakeBuild[],
    requests: [] as FakeRequest[],
    /** What the next builds print, beside what every build prints. */
    buildOutput: [] as string[],
    intercept: undefined as Intercept | undefined,
    /** What a config var set by somebody was when a release was made: a rollback brings it back. */
    failNextBuild: false,
    holdBuilds: false,
    nextRelease: { pendingFor: 0, ends: 'succeeded' as 'succeeded' | 'failed' },
    /** So many more API requests are answered 429. */
    limited: { count: 0, retryAfter: '0' as string | undefined },
    /** The most releases of one answer, whatever was asked for. */
    pageSize: 200,
  }
  const waiting = new Set<() => void>()
  const changed = () => {
    for (const look of waiting) look()
  }
  const when = async (is: () => boolean): Promise<void> => {
    while (!is())
      await new Promise<void>((resolve) => {
        const look = () => {
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
      })
  }

  const current = () => state.releases.filter(({ status }) => status === 'succeeded').at(-1)
  const commitOf = (release: FakeRelease | undefined) => (release?.slug && slugs.get(release.slug)?.commit) || null
  async function makeRelease(slug: string | null, description: string): Promise<FakeRelease> {
    const { pendingFor, ends } = state.nextRelease
    state.nextRelease = { pendingFor: 0, ends: 'succeeded' }
    const version = state.releases.length + 1
    const status = pendingFor > 0 ? 'pending' : ends
    const created_at = new Date(Date.UTC(2026, 3, 29, 12, version)).toISOString().replace('.000Z', 'Z')
    const release: FakeRelease = { id: randomUUID(), version, status, description, created_at, slug, pendingFor, ends }
    state.releases.push(release)
    await begins(release)
    changed()
    return release
  }
  async function begins(release: FakeRelease): Promise<void> {
    const commit = commitOf(release)
    if (release.status === 'succeeded' && commit) await onRun?.({ version: release.version, commit, gitDir })
  }

  async function shown(release: FakeRelease) {
    if (release.status === 'pending' && release.pendingFor-- <= 0) {
      release.status = release.ends
      await begins(release)
    }
    const { id, version, status, description, created_at, slug } = release
    return {
      addon_plan_names: [],
      artifacts: slug ? [{ type: 'slug', id: slug }] : [],
      app: { id: appId, name: app },
      created_at,
      description,
      status,
      id,
      slug: slug && { id: slug },
      updated_at: created_at,
      user: { id: userId, email: 'kristerpher@raxx.app' },
      version,
      current: release === current(),
      output_stream_url: null,
      eligible_for_rollback: status === 'succeeded' && slug !== null && slugs.has(slug),
    }
  }
  const appId = randomUUID()
  const userId = randomUUID()

  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    if (pathname.startsWith(`${hooks}/`))
      return hook(pathname.slice(hooks.length + 1), (await bytesOf(request)).toString(), response)
    if (pathname.startsWith(`/${app}.git/`)) {
      const asked = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body: '' }
      state.requests.push(asked)
      if (state.intercept?.(asked, response)) return
      if (passwordOf(request) === state.key) return serveGit(root, request, response, children)
      response.writeHead(401, { 'www-authenticate': 'Basic realm="Heroku"', 'content-type': 'text/plain' })
      return response.end('Authentication failed')
    }
    const asked = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: (await bytesOf(request)).toString(),
    }
    state.requests.push(asked)
    if (state.intercept?.(asked, response)) return
    await answerApi(asked, pathname, response)
  })

  async function answerApi(asked: FakeRequest, pathname: string, response: ServerResponse): Promise<void> {
    const say = (status: number, body: unknown, headers: Record<string, string> = {}) =>
      void response
        .writeHead(status, {
          'content-type': 'application/json',
          'request-id': randomUUID(),
          'ratelimit-remaining': '4499',
          ...headers,
        })
        .end(JSON.stringify(body))
    const no = (status: number, id: string, message: string, headers?: Record<string, string>) =>
      say(status, { id, message }, headers)
    if (asked.headers.authorization !== `Bearer ${state.key}`)
      return no(401, 'unauthorized', 'Invalid credentials provided.')
    if (!asked.headers.accept?.includes('application/vnd.heroku+json; version=3'))
      return no(404, 'not_found', 'Not found.')
    if (state.limited.count > 0) {
      state.limited.count--
      const { retryAfter } = state.limited
      const headers = retryAfter === undefined ? {} : { 'retry-after': retryAfter }
      return no(429, 'rate_limit', 'Your account reached the API rate limit', headers)
    }
    const [kind, name, part, id] = pathname.slice(1).split('/').map(decodeURIComponent)
    if (kind !== 'apps' || name !== app) return no(404, 'not_found', "Couldn't find that app.")
    const route = `${asked.method} ${part ?? ''}${id === undefined ? '' : '/ID'}`
    switch (route) {
      case 'GET ':
        return say(200, { id: appId, name: app, git_url: `${base}/${app}.git` })
      case 'GET releases':
        return listReleases(asked, say)
      case 'GET releases/ID': {
        const release = state.releases.find((one) => one.id === id || String(one.version) === id)
        return release ? say(200, await shown(release)) : no(404, 'not_found', "Couldn't find that release.")
      }
      case 'POST releases': {
        const body = JSON.parse(asked.body)
        if (typeof body.release === 'string') {
          // The identifier, not the version: so the schema has it.
          const to = state.releases.find((one) => one.id === body.release)
          if (!to) return no(404, 'not_found', "Couldn't find that release.")
          if (to.status !== 'succeeded' || to.slug === null || !slugs.has(to.slug))
            return no(422, 'invalid_params', 'Cannot rollback to that release.')
          return say(201, await shown(await makeRelease(to.slug, `Rollback to v${to.version}`)))
        }
        if (!slugs.has(body.slug)) return no(422, 'invalid_params', 'Slug not found.')
        return say(201, await shown(await makeRelease(body.slug, body.description ?? 'Release')))
      }
      case 'GET slugs/ID': {
        const slug = slugs.get(id ?? '')
        return slug
          ? say(200, { ...slug, stack: { name: 'heroku-24' } })
          : no(404, 'not_found', "Couldn't find that slug.")
      }
      case 'GET builds':
        return say(200, [...state.builds].reverse().map(shownBuild))
      case 'DELETE builds/ID': {
        const build = state.builds.find((one) => one.id === id)
        if (!build) return no(404, 'not_found', "Couldn't find that build.")
        build.status = 'failed'
        changed()
        return say(200, shownBuild(build))
      }
      default:
        return no(404, 'not_found', 'The requested API endpoint was not found.')
    }
  }

  async function listReleases(
    { headers }: FakeRequest,
    say: (status: number, body: unknown, headers?: Record<string, string>) => void,
  ) {
    const range = /^version (\d*)\.\.; *order=desc, *max=(\d+)$/.exec(String(headers.range))
    if (!range) return say(400, { id: 'bad_request', message: 'Invalid Range header.' })
    const below = range[1] === '' ? Number.POSITIVE_INFINITY : Number(range[1])
    const max = Math.min(Number(range[2]), state.pageSize)
    const all = state.releases.filter(({ version }) => version <= below).reverse()
    const page = await Promise.all(all.slice(0, max).map(shown))
    const next = all[max]
    say(next ? 206 : 200, page, next ? { 'next-range': `version ${next.version}..; order=desc,max=${max}` } : {})
  }
  const shownBuild = ({ id, commit, status, startedAt }: FakeBuild) => ({
    id,
    status,
    app: { id: appId },
    created_at: startedAt,
    source_blob: { url: 'https://example.com/source.tgz', version: commit, version_description: null, checksum: null },
  })

  /** Builds before the branch moves, as Heroku does: a build that fails declines the push. */
  async function hook(name: string, input: string, response: ServerResponse): Promise<void> {
    response.writeHead(200, { 'content-type': 'text/plain' })
    const update = input.split('\n').find((line) => line.endsWith(' refs/heads/main'))
    const commit = update?.split(' ')[1]
    if (commit === undefined) return void response.end('Pushed to non-main branch, skipping build.\n0')
    if (name === 'post-receive') {
      const slug = [...slugs.values()].findLast((one) => one.commit === commit)
      const release = await makeRelease(slug?.id ?? null, `Deploy ${commit.slice(0, 8)}`)
      return void response.end(
        `-----> Launching...\n       Released v${release.version}\n       ${base}/${app} deployed to Heroku\n0`,
      )
    }
    response.write('-----> Building on the Heroku-24 stack\n')
    for (const line of state.buildOutput.splice(0)) response.write(`${line}\n`)
    const build: FakeBuild = { id: randomUUID(), commit, status: 'pending', startedAt: new Date().toISOString() }
    state.builds.push(build)
    changed()
    await when(() => !state.holdBuilds || build.status !== 'pending')
    if (build.status === 'failed' || state.failNextBuild) {
      state.failNextBuild = false
      build.status = 'failed'
      return void response.end(' !     Push rejected, failed to compile Node.js app.\n !     Push failed\n1')
    }
    build.status = 'succeeded'
    const id = randomUUID()
    slugs.set(id, { id, commit })
    response.end('-----> Compressing...\n       Done: 8.3M\n0')
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  makeHookedRepository(gitDir, base + hooks)
  await makeRelease(null, 'Initial release')

  return Object.assign(state, {
    app,
    base,
    remote: `${base}/${app}.git`,
    gitDir,
    current,
    runs: () => commitOf(current()),
    /** Git's main: not what runs, once somebody rolled back. */
    head: (): string | null => {
      const refs = execFileSync('git', ['-C', gitDir, 'for-each-ref', '--format=%(objectname)', 'refs/heads/main'])
      return refs.toString().trim() || null
    },
    when,
    /** Somebody else's doing. */
    rollBackTo: (version: number) => {
      const to = state.releases.find((one) => one.version === version)
      return makeRelease(to?.slug ?? null, `Rollback to v${version}`)
    },
    setConfigVar: () => makeRelease(current()?.slug ?? null, 'Set FLAG config vars'),
    /** The host keeps slugs only for so long. */
    dropSlugOf: (commit: string) => {
      for (const { id, commit: of } of [...slugs.values()]) if (of === commit) slugs.delete(id)
    },
    letBuildsGo: () => {
      state.holdBuilds = false
      changed()
    },
    async close() {
      state.holdBuilds = false
      changed()
      for (const child of children) child.kill()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      rmSync(root, { recursive: true, force: true, maxRetries: 5 })
    },
  })
}
