import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EntryPage, VerifyReport } from '../../shared/contract/audit.ts'
import { engines } from '../support/engines.ts'
import { jsonBody, startApp, type TestApp } from './harness.ts'
import { makeRows } from './row-places.ts'
import { readEvents, seqsOf } from './sse.ts'

const paths = [
  '/api/v1/deployments/actions?total=1',
  '/api/v1/deployments/actions?q=checkout&status=proposed',
  '/api/v1/deployments/actions/summary',
  '/api/v1/workspace/hold',
  '/api/v1/workspace/policy',
  '/api/v1/incidents',
  '/api/v1/traces',
  '/api/v1/traces?q=checkout',
  '/api/v1/fleet/violations',
  '/api/v1/fleet/alerts',
  '/api/v1/fleet/compliance',
  '/api/v1/fleet/cost',
  '/api/v1/fleet/settings',
  '/api/v1/fleet/rules',
  '/api/v1/pauses?all=true',
  '/api/v1/chat/sessions',
  '/api/v1/webhooks',
  '/api/v1/drills/schedules',
  '/api/v1/drills/runs',
  '/api/v1/notifications/connectors',
  '/runtime/go-pilot/rollback-drill-schedule',
  '/runtime/go-pilot/rollback-drill-notifications',
  '/runtime/go-pilot/rollback-drill-notifications/routes',
  '/api/v1/audit/entries',
  '/api/v1/audit/entries?action=test.',
  '/api/v1/audit/entries?subject=note:1',
  '/api/v1/audit/entries?order=desc&limit=1',
  '/api/v1/audit/entries?after=5',
  '/api/v1/audit/checkpoint',
  '/api/v1/audit/key',
  '/api/v1/audit/proofs/inclusion?seq=2',
  '/api/v1/audit/proofs/inclusion?seq=9',
  '/api/v1/audit/proofs/consistency?from=1',
]

describe.each(engines)('workspaces on %s', (engine) => {
  let app: TestApp
  let mine: string
  let theirs: string
  beforeAll(async () => {
    // What is summed up until now says until when: it stands still between two looks.
    const now = Date.now()
    app = await startApp(engine, { clock: () => now })
    mine = await app.keyFor(['admin'], 'mine')
    theirs = await app.keyFor(['admin'], 'theirs')
    await makeRows(app, mine)
  }, 60_000)
  afterAll(() => app.close())

  const answers = async (key: string) =>
    Promise.all(
      paths.map(async (path) => {
        const response = await app.ask(path, { key })
        return { path, status: response.status, body: await response.text() }
      }),
    )

  const sizeOf = async (key: string): Promise<number> =>
    EntryPage.parse(await (await app.ask('/api/v1/audit/entries', { key })).json()).size

  test('nothing that another workspace does changes a byte of any answer', async () => {
    const before = await answers(mine)
    await app.fill(20, 'theirs')
    await makeRows(app, theirs)
    const put = { ...jsonBody({ held: true, reason: 'theirs' }), method: 'PUT', key: theirs }
    expect((await app.ask('/api/v1/workspace/hold', put)).status).toBe(200)
    expect(await answers(mine)).toEqual(before)
    // The same rows, and what was filled in and held besides.
    expect(await sizeOf(theirs)).toBe((await sizeOf(mine)) + 20 + 1)
    expect(JSON.stringify(before)).not.toContain('theirs')
  })

  test('verify looks at the caller’s own ledger', async () => {
    const sizes = await Promise.all(
      [mine, theirs].map(
        async (key) =>
          VerifyReport.parse(await (await app.ask('/api/v1/audit/verify', { key, method: 'POST' })).json()).size,
      ),
    )
    expect(sizes).toEqual([await sizeOf(mine), await sizeOf(theirs)])
    expect(new Set(sizes).size).toBe(2)
  })

  test('the event stream says nothing of another workspace', async () => {
    const events = readEvents(await app.ask('/api/v1/events?after=0', { key: mine }))
    await app.fill(5, 'theirs')
    await app.fill(3, 'mine')
    const seen = await events.take(5)
    expect(seqsOf(seen)).toEqual([1, 2, 3, 4, 5])
    expect(seen.map((event) => JSON.parse(event.data).workspace)).toEqual(Array(5).fill('mine'))
    await events.cancel()
  })
})
