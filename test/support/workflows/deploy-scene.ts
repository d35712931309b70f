import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startGithub } from '../../fakes/github.ts'
import { readWorkflow, runWorkflow } from './run-workflow.ts'

type Came = { path: string; headers: Record<string, string | undefined>; body: unknown }

/** A service with /health, Countersign, Slack and Heroku's API, on one port of loopback; it keeps what came. */
async function startOthers(answer: (path: string) => { status: number; body?: unknown }) {
  const came: Came[] = []
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString()
      const path = request.url ?? ''
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
      came.push({ path, headers, body: text === '' ? null : JSON.parse(text) })
      const { status, body = {} } = answer(path)
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    came,
    at: (path: string) => came.filter((each) => each.path === path),
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const git = (dir: string, ...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', '-C', dir, ...args], { encoding: 'utf8' }).trim()

export type DeployScene = Awaited<ReturnType<typeof startDeployScene>>

/**
 * Everything that deploy.yml talks to, for real but for GitHub itself: a repository, the host's repository that is pushed
 * to, a service, and a server that records. `health` is what /health answers, attempt by attempt.
 */
export async function startDeployScene() {
  const dir = mkdtempSync(join(tmpdir(), 'countersign-workflow-'))
  const [source, host] = [join(dir, 'source'), join(dir, 'host.git')]
  execFileSync('git', ['init', '-q', '-b', 'main', source])
  execFileSync('git', ['init', '-q', '--bare', '-b', 'main', host])
  const commit = (text: string): string => {
    writeFileSync(join(source, 'file'), text)
    git(source, 'add', '.')
    git(source, 'commit', '-q', '-m', text)
    return git(source, 'rev-parse', 'HEAD')
  }
  const first = commit('one')
  git(source, 'push', '-q', host, 'main')
  const second = commit('two')

  const state = { health: [200] as number[], records: 201, heroku: null as string | null }
  const others = await startOthers((path) => {
    if (path === '/health') return { status: (state.health.length > 1 ? state.health.shift() : state.health[0]) ?? 200 }
    if (path === '/api/v1/deploys/records') return { status: state.records }
    if (path.endsWith('/releases') && state.heroku !== null) return { status: 200, body: [{ slug: { id: 'slug-1' } }] }
    if (path.endsWith('/slugs/slug-1')) return { status: 200, body: { commit: state.heroku } }
    return { status: path === '/slack' ? 200 : 404 }
  })
  const forge = await startGithub({ workflow: 'deploy.yml' })
  const robot = forge.addUser('github-actions[bot]')
  forge.setEnvironment('production', { reviewers: ['bo'] })
  forge.setEnvironment('staging')
  for (const sha of [first, second])
    forge.setChecks(sha, [{ name: 'test', status: 'completed', conclusion: 'success' }])
  const workflow = readWorkflow('resources/workflows/deploy.yml')
  const vars = { COUNTERSIGN_URL: others.url }
  const secrets = { COUNTERSIGN_API_KEY: 'sk-at-key', SLACK_WEBHOOK_URL: `${others.url}/slack` }
  const ofEnvironment = (app: string) => ({
    vars: { APP: app, HEALTH_URL: `${others.url}/health`, DEPLOY_REMOTE: host, HEROKU_API_URL: others.url },
    secrets: { HEROKU_API_KEY: 'heroku-key-never-shown' },
  })

  return {
    dir,
    forge,
    others,
    state,
    source,
    host,
    first,
    second,
    commit,
    git,
    /** What the host has now. */
    there: () => git(host, 'rev-parse', 'main'),
    record: () => others.at('/api/v1/deploys/records').at(-1)?.body,
    records: () => others.at('/api/v1/deploys/records'),
    async run({
      inputs = {},
      event = 'workflow_dispatch',
      review = 'approved',
      without = [],
      checkout = source,
      path,
    }: {
      inputs?: Record<string, string>
      event?: string
      review?: 'approved' | 'rejected' | 'late'
      without?: string[]
      checkout?: string
      /** Where programs are looked for first. */
      path?: string
    } = {}) {
      const all = {
        surface: 'console',
        app: 'raxx-console-prod',
        environment: 'production',
        sha: second,
        from_sha: first,
        countersign_deploy: '',
        ...inputs,
      }
      const run = forge.beginRun(all, robot)
      return runWorkflow(workflow, {
        contexts: {
          inputs: all,
          vars: Object.fromEntries(Object.entries(vars).filter(([name]) => !without.includes(name))),
          secrets: Object.fromEntries(Object.entries(secrets).filter(([name]) => !without.includes(name))),
          github: {
            event_name: event,
            token: robot.token,
            workflow_ref: `${forge.repository}/.github/workflows/deploy.yml@refs/heads/main`,
            server_url: 'https://github.com',
            repository: forge.repository,
            run_id: String(run.id),
            triggering_actor: 'ada',
          },
        },
        environments: {
          production: ofEnvironment('raxx-console-prod'),
          staging: ofEnvironment('raxx-console-staging'),
        },
        review(environment) {
          if (environment !== 'production') return 'approved'
          run.smoke('success')
          if (review === 'approved') run.approve('bo', 'go on')
          if (review === 'rejected') run.reject('bo', 'not\non a Friday')
          return review === 'approved' ? 'approved' : 'rejected'
        },
        repository: checkout,
        env: {
          GITHUB_API_URL: forge.api_base,
          GITHUB_REPOSITORY: forge.repository,
          INTERVAL_SECONDS: '0',
          RETRY_SECONDS: '0',
          ...(path === undefined ? {} : { PATH: `${path}:${process.env.PATH}` }),
        },
      })
    },
    async close() {
      await forge.close()
      await others.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
