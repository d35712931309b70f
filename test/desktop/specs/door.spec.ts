import { connectTo } from '../connect.ts'
import { test as base, expect } from '../fixtures.ts'
import { startTeamServer, type TeamServer } from '../team-server.ts'

const test = base.extend<{ server: TeamServer }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern to learn what a fixture needs
  server: async ({}, use) => {
    const server = await startTeamServer()
    await use(server)
    await server.close()
  },
})

test('the API answers in process', async ({ desktop }) => {
  const page = await desktop.page()
  const answer = await page.evaluate(async () => {
    const response = await fetch('/console/session')
    return { status: response.status, session: (await response.json()) as { authentication_mode: string } }
  })
  expect(answer).toMatchObject({ status: 200, session: { authentication_mode: 'sample' } })
})

test('the ledger is verified, in a worker that the build brought along', async ({ desktop }) => {
  const page = await desktop.page()
  const report = await page.evaluate(async () => {
    const response = await fetch('/api/v1/audit/verify', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    })
    return (await response.json()) as { ok: boolean; size: number }
  })
  expect(report).toMatchObject({ ok: true })
  expect(report.size).toBeGreaterThan(0)
})

test('bodies arrive, and problems are problems', async ({ desktop }) => {
  const page = await desktop.page()
  const answer = await page.evaluate(async () => {
    const response = await fetch('/console/connections/select', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id: 'nowhere' }),
    })
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      body: (await response.json()) as object,
    }
  })
  expect(answer).toMatchObject({ status: 404, type: 'application/problem+json', body: { code: 'connection_unknown' } })
})

test('the ledger streams, and a stream that the page leaves ends behind the door', async ({ desktop }) => {
  const page = await desktop.page()
  // More than one client may hold at a time: each has to be let go of for the next to be had.
  const statuses = await page.evaluate(async () => {
    const all: number[] = []
    for (let turn = 0; turn < 60; turn += 1) {
      const leaving = new AbortController()
      const response = await fetch('/api/v1/events', { signal: leaving.signal })
      const first = await response.body?.getReader().read()
      all.push(first?.value === undefined ? 0 : response.status)
      leaving.abort()
    }
    return all
  })
  expect(new Set(statuses)).toEqual(new Set([200]))
})

test("a team's server streams through, sees the token alone, and sees the page go", async ({ desktop, server }) => {
  const page = await desktop.page()
  await connectTo(page, server.url)
  const seen = await page.evaluate(async () => {
    const leaving = new AbortController()
    const response = await fetch('/api/stream/a', {
      signal: leaving.signal,
      headers: { authorization: 'Bearer of-the-page' },
    })
    const first = await response.body?.getReader().read()
    leaving.abort()
    return { text: new TextDecoder().decode(first?.value), cookie: document.cookie }
  })
  expect(seen).toEqual({ text: 'data: first\n\n', cookie: '' })
  await server.gone('/api/stream/a')
  expect(server.seen.find(({ path }) => path === '/api/stream/a')).toMatchObject({
    authorization: 'Bearer the-token-of-a-test',
    cookie: undefined,
  })
})

test('an event stream that breaks off comes back by itself', async ({ desktop, server }) => {
  const page = await desktop.page()
  await connectTo(page, server.url)
  await page.evaluate(() => {
    const source = new EventSource('/api/stream/b')
    document.documentElement.dataset.heard = '0'
    source.addEventListener('message', () => {
      const heard = Number(document.documentElement.dataset.heard) + 1
      document.documentElement.dataset.heard = `${heard}`
      if (heard === 2) source.close()
    })
  })
  const heard = () => page.evaluate(() => document.documentElement.dataset.heard)
  // What was written to a stream that is broken off at once may never arrive: only then would it wait for a third.
  await expect.poll(heard).toBe('1')
  server.waiting.get('/api/stream/b')?.destroy()
  await expect.poll(heard, { timeout: 20_000 }).toBe('2')
})
