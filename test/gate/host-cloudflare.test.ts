import { execFile } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import { HostRefused, RemoteMoved } from '../../main/gate/host.ts'
import { openPagesHost } from '../../main/gate/hosts/cloudflare-pages.ts'
import { SurfaceDefinition } from '../../shared/domain/surface.ts'
import { startFakeCloudflare } from '../fakes/cloudflare.ts'
import { findInPath } from '../support/find-program.ts'
import { hostNeeds } from './support/host-needs.ts'
import { thrown } from './support/thrown.ts'

const canary = 'cf-canary-77c1e0aa_9d'
const pace = { firstMs: 1, mostMs: 5, longestMs: 300 }
const [one, two, three] = ['1', '2', '3'].map((digit) => digit.repeat(40)) as [string, string, string]
const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function setUp() {
  const pages = await startFakeCloudflare({ token: canary })
  const surface = SurfaceDefinition.parse({
    id: 'antlers',
    name: 'Antlers',
    app: 'raxx.app',
    repository: 'https://example.com/raxx/antlers.git',
    paths: { local: {} },
    host: 'cloudflare-pages',
    settings: { api_base: pages.apiBase, account_id: pages.account, project: pages.project },
  })
  const { needs, said, give, remove } = hostNeeds(surface, { CLOUDFLARE_API_TOKEN: canary })
  ends.push(pages.close, remove)
  const host = openPagesHost(needs, pace)
  const stop = new AbortController()
  const say = (line: string) => void said.push(line)
  const { signal } = stop
  return {
    pages,
    host,
    said,
    stop,
    give,
    signal,
    deploy: (from_sha: string | null, to_sha: string) =>
      host.deploy({ deploy_id: 'd1', from_sha, to_sha, operator: 'ada' }, say, signal),
    rollback: (id: string, sha: string | null = null) =>
      host.rollback({ id, sha, at: null, label: '' }, { deploy_id: 'd2', operator: 'ada' }, say, signal),
    words: () => said.join('\n'),
  }
}

describe('a deploy to Cloudflare Pages', () => {
  it('asks for that commit of the production branch, and waits until the domain serves it', async () => {
    const { pages, host, deploy, words, signal } = await setUp()
    expect(await host.running(signal)).toEqual({ sha: null, release: null, since: null })
    const { release } = await deploy(null, one)
    expect(await host.running(signal)).toEqual({ sha: one, release, since: '2026-04-29T12:00:00.000Z' })
    const second = await deploy(one, two)
    expect(pages.serves()).toBe(two)
    const form = pages.requests.find(({ method }) => method === 'POST')
    expect(form?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/)
    expect(form?.body).toMatch(/name="branch"\r\n\r\nmain\r\n[\s\S]*name="commit_hash"\r\n\r\n1{40}\r\n/)
    expect(words().match(/Cloning repository/g)).toHaveLength(2)
    expect(words()).toContain('Success: Your site was deployed!')
    expect(await host.releases(5, signal)).toEqual([
      {
        id: second.release,
        sha: two,
        at: '2026-04-29T12:01:00.000Z',
        label: `${second.release?.slice(0, 8)} · Change 2222222`,
      },
      { id: release, sha: one, at: '2026-04-29T12:00:00.000Z', label: `${release?.slice(0, 8)} · Change 1111111` },
    ])
  })

  it('builds nothing when something else is served than was previewed', async () => {
    const { pages, deploy } = await setUp()
    const first = pages.push(one)
    pages.push(two)
    pages.rollBackTo(first.id)
    expect(await thrown(deploy(two, three))).toBeInstanceOf(RemoteMoved)
    expect(pages.requests.every(({ method }) => method === 'GET')).toBe(true)
  })

  it('builds nothing that is served already', async () => {
    const { pages, deploy } = await setUp()
    const { id } = pages.push(one)
    expect(await deploy(one, one)).toEqual({ release: id })
    expect(pages.deployments).toHaveLength(1)
  })

  it('says the build log when it fails, and what was served still is', async () => {
    const { pages, deploy, words } = await setUp()
    pages.push(one)
    pages.next = { ends: 'failure', log: ['error TS2322: it is wrong'] }
    const error = await thrown(deploy(one, two))
    expect(error).toBeInstanceOf(HostRefused)
    expect(error.message).toContain('The stage build')
    expect(words()).toContain('error TS2322: it is wrong')
    expect(pages.serves()).toBe(one)
    // It stays there to be looked at.
    expect(pages.deployments).toHaveLength(2)
  })

  it.each([
    ['is noted under another commit', { commit: three }, /builds 333333333333, not 222222222222/],
    ['checks out another commit', { checksOut: three }, /checked out 3333333, not 222222222222/],
    ['is a preview', { environment: 'preview' as const }, /a preview deployment/],
    ['is skipped', { skipped: true }, /skipped the build: path_config/],
  ])('is stopped and refused when the build %s', async (_what, next, sentence) => {
    const { pages, deploy } = await setUp()
    pages.push(one)
    pages.next = next
    const error = await thrown(deploy(one, two))
    expect(error).toBeInstanceOf(HostRefused)
    expect(error.message).toMatch(sentence)
    expect(pages.serves()).toBe(one)
    expect(pages.deployments.filter(({ status }) => status === 'active')).toHaveLength('skipped' in next ? 1 : 0)
  })

  it('says so when the wrong one went live before it could be stopped', async () => {
    const { pages, deploy, words } = await setUp()
    pages.push(one)
    pages.next = { checksOut: three }
    pages.intercept = ({ method, path }, response) => {
      if (method !== 'GET' || !path.endsWith('/history/logs') || pages.serves() === three) return false
      response.writeHead(404).end('{}')
      return true
    }
    expect((await thrown(deploy(one, two))).message).toContain('checked out 3333333')
    expect(words()).toContain('could not be stopped and may go live')
  })

  it('deletes what it began when it is aborted', async () => {
    const { pages, deploy, stop, words } = await setUp()
    pages.push(one)
    pages.hold = true
    const going = thrown(deploy(one, two))
    await pages.when(() => pages.deployments.length === 2)
    stop.abort()
    await going
    expect(pages.deployments.map(({ commit }) => commit)).toEqual([one])
    expect(words()).toContain('was deleted before it served anything')
  })

  it('deletes what it began when it is aborted before that was answered', async () => {
    const { pages, deploy, stop } = await setUp()
    pages.push(one)
    pages.hold = true
    pages.intercept = ({ method }) => {
      if (method !== 'POST') return false
      pages.begin(two)
      stop.abort()
      return true
    }
    await thrown(deploy(one, two))
    expect(pages.deployments.map(({ commit }) => commit)).toEqual([one])
  })

  it('follows the build whose answer was lost, and does not begin another', async () => {
    const { pages, deploy } = await setUp()
    pages.push(one)
    pages.intercept = ({ method }, response) => {
      if (method !== 'POST') return false
      pages.begin(two)
      response.destroy()
      return true
    }
    await deploy(one, two)
    expect(pages.serves()).toBe(two)
    expect(pages.deployments).toHaveLength(2)
  })

  it('refuses a project that builds from no repository', async () => {
    const { pages, host, deploy, signal } = await setUp()
    pages.connected = false
    expect((await thrown(deploy(null, one))).message).toContain('builds from no repository')
    expect(await host.check(signal)).toEqual([
      {
        name: 'project',
        ok: true,
        detail: 'the token CLOUDFLARE_API_TOKEN may see the project raxx-app, which builds main',
      },
      { name: 'repository', ok: false, detail: expect.stringContaining('not deployed') },
      { name: 'deployments', ok: true, detail: 'nothing was deployed yet' },
    ])
  })
})

describe('a rollback at Cloudflare Pages', () => {
  it('returns to exactly that deployment, and again', async () => {
    const { pages, rollback } = await setUp()
    const first = pages.push(one)
    pages.push(two)
    pages.push(three)
    expect(await rollback(first.id, one)).toEqual({ release: first.id })
    expect(await rollback(first.id, one)).toEqual({ release: first.id })
    expect(pages.serves()).toBe(one)
    expect(pages.deployments).toHaveLength(3)
    expect(pages.requests.filter(({ method }) => method === 'POST')).toHaveLength(1)
  })

  it('refuses what production never served, and what is not as it was pinned', async () => {
    const { pages, rollback } = await setUp()
    const first = pages.push(one)
    pages.next = { ends: 'failure' }
    const failed = pages.push(two)
    expect((await thrown(rollback(failed.id))).message).toContain('no deployment that production served')
    expect((await thrown(rollback(first.id, two))).message).toContain('pinned')
    expect((await thrown(rollback('no-such-deployment'))).message).toContain('404')
    expect(pages.serves()).toBe(one)
  })

  it('is done though its answer was lost', async () => {
    const { pages, rollback, words } = await setUp()
    const first = pages.push(one)
    pages.push(two)
    pages.intercept = ({ method }, response) => {
      if (method !== 'POST') return false
      pages.rollBackTo(first.id)
      response.destroy()
      return true
    }
    expect(await rollback(first.id, one)).toEqual({ release: first.id })
    expect(words()).toContain('it was done all the same')
  })

  it('names a command that works, with the token left to the shell', async () => {
    const { pages, host } = await setUp()
    const first = pages.push(one)
    pages.push(two)
    const command = host.rollbackCommand({ id: first.id, sha: one, at: null, label: '' })
    expect(command).toBe(
      `curl -X POST -H "Authorization: Bearer $CLOUDFLARE_API_TOKEN" ${pages.apiBase}/accounts/${pages.account}/pages/projects/raxx-app/deployments/${first.id}/rollback`,
    )
    expect(host.rollbackCommand(null)).toContain('/deployments?env=production')
    expect(command).not.toContain(canary)
    if (findInPath('curl') === undefined) return
    const env = { PATH: process.env.PATH, CLOUDFLARE_API_TOKEN: canary }
    const { stdout } = await promisify(execFile)('sh', ['-c', command], { env })
    expect(JSON.parse(stdout)).toMatchObject({ success: true, result: { id: first.id } })
    expect(pages.serves()).toBe(one)
    const listed = await promisify(execFile)('sh', ['-c', host.rollbackCommand(null)], { env })
    expect(JSON.parse(listed.stdout).result).toHaveLength(2)
  })
})

describe('what Cloudflare answers', () => {
  it('is read page by page, the served one always among it', async () => {
    const { pages, host, signal } = await setUp()
    const first = pages.push(one)
    for (let n = 0; n < 30; n++) pages.push(two)
    pages.next = { ends: 'failure' }
    pages.push(three)
    expect(await host.releases(29, signal)).toHaveLength(29)
    expect(pages.requests.filter(({ path }) => path.includes('&page=2&'))).toHaveLength(1)
    pages.rollBackTo(first.id)
    const few = await host.releases(3, signal)
    expect(few.map(({ sha }) => sha)).toEqual([two, two, one])
  })

  it.each([
    [401, /does not take the key CLOUDFLARE_API_TOKEN/],
    [403, /does not let the key/],
    [404, /found nothing/],
    [422, /did not take it/],
    [500, /out of order/],
  ])('%i is a refusal for people, without the token', async (status, sentence) => {
    const { pages, host, signal } = await setUp()
    pages.intercept = (_request, response) => {
      const errors = [{ code: 8000000, message: `no Bearer ${canary}` }]
      response.writeHead(status).end(JSON.stringify({ success: false, errors, result: null }))
      return true
    }
    const error = await thrown(host.running(signal))
    expect(error).toBeInstanceOf(HostRefused)
    expect(error.message).toMatch(sentence)
    expect(error.message).toContain('8000000')
    expect(`${error.message}${error.stack}`).not.toContain(canary)
  })

  it('no half of the token is left where a long message is cut', async () => {
    const { pages, host, signal } = await setUp()
    pages.intercept = (_request, response) => {
      const errors = [{ code: 8000000, message: `${'-'.repeat(290)}${canary}` }]
      response.writeHead(400).end(JSON.stringify({ success: false, errors, result: null }))
      return true
    }
    expect((await thrown(host.running(signal))).message).not.toContain(canary.slice(0, 6))
  })

  it('429 is waited for within a bound, and a POST that was refused so is sent again', async () => {
    const { pages, rollback } = await setUp()
    const first = pages.push(one)
    pages.push(two)
    pages.intercept = ({ method }) => {
      if (method === 'POST' && pages.requests.filter((asked) => asked.method === 'POST').length === 1)
        pages.limited = { count: 1, retryAfter: '0' }
      return false
    }
    await rollback(first.id)
    expect(pages.serves()).toBe(one)
    pages.limited = { count: 5, retryAfter: '300' }
    expect((await thrown(rollback(first.id))).message).toContain('Try again in 300 s')
  })

  it.each([
    ['success that is none', { success: false, errors: [], result: {} }],
    ['no result', { success: true, errors: [] }],
    ['another form', { success: true, errors: [], result: { name: 'x' } }],
    [
      'a deployment of another form',
      { success: true, errors: [], result: { name: 'x', production_branch: 'main', canonical_deployment: { id: 1 } } },
    ],
  ])('%s is a refusal', async (_name, body) => {
    const { pages, host, signal } = await setUp()
    pages.intercept = (_request, response) => {
      response.writeHead(200).end(JSON.stringify(body))
      return true
    }
    const error = await thrown(host.running(signal))
    expect(error).toBeInstanceOf(HostRefused)
    expect(error.message).toContain('not documented')
  })

  it('a redirect is not followed', async () => {
    const reached: unknown[] = []
    const elsewhere = createServer((request, response) => {
      reached.push(request.headers)
      response.end('{}')
    })
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve))
    ends.push(() => new Promise((resolve) => elsewhere.close(resolve)))
    const { pages, host, signal } = await setUp()
    pages.intercept = (_request, response) => {
      response.writeHead(307, { location: `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/` }).end()
      return true
    }
    expect((await thrown(host.running(signal))).message).toContain('redirect')
    expect(reached).toEqual([])
  })

  it('the token is read anew every time', async () => {
    const { pages, host, give, signal } = await setUp()
    pages.token = 'another-token'
    expect((await thrown(host.running(signal))).message).toContain('401')
    give('CLOUDFLARE_API_TOKEN', 'another-token')
    expect(await host.running(signal)).toMatchObject({ sha: null })
  })
})
