import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { roles } from '../../shared/domain/permission.ts'
import { engines } from '../support/engines.ts'
import { nobodyKnows } from './action-kit.ts'
import { jsonBody, startApp, type TestApp } from './harness.ts'
import { problemOf } from './problem-shape.ts'
import { makeRows, makesWhatItNames, type Operation, operationsOf, placed } from './row-places.ts'

/** What belongs to another workspace is not there: whoever asks, whatever they ask, they cannot tell it from nothing. */
describe.each(engines)('rows of another workspace on %s', (engine) => {
  let app: TestApp
  let about: Operation[]
  let theirRow: (path: string) => string
  let theirs: string
  const mine = new Map<string, string>()
  beforeAll(async () => {
    app = await startApp(engine, { limits: { transitionsPerMinute: 1_000_000 } })
    theirs = await app.keyFor(['admin'], 'theirs')
    theirRow = await makeRows(app, theirs)
    for (const role of roles) mine.set(role, await app.keyFor([role], 'mine'))
    about = (await operationsOf(app)).filter((each) => each.path.includes('{') && !makesWhatItNames(each))
  }, 60_000)
  afterAll(() => app.close())

  const own = ['date', 'x-request-id', 'content-security-policy']
  async function ask({ method, path }: Operation, id: string, key: string | undefined, body?: unknown) {
    const init = body === undefined || method === 'GET' ? {} : jsonBody(body)
    const response = await app.ask(placed(path, id), { ...init, method, key })
    const headers = [...response.headers].filter(([name]) => !own.includes(name))
    return { status: response.status, body: await response.text(), headers }
  }

  test('there are operations on rows, and their own workspace finds them', async () => {
    expect(about.length).toBeGreaterThan(15)
    for (const operation of about.filter(({ method }) => method === 'GET'))
      expect((await ask(operation, theirRow(operation.path), theirs)).status, operation.path).toBe(200)
  })

  test.each(roles)('to %s are as those that never were', async (role) => {
    const key = mine.get(role)
    for (const operation of about)
      for (const body of [undefined, {}, { note: 5 }, { target_ref: 'x', body: 'x', outcome: 1 }]) {
        const theirsToMe = await ask(operation, theirRow(operation.path), key, body)
        expect(theirsToMe, `${operation.method} ${operation.path}`).toEqual(
          await ask(operation, nobodyKnows, key, body),
        )
        const said: { code: string } = JSON.parse(theirsToMe.body)
        expect(said.code, `${operation.method} ${operation.path}`).toBe('not_found')
      }
  })

  test('and nothing of what was asked has left a trace with them', async () => {
    const entries = async () => (await app.ask('/api/v1/audit/entries', { key: theirs })).text()
    const before = await entries()
    for (const operation of about)
      if (operation.method === 'POST') await ask(operation, theirRow(operation.path), mine.get('admin'), { note: 'x' })
    expect(await entries()).toBe(before)
  })

  test.each([
    'x',
    '0',
    '-1',
    'null',
    '%00',
    '%0A',
    'a%00b',
    '%ff',
    '%20',
    '..%2F..%2Fetc',
    '%F0%9F%98%80',
    "'%20or%201=1--",
    `${nobodyKnows}%20`,
    nobodyKnows.toUpperCase(),
    'a'.repeat(2000),
  ])('an id such as %s names nothing, on any route', async (id) => {
    for (const { method, path } of about) {
      const response = await app.ask(placed(path, id), { method, key: mine.get('admin') })
      await problemOf(response, 404, 'not_found')
    }
  })
})
