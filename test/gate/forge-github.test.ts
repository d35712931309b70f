import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ForgeFault } from '../../main/gate/forge/fault.ts'
import { createGithub } from '../../main/gate/forge/github.ts'
import { type FakeGithub, startGithub } from '../fakes/github.ts'

let forge: FakeGithub
beforeEach(async () => {
  forge = await startGithub()
})
afterEach(() => forge.close())

const sha = 'b'.repeat(40)
const inputs = {
  surface: 'console',
  app: 'raxx-console-prod',
  environment: 'production',
  sha,
  countersign_deploy: 'd-1',
}
const signal = new AbortController().signal
const client = (fetched: typeof fetch = fetch, clock = Date.now) =>
  createGithub({ api_base: forge.api_base, repository: forge.repository, fetch: fetched, clock })

async function fault(work: Promise<unknown>): Promise<ForgeFault> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof ForgeFault)) throw new Error(`expected a ForgeFault, got ${String(error)}`)
  return error
}

describe('the client of GitHub', () => {
  it('says who a token is of, and what a classic one may', async () => {
    const ada = forge.addUser('ada', { scopes: 'repo, workflow' })
    const bo = forge.addUser('bo')
    await expect(client().whoAmI({ token: ada.token, signal })).resolves.toEqual({
      login: 'ada',
      scopes: ['repo', 'workflow'],
    })
    await expect(client().whoAmI({ token: bo.token, signal })).resolves.toEqual({ login: 'bo', scopes: null })
  })

  it.each([
    ['given', true],
    ['none', false],
    ['refused', false],
  ] as const)('dispatches once where run details are %s', async (details, isKnown) => {
    const { token } = forge.addUser('ada')
    forge.state.runDetails = details
    const dispatched = await client().dispatch({ token, signal }, 'deploy.yml', { ref: 'main', inputs })
    expect(forge.runs).toHaveLength(1)
    expect(forge.runs[0]?.inputs).toEqual(inputs)
    expect(dispatched?.html_url ?? null).toBe(isKnown ? forge.runs[0]?.html_url : null)
  })

  it('keeps answers by their ETag, and never for another token', async () => {
    const ada = forge.addUser('ada')
    const bo = forge.addUser('bo')
    const run = forge.beginRun(inputs, ada)
    const github = client()
    const first = await github.run({ token: ada.token, signal }, run.id)
    const again = await github.run({ token: ada.token, signal }, run.id)
    await github.run({ token: bo.token, signal }, run.id)
    expect(again).toEqual(first)
    const etags = forge.requests.map(({ headers }) => headers['if-none-match'])
    expect(etags).toEqual([undefined, expect.stringMatching(/^W\//), undefined])
    run.start()
    await expect(github.run({ token: bo.token, signal }, run.id)).resolves.toMatchObject({ status: 'in_progress' })
  })

  it('follows to where logs lie without the token', async () => {
    const ada = forge.addUser('ada')
    const run = forge.beginRun(inputs, ada).smoke('failure').print('gate', '##[group]Run checks', '1 check failed')
    const [gate] = run.asJobs()
    await expect(client().jobLog({ token: ada.token, signal }, gate?.id ?? 0)).resolves.toContain('1 check failed')
    expect(forge.logRequests).toHaveLength(1)
    expect(JSON.stringify(forge.logRequests)).not.toContain(ada.token)
  })

  it('follows no other redirect', async () => {
    const { token } = forge.addUser('ada')
    forge.refuseNext({ status: 301, body: {}, headers: { location: `${forge.state.logPlace()}/1/1` } })
    await expect(fault(client().run({ token, signal }, 1))).resolves.toMatchObject({ kind: 'refused' })
    expect(forge.logRequests).toHaveLength(0)
  })

  it.each([
    [{ status: 401 }, 'unauthorized', 0],
    [{ status: 403, body: { message: 'Resource not accessible by personal access token' } }, 'forbidden', 0],
    [{ status: 403, body: { message: 'x' }, headers: { 'retry-after': '7' } }, 'rate_limited', 7_000],
    [
      { status: 403, body: {}, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1000030' } },
      'rate_limited',
      30_000,
    ],
    [{ status: 429, body: {} }, 'rate_limited', 60_000],
    [{ status: 403, body: { message: 'You have exceeded a secondary rate limit.' } }, 'rate_limited', 60_000],
    [{ status: 404, body: { message: 'Not Found' } }, 'not_found', 0],
    [{ status: 422, body: { message: 'No ref found', errors: [{ message: 'for: nope' }] } }, 'refused', 0],
    [{ status: 502, body: {} }, 'unreachable', 0],
    [{ status: 200, body: { id: 'no number' } }, 'malformed', 0],
  ] as const)('makes a fault of %j', async (answer, kind, retry_after_ms) => {
    const { token } = forge.addUser('ada')
    forge.refuseNext(answer)
    const github = client(fetch, () => 1_000_000_000)
    await expect(fault(github.run({ token, signal }, 1))).resolves.toMatchObject({ kind, retry_after_ms })
  })

  it('says nothing of a token that the forge echoes', async () => {
    const { token } = forge.addUser('ada')
    forge.refuseNext({ status: 422, body: { message: `bad ${token}\u0007\nhere` } })
    const { message } = await fault(client().run({ token, signal }, 1))
    expect(message).toBe('The forge said no: bad [token] here')
  })

  it('takes no more than it can hold', async () => {
    const flood = () => new Response(new Blob(['x'.repeat(9 * 1024 * 1024)]).stream())
    const { message } = await fault(client(async () => flood()).run({ token: 't', signal }, 1))
    expect(message).toBe('The forge answered more than is taken.')
  })

  it('says what it cannot reach, and no more', async () => {
    const { token } = forge.addUser('ada')
    forge.outage(true)
    const found = await fault(client().run({ token, signal }, 1))
    expect(found.kind).toBe('unreachable')
    expect(found.message).toMatch(/^The forge at 127\.0\.0\.1:\d+ cannot be reached/)
  })

  it('sends no token over plain http to anywhere else', async () => {
    const asked: unknown[] = []
    const spy: typeof fetch = async (url) => {
      asked.push(url)
      return new Response('{}')
    }
    const place = { api_base: 'http://git.example.com/api/v3', repository: 'a/b', fetch: spy, clock: Date.now }
    await expect(fault(createGithub(place).run({ token: 't', signal }, 1))).resolves.toMatchObject({
      message: expect.stringContaining('use https'),
    })
    expect(asked).toEqual([])
  })

  it('knows an environment that is not there, a comparison, and what cannot be cancelled', async () => {
    const ada = forge.addUser('ada')
    const asked = { token: ada.token, signal }
    await expect(client().environment(asked, 'production')).resolves.toBeNull()
    forge.state.comparisons.set('main...topic', 'diverged')
    await expect(client().compare(asked, 'main', 'topic')).resolves.toMatchObject({ status: 'diverged' })
    const run = forge.beginRun(inputs, ada).start()
    await client().cancel(asked, run.id)
    await expect(client().run(asked, run.id)).resolves.toMatchObject({ conclusion: 'cancelled' })
    await expect(fault(client().cancel(asked, run.id))).resolves.toMatchObject({
      message: 'The forge said no: Cannot cancel a workflow run that is completed.',
    })
  })

  it('sends the headers that GitHub asks for, to a server of one’s own too', async () => {
    const sent: { url: string; headers: Headers }[] = []
    const spy: typeof fetch = async (url, init) => {
      sent.push({ url: String(url), headers: new Headers(init?.headers) })
      return Response.json({ name: 'production' })
    }
    const place = { api_base: 'https://git.example.com/api/v3/', repository: 'a/b', fetch: spy, clock: Date.now }
    await createGithub(place).environment({ token: 'secret', signal }, 'pro duction')
    expect(sent[0]?.url).toBe('https://git.example.com/api/v3/repos/a/b/environments/pro%20duction')
    expect(Object.fromEntries(sent[0]?.headers ?? [])).toMatchObject({
      accept: 'application/vnd.github+json',
      'x-github-api-version': '2022-11-28',
      authorization: 'Bearer secret',
    })
  })
})
