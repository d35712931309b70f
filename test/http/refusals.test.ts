import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { engines } from '../support/engines.ts'
import { type Ask, jsonBody, startApp, type TestApp } from './harness.ts'
import { problemOf } from './problem-shape.ts'

const entries = '/api/v1/audit/entries'
const verify = '/api/v1/audit/verify'
const inclusion = '/api/v1/audit/proofs/inclusion'
const consistency = '/api/v1/audit/proofs/consistency'
const json = { 'content-type': 'application/json' }
const badNumbers = [
  '-1',
  '1e3',
  '1.5',
  ' 1',
  '+1',
  '01',
  '0x1',
  '',
  'one',
  '1,2',
  '٣',
  '9007199254740993',
  '9'.repeat(400),
]

const notFound: [what: string, path: string, init?: Ask][] = [
  ['an unknown path', '/api/v1/nothing'],
  ['an unknown version', '/api/v2/audit/entries'],
  ['a path outside the API', '/wp-login.php'],
  ['a trailing slash', `${entries}/`],
  ['another case', '/API/v1/audit/entries'],
  ['a doubled slash', '//api/v1/audit/entries'],
  ['a method the path does not know', entries, { method: 'DELETE' }],
  ['PUT where POST is meant', verify, { method: 'PUT', body: '{}', headers: json }],
  ['a method of nobody', entries, { method: 'BREW' }],
  ['OPTIONS', entries, { method: 'OPTIONS' }],
]

const invalid: [what: string, path: string, at: unknown, init?: Ask][] = [
  ...badNumbers.flatMap((n): [string, string, unknown][] => {
    const text = encodeURIComponent(n)
    return [
      [`after=${n}`, `${entries}?after=${text}`, ['after']],
      [`limit=${n}`, `${entries}?limit=${text}`, ['limit']],
      [`offset=${n}`, `${entries}?offset=${text}`, ['offset']],
      [`seq=${n}`, `${inclusion}?seq=${text}`, ['seq']],
      [`to=${n}`, `${consistency}?from=1&to=${text}`, ['to']],
      [`the stream's after=${n}`, `/api/v1/events?after=${text}`, ['after']],
    ]
  }),
  ['limit 0', `${entries}?limit=0`, ['limit']],
  ['limit 501', `${entries}?limit=501`, ['limit']],
  ['after given twice', `${entries}?after=1&after=2`, ['after']],
  ['an unknown order', `${entries}?order=random`, ['order']],
  ['an action that is too long', `${entries}?action=${'a'.repeat(201)}`, ['action']],
  ['an action with a zero byte', `${entries}?action=a%00`, ['action']],
  ['a subject with a zero byte', `${entries}?subject=%00`, ['subject']],
  ['a proof of nothing', inclusion, ['seq']],
  ['a body that is not JSON', verify, [], { method: 'POST', body: '{"checkpoint":', headers: json }],
  ['a body that does not say what it is', verify, [], { method: 'POST', body: new Blob(['{}']) }],
  [
    'a body of another kind',
    verify,
    [],
    { method: 'POST', body: 'checkpoint=x', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
  ],
  ['a body that is an array', verify, [], jsonBody([])],
  ['a checkpoint that is a number', verify, ['checkpoint'], jsonBody({ checkpoint: 5 })],
  ['a checkpoint of 10,001 letters', verify, ['checkpoint'], jsonBody({ checkpoint: 'x'.repeat(10_001) })],
]

const outOfTree: [path: string][] = [
  [`${inclusion}?seq=0`],
  [`${inclusion}?seq=4`],
  [`${inclusion}?seq=1&size=4`],
  [`${inclusion}?seq=3&size=2`],
  [`${inclusion}?seq=9007199254740991`],
  [`${consistency}?from=4`],
  [`${consistency}?from=2&to=1`],
  [`${consistency}?from=1&to=4`],
]

describe.each(engines)('refusals on %s', (engine) => {
  let app: TestApp
  let key: string
  beforeAll(async () => {
    app = await startApp(engine)
    key = await app.keyFor(['admin'])
    await app.fill(1)
  })
  afterAll(() => app.close())

  test.each(notFound)('%s: there is nothing there', async (_, path, init) => {
    await problemOf(await app.ask(path, { ...init, key }), 404, 'not_found')
  })

  test.each(invalid)('%s: not of the expected shape, and where', async (_, path, at, init) => {
    const { issues } = await problemOf(await app.ask(path, { ...init, key }), 422, 'invalid_input')
    expect(issues).toContainEqual({ path: at, message: expect.stringMatching(/\w/) })
  })

  test.each(outOfTree)('%s: outside the tree, and how large that is', async (path) => {
    expect(await problemOf(await app.ask(path, { key }), 422, 'range_out_of_tree')).toMatchObject({ size: 3 })
  })

  test('a cursor beyond the end is an empty page, not a refusal', async () => {
    const page = await (await app.ask(`${entries}?after=9007199254740991`, { key })).json()
    expect(page).toMatchObject({ items: [], next_after: null, total: 3 })
  })
})
