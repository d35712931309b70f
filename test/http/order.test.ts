import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Ask, jsonBody, startApp, type TestApp } from './harness.ts'
import { problemOf } from './problem-shape.ts'

const unknownKey = `sk-at-${'A'.repeat(43)}`
const nowhere = '/api/v1/nothing'
const verify = '/api/v1/audit/verify'

describe('refusals are decided in one order', () => {
  let app: TestApp
  let viewer: string
  let auditor: string
  beforeAll(async () => {
    app = await startApp('sqlite')
    viewer = await app.keyFor(['viewer'])
    auditor = await app.keyFor(['auditor'])
  })
  afterAll(() => app.close())

  test.each<[what: string, path: string, status: number, code: string, ask: () => Ask]>([
    ['401 before 404: no credential', nowhere, 401, 'credential_missing', () => ({})],
    ['401 before 404: a bad credential', nowhere, 401, 'credential_invalid', () => ({ key: unknownKey })],
    ['401 before 404: a place of the console', '/console/nothing', 401, 'credential_missing', () => ({})],
    ['401 before 404: an unknown method', verify, 401, 'credential_missing', () => ({ method: 'PUT' })],
    ['401 before 422: a malformed body', verify, 401, 'credential_missing', () => jsonBody({ checkpoint: 1 })],
    ['401 before 422: a bad query', '/api/v1/events?after=-1', 401, 'credential_missing', () => ({})],
    ['404 before 403', nowhere, 404, 'not_found', () => ({ key: viewer })],
    [
      '403 before 422: the shape',
      verify,
      403,
      'permission_denied',
      () => ({ key: viewer, ...jsonBody({ checkpoint: 1 }) }),
    ],
    ['422 for who may', verify, 422, 'invalid_input', () => ({ key: auditor, ...jsonBody({ checkpoint: 1 }) })],
  ])('%s', async (_, path, status, code, ask) => {
    await problemOf(await app.ask(path, ask()), status, code)
  })

  test('403 names the permission', async () => {
    const refused = await problemOf(await app.ask(verify, { key: viewer, method: 'POST' }), 403, 'permission_denied')
    expect(refused).toMatchObject({ permission: 'audit.verify' })
  })

  test('what needs no credential takes none, and is not put off by a bad one', async () => {
    for (const path of ['/health', '/openapi.json', '/docs'])
      for (const key of [undefined, unknownKey]) expect((await app.ask(path, { key })).status).toBe(200)
  })
})
