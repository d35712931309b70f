import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { VerifyReport } from '../../shared/contract/audit.ts'
import { engines } from '../support/engines.ts'
import { startApp, type TestApp } from './harness.ts'
import { readEvents, seqsOf } from './sse.ts'

const paths = [
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
    app = await startApp(engine)
    mine = await app.keyFor(['admin'], 'mine')
    theirs = await app.keyFor(['admin'], 'theirs')
  })
  afterAll(() => app.close())

  const answers = async (key: string) =>
    Promise.all(
      paths.map(async (path) => {
        const response = await app.ask(path, { key })
        return { path, status: response.status, body: await response.text() }
      }),
    )

  test('nothing that another workspace does changes a byte of any answer', async () => {
    const before = await answers(mine)
    await app.fill(20, 'theirs')
    expect(await answers(mine)).toEqual(before)
    const page = JSON.parse((await answers(theirs))[0]?.body ?? '')
    expect(page.size).toBe(22)
    expect(JSON.stringify(before)).not.toContain('theirs')
  })

  test('verify looks at the caller’s own ledger', async () => {
    const sizes = await Promise.all(
      [mine, theirs].map(
        async (key) =>
          VerifyReport.parse(await (await app.ask('/api/v1/audit/verify', { key, method: 'POST' })).json()).size,
      ),
    )
    expect(sizes).toEqual([2, 22])
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
