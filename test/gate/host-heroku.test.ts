import { execFileSync } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { HostRefused, RemoteMoved } from '../../main/gate/host.ts'
import { openHerokuHost } from '../../main/gate/hosts/heroku.ts'
import { SurfaceDefinition } from '../../shared/domain/surface.ts'
import { startFakeHeroku } from '../fakes/heroku.ts'
import { makeCommits } from './support/commits.ts'
import { hostNeeds } from './support/host-needs.ts'
import { thrown } from './support/thrown.ts'

const canary = 'HRKU-canary-3f9a51c7-77aa'
const pace = { firstMs: 1, mostMs: 5, longestMs: 400 }
const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function setUp(options: { settings?: Record<string, unknown>; remote?: string } = {}) {
  const heroku = await startFakeHeroku({ key: canary })
  const source = await makeCommits(['one', 'two', 'three'])
  ends.push(heroku.close, source.remove)
  const surface = SurfaceDefinition.parse({
    id: 'console',
    name: 'Console',
    app: heroku.app,
    repository: source.dir,
    remote: options.remote ?? heroku.remote,
    paths: { local: {} },
    host: 'heroku',
    settings: { api_base: heroku.base, ...options.settings },
  })
  const { needs, said, remove, give } = hostNeeds(surface, { HEROKU_API_KEY: canary })
  ends.push(remove)
  const fresh = () => openHerokuHost(needs, pace)
  const host = fresh()
  const stop = new AbortController()
  const say = (line: string) => void said.push(line)
  const deploy = (from_sha: string | null, to_sha: string, signal = stop.signal) =>
    host.deploy({ deploy_id: 'd1', from_sha, to_sha, operator: 'ada' }, say, signal)
  const rollback = async (id: string) => {
    const to = (await host.releases(20, stop.signal)).find((one) => one.id === id)
    if (!to) throw new Error(`no release ${id}`)
    return host.rollback(to, { deploy_id: 'd2', operator: 'ada' }, say, stop.signal)
  }
  return { heroku, source, host, fresh, said, deploy, rollback, stop, give, signal: stop.signal }
}
const words = (said: string[]) => said.join('\n')

describe('a deploy to Heroku', () => {
  it('pushes exactly that commit by real git, says what the build says, and knows what runs then', async () => {
    const { heroku, source, host, said, deploy, signal } = await setUp()
    const [one, two] = source.shas
    expect(await host.running(signal)).toMatchObject({ sha: null, release: 'v1' })
    expect(await deploy(null, one)).toEqual({ release: 'v2' })
    expect(await deploy(one, two)).toEqual({ release: 'v3' })
    expect(heroku.head()).toBe(two)
    expect(words(said)).toContain('Building on the Heroku-24 stack')
    expect(await host.running(signal)).toEqual({ sha: two, release: 'v3', since: '2026-04-29T12:03:00Z' })
    expect(await host.releases(5, signal)).toEqual([
      { id: 'v3', sha: two, at: '2026-04-29T12:03:00Z', label: `Deploy ${two.slice(0, 8)}` },
      { id: 'v2', sha: one, at: '2026-04-29T12:02:00Z', label: `Deploy ${one.slice(0, 8)}` },
    ])
  })

  it('calls its releases by words that steer no terminal, and not by long ones', async () => {
    const { heroku, source, host, deploy, signal } = await setUp()
    await deploy(null, source.shas[0])
    const release = heroku.current()
    const label = async (description: string) => {
      if (release) release.description = description
      return (await host.releases(1, signal))[0]?.label
    }
    expect(await label('Deploy \u001b[31mred\u001b[0m \u202etxt')).toBe('Deploy red txt')
    expect((await label('word '.repeat(100)))?.length).toBeLessThan(230)
    expect(await label('\u001b[2J')).toBe('v2')
  })

  it('pushes an older commit over a newer one', async () => {
    const { heroku, source, deploy } = await setUp()
    const [one, two] = source.shas
    await deploy(null, two)
    await deploy(two, one)
    expect([heroku.runs(), heroku.head()]).toEqual([one, one])
  })

  it('pushes nothing when something else runs than was previewed', async () => {
    const { heroku, source, deploy } = await setUp()
    const [one, two, three] = source.shas
    await deploy(null, one)
    await deploy(one, two)
    // Git's main is still at `two`: only the releases tell.
    await heroku.rollBackTo(2)
    const error = await thrown(deploy(two, three))
    expect(error).toBeInstanceOf(RemoteMoved)
    expect(error.message).toContain(one.slice(0, 12))
    expect([heroku.runs(), heroku.head(), heroku.builds.length]).toEqual([one, two, 2])
  })

  it('pushes nothing over what somebody else pushes at the same moment', async () => {
    const { heroku, source, deploy } = await setUp()
    const [one, two, three] = source.shas
    await deploy(null, one)
    await deploy(one, two)
    heroku.intercept = ({ path }) => {
      if (path.includes('service=git-receive-pack'))
        execFileSync('git', ['-C', heroku.gitDir, 'update-ref', 'refs/heads/main', one])
      return false
    }
    expect(await thrown(deploy(two, three))).toBeInstanceOf(RemoteMoved)
    expect([heroku.runs(), heroku.head(), heroku.builds.length]).toEqual([two, one, 2])
  })

  it('is not called a success where git says Everything up-to-date: the slug is released anew', async () => {
    const { heroku, source, said, deploy } = await setUp()
    const [one, two] = source.shas
    await deploy(null, one)
    await deploy(one, two)
    await heroku.rollBackTo(2)
    expect(heroku.runs()).toBe(one)
    expect(await deploy(one, two)).toEqual({ release: 'v5' })
    expect(heroku.runs()).toBe(two)
    expect(heroku.builds).toHaveLength(2)
    expect(words(said)).toMatch(/a push would change nothing[\s\S]*v3 was made of is released again/)
    // As a deploy, not as a rollback, which would bring the settings of then back too.
    expect(JSON.parse(heroku.requests.findLast(({ method }) => method === 'POST')?.body ?? '')).toHaveProperty('slug')
  })

  it('refuses where main has the commit and its slug is gone', async () => {
    const { heroku, source, deploy, fresh, signal } = await setUp()
    const [one, two] = source.shas
    await deploy(null, one)
    await deploy(one, two)
    await heroku.rollBackTo(2)
    heroku.dropSlugOf(two)
    const wanted = { deploy_id: 'd3', from_sha: one, to_sha: two, operator: 'ada' }
    const error = await thrown(fresh().deploy(wanted, () => {}, signal))
    expect(error).toBeInstanceOf(HostRefused)
    expect(error.message).toContain('a push would build nothing')
    expect(heroku.runs()).toBe(one)
  })

  it('pushes nothing that runs already', async () => {
    const { heroku, source, said, deploy } = await setUp()
    const [one] = source.shas
    await deploy(null, one)
    expect(await deploy(one, one)).toEqual({ release: 'v2' })
    expect(heroku.releases).toHaveLength(2)
    expect(words(said)).toContain('runs already')
  })

  it('says that the build failed, in its own words, and what ran still runs', async () => {
    const { heroku, source, said, deploy } = await setUp()
    const [one, two] = source.shas
    await deploy(null, one)
    heroku.failNextBuild = true
    expect(await thrown(deploy(one, two))).toBeInstanceOf(HostRefused)
    expect(words(said)).toContain('failed to compile')
    expect([heroku.runs(), heroku.head()]).toEqual([one, one])
  })

  it('waits for the release phase, and what ran still runs when that fails', async () => {
    const { heroku, source, host, said, deploy, signal } = await setUp()
    const [one, two] = source.shas
    await deploy(null, one)
    heroku.nextRelease = { pendingFor: 4, ends: 'succeeded' }
    expect(await deploy(one, two)).toEqual({ release: 'v3' })
    expect(words(said)).toContain('its release phase runs')
    heroku.nextRelease = { pendingFor: 4, ends: 'failed' }
    const error = await thrown(deploy(two, source.shas[2]))
    expect(error).toBeInstanceOf(HostRefused)
    expect(error.message).toContain(`heroku releases:output v4 --app ${heroku.app}`)
    expect(await host.running(signal)).toMatchObject({ sha: two, release: 'v3' })
    expect(await host.releases(20, signal)).not.toContainEqual(expect.objectContaining({ id: 'v4' }))
  })

  it('does not begin over a release of somebody else that is on its way', async () => {
    const { heroku, source, deploy } = await setUp()
    const [one, two] = source.shas
    await deploy(null, one)
    heroku.nextRelease = { pendingFor: 1000, ends: 'succeeded' }
    await heroku.setConfigVar()
    expect((await thrown(deploy(one, two))).message).toContain('on its way')
    expect(heroku.head()).toBe(one)
  })

  it('does not call it a success when somebody rolls back meanwhile', async () => {
    const { heroku, source, deploy } = await setUp()
    const [one, two] = source.shas
    await deploy(null, one)
    heroku.nextRelease = { pendingFor: 0, ends: 'succeeded' }
    const lists = () => heroku.requests.filter(({ path }) => path.endsWith('/releases/3')).length
    heroku.intercept = () => {
      if (lists() === 1 && heroku.releases.length === 3) void heroku.rollBackTo(2)
      return false
    }
    expect((await thrown(deploy(one, two))).message).toContain('by now v4 runs')
  })

  it('stops the build at Heroku when it is aborted', async () => {
    const { heroku, source, said, deploy, stop } = await setUp()
    const [one, two] = source.shas
    await deploy(null, one)
    heroku.holdBuilds = true
    const going = thrown(deploy(one, two))
    await heroku.when(() => heroku.builds.length === 2)
    stop.abort()
    await going
    expect(heroku.builds[1]?.status).toBe('failed')
    expect(words(said)).toContain('was cancelled')
    expect([heroku.runs(), heroku.head()]).toEqual([one, one])
  })
})

describe('a rollback at Heroku', () => {
  it('returns to exactly the release that it was given, and again', async () => {
    const { heroku, source, host, said, deploy, rollback, signal } = await setUp()
    const [one, two, three] = source.shas
    await deploy(null, one)
    await deploy(one, two)
    await deploy(two, three)
    expect(await rollback('v2')).toEqual({ release: 'v5' })
    expect(heroku.runs()).toBe(one)
    expect(await rollback('v2')).toEqual({ release: 'v6' })
    expect(heroku.runs()).toBe(one)
    expect(await host.running(signal)).toMatchObject({ sha: one, release: 'v6' })
    expect(heroku.builds).toHaveLength(3)
    expect(words(said)).toContain('nothing is built')
  })

  it('refuses a release that Heroku cannot return to, or that is not what it was pinned to', async () => {
    const { heroku, source, host, deploy, signal } = await setUp()
    const [one, two] = source.shas
    await deploy(null, one)
    await deploy(one, two)
    const ask = (id: string, sha: string | null) =>
      thrown(host.rollback({ id, sha, at: null, label: '' }, { deploy_id: 'd', operator: 'ada' }, () => {}, signal))
    expect((await ask('v1', null)).message).toContain('no slug')
    expect((await ask('v2', two)).message).toContain('pinned')
    expect((await ask('v9', null)).message).toContain('404')
    expect((await ask('not-a-release', null)).message).toContain('such as v12')
    expect(heroku.runs()).toBe(two)
  })

  it('is done though its answer was lost', async () => {
    const { heroku, source, said, deploy, rollback } = await setUp()
    const [one, two] = source.shas
    await deploy(null, one)
    await deploy(one, two)
    heroku.intercept = ({ method }, response) => {
      if (method !== 'POST') return false
      void heroku.rollBackTo(2).then(() => response.destroy())
      return true
    }
    expect(await rollback('v2')).toEqual({ release: 'v4' })
    expect(heroku.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/releases'))).toHaveLength(
      1,
    )
    expect(words(said)).toContain('done all the same')
  })

  it('names the command', async () => {
    const { host } = await setUp()
    expect(host.rollbackCommand({ id: 'v12', sha: null, at: null, label: '' })).toBe(
      'heroku releases:rollback v12 --app raxx-console-prod',
    )
    expect(host.rollbackCommand(null)).toBe('heroku releases:rollback --app raxx-console-prod')
  })
})

describe('what Heroku answers', () => {
  it('is read page by page', async () => {
    const { heroku, source, host, deploy, signal } = await setUp()
    const [one] = source.shas
    await deploy(null, one)
    for (let n = 0; n < 7; n++) await heroku.setConfigVar()
    heroku.pageSize = 2
    expect((await host.releases(6, signal)).map(({ id }) => id)).toEqual(['v9', 'v8', 'v7', 'v6', 'v5', 'v4'])
  })

  it.each([
    [401, /does not take the key HEROKU_API_KEY/],
    [403, /does not let the key HEROKU_API_KEY/],
    [404, /found nothing/],
    [422, /did not take it/],
    [418, /refused to/],
    [503, /out of order/],
  ])('%i is a refusal for people, without the key', async (status, sentence) => {
    const { heroku, host, signal } = await setUp()
    heroku.intercept = (_request, response) => {
      response.writeHead(status).end(JSON.stringify({ id: 'x', message: `no ${canary}\nwith a second line` }))
      return true
    }
    const error = await thrown(host.running(signal))
    expect(error).toBeInstanceOf(HostRefused)
    expect(error.message).toMatch(sentence)
    expect(error.message).not.toContain(canary)
    expect(error.message).not.toContain('\n')
    expect(heroku.requests).toHaveLength(status === 503 ? 3 : 1)
  })

  it('429 is waited for within a bound', async () => {
    const { heroku, host, signal } = await setUp()
    heroku.limited = { count: 2, retryAfter: '0' }
    expect(await host.running(signal)).toMatchObject({ release: 'v1' })
    heroku.limited = { count: 1, retryAfter: '3600' }
    expect((await thrown(host.running(signal))).message).toContain('Try again in 3600 s')
    expect(heroku.requests).toHaveLength(4)
  })

  it.each([
    ['no JSON', '<html>'],
    ['another form', '{"releases": []}'],
    ['a field of another kind', '[{"id": 7}]'],
    ['too much', `[${' '.repeat(9 * 1024 * 1024)}]`],
  ])('%s is a refusal', async (_name, text) => {
    const { heroku, host, signal } = await setUp()
    heroku.intercept = (_request, response) => {
      response.on('error', () => {})
      response.writeHead(200, { 'content-type': 'application/json' }).end(text)
      return true
    }
    expect(await thrown(host.running(signal))).toBeInstanceOf(HostRefused)
  })

  it.each([301, 302, 307, 308])('a redirect (%i) is not followed, so the key goes nowhere else', async (status) => {
    const reached: unknown[] = []
    const elsewhere = createServer((request, response) => {
      reached.push(request.headers)
      response.end('[]')
    })
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve))
    ends.push(() => new Promise((resolve) => elsewhere.close(resolve)))
    const location = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`
    const { heroku, source, host, deploy, signal } = await setUp()
    const [one, two] = source.shas
    await deploy(null, one)
    heroku.intercept = ({ path }, response) => {
      if (!path.includes('.git/')) return false
      response.writeHead(status, { location: `${location}${path}` }).end()
      return true
    }
    expect(await thrown(deploy(one, two))).toBeInstanceOf(HostRefused)
    heroku.intercept = (_request, response) => {
      response.writeHead(status, { location }).end()
      return true
    }
    const error = await thrown(host.running(signal))
    expect(error.message).toContain('redirect')
    expect(reached).toEqual([])
  })
})

describe('the key', () => {
  it('is read anew every time, for git too', async () => {
    const { heroku, source, host, give, deploy, signal } = await setUp()
    const [one] = source.shas
    heroku.key = 'HRKU-rotated-0000'
    expect((await thrown(host.running(signal))).message).toContain('401')
    give('HEROKU_API_KEY', 'HRKU-rotated-0000')
    expect(await deploy(null, one)).toEqual({ release: 'v2' })
  })

  it('is not sent in the clear, and is no text that breaks a header', async () => {
    const plain = await setUp({ settings: { api_base: 'http://api.example.com' } })
    expect((await thrown(plain.host.running(plain.signal))).message).toContain('a key is not sent there')
    const { host, give, signal } = await setUp()
    give('HEROKU_API_KEY', `${canary}\nx: y`)
    const error = await thrown(host.running(signal))
    expect(error).toBeInstanceOf(HostRefused)
    expect(String(error.stack)).not.toContain('canary')
    give('HEROKU_API_KEY', null)
    expect((await thrown(host.running(signal))).message).toContain('There is no secret HEROKU_API_KEY')
  })

  it('goes to git as a credential of that origin alone, not in its arguments or addresses', async () => {
    const { heroku, source, said, deploy } = await setUp()
    await deploy(null, source.shas[0])
    const git = heroku.requests.filter(({ path }) => path.includes('.git/'))
    expect(git.length).toBeGreaterThan(0)
    for (const { headers, path } of git) {
      expect(headers.authorization).toBe(`Basic ${Buffer.from(`:${canary}`).toString('base64')}`)
      expect(path).not.toContain('canary')
    }
    expect(words(said)).not.toContain(canary)
  })

  it('that git does not take is refused without it being shown, and no other is tried', async () => {
    const { heroku, source, said, deploy } = await setUp()
    heroku.intercept = ({ path }, response) => {
      if (!path.includes('.git/')) return false
      response.writeHead(401, { 'www-authenticate': 'Basic realm="Heroku"' }).end(`no ${canary}`)
      return true
    }
    const error = await thrown(deploy(null, source.shas[0]))
    expect(error).toBeInstanceOf(HostRefused)
    expect(`${error.message}${words(said)}`).not.toContain(canary)
  })

  it('is not waited for once somebody has stopped it', async () => {
    const { heroku, host, stop, signal } = await setUp()
    heroku.intercept = () => {
      stop.abort()
      return true
    }
    expect((await thrown(host.running(signal))).name).toBe('AbortError')
    expect(heroku.requests).toHaveLength(1)
  })

  it('is checked, thing by thing', async () => {
    const { heroku, host, signal } = await setUp()
    expect(await host.check(signal)).toEqual([
      { name: 'Platform API', ok: true, detail: 'the key HEROKU_API_KEY may see the app raxx-console-prod' },
      { name: 'releases', ok: true, detail: 'v1 runs' },
      { name: 'git', ok: true, detail: `${heroku.remote} has no main yet` },
    ])
    heroku.key = 'another'
    expect((await host.check(signal)).map(({ ok }) => ok)).toEqual([false, false, false])
  })
})
