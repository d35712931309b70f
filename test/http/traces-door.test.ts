import { request as httpRequest } from 'node:http'
import { text } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { serveSocket } from '../../main/http/serve.ts'
import { StoreError } from '../../main/store/errors.ts'
import { within } from '../../main/store/within.ts'
import { exportResponse, rpcStatus } from '../../main/telemetry/otlp-messages.ts'
import { largestRequest } from '../../main/telemetry/unpack.ts'
import { engines } from '../support/engines.ts'
import { asProtobuf, nanos, pair, requestOf, spanId, spanOf, traceId } from '../telemetry/otlp-kit.ts'
import { startApp, type TestApp, withApp } from './harness.ts'
import { problemOf } from './problem-shape.ts'

const json = 'application/json'
const protobuf = 'application/x-protobuf'
type Sent = { type?: string; packing?: string; body: string | Uint8Array<ArrayBuffer>; key?: string | undefined }

const post = (app: TestApp, { type = json, packing, body, key }: Sent) =>
  app.ask('/v1/traces', {
    ...{ method: 'POST', body, key },
    headers: { 'content-type': type, ...(packing !== undefined && { 'content-encoding': packing }) },
  })

/** What the protocol asks of every refusal: a google.rpc.Status in the encoding of the request. */
async function statusOf(response: Response, http: number): Promise<unknown> {
  const type = response.headers.get('content-type')
  expect([response.status, [json, protobuf]]).toEqual([http, expect.arrayContaining([type])])
  if (type === json) return response.json()
  return rpcStatus.toObject(rpcStatus.decode(new Uint8Array(await response.arrayBuffer())))
}

describe.each(engines)('POST /v1/traces on %s', (engine) => {
  let app: TestApp
  let key: string
  let workspace: string
  let workspaces = 0
  beforeAll(async () => {
    app = await startApp(engine)
  })
  afterAll(() => app.close())
  beforeEach(async () => {
    workspace = `w${++workspaces}`
    key = await app.keyFor(['runner'], workspace)
  })

  const send = async (...spans: unknown[]) => {
    const response = await post(app, { body: JSON.stringify(requestOf(spans)), key })
    expect(response.status).toBe(200)
    return response.json()
  }
  const inside = <T>(work: (read: TestApp['services']['store']['read']) => Promise<T>) =>
    within(workspace, () => work(app.services.store.read))
  const traces = () =>
    inside((read) =>
      read.selectFrom('trace').selectAll().where('workspace', '=', workspace).orderBy('trace_id').execute(),
    )
  const theTrace = async () => (await traces())[0]
  const usage = () =>
    inside((read) => read.selectFrom('usage_bucket').selectAll().where('workspace', '=', workspace).execute())

  test('a stranger, and who may only look, are refused before anything is read', async () => {
    const body = JSON.stringify(requestOf([spanOf()]))
    await problemOf(await post(app, { body }), 401, 'credential_missing')
    await problemOf(await post(app, { body, key: await app.keyFor(['viewer'], workspace) }), 403, 'permission_denied')
    await problemOf(await post(app, { body, key: 'ck_nonsense' }), 401, 'credential_invalid')
    await problemOf(await app.ask('/v1/nothing'), 401, 'credential_missing')
    expect(await traces()).toEqual([])
  })

  test('all taken is an empty answer; some, how many and why', async () => {
    expect(await send(spanOf())).toEqual({})
    const some = requestOf([spanOf({ spanId: spanId(2) }), spanOf({ traceId: '' }), spanOf({ spanId: '00' })])
    expect(await (await post(app, { body: JSON.stringify(some), key })).json()).toEqual({
      partialSuccess: { rejectedSpans: '2', errorMessage: expect.stringMatching(/trace id.*span id/) },
    })
    const answer = await post(app, { type: protobuf, body: asProtobuf(some), key })
    expect(answer.headers.get('content-type')).toBe(protobuf)
    const said = exportResponse.decode(new Uint8Array(await answer.arrayBuffer()))
    expect(exportResponse.toObject(said, { longs: Number })).toMatchObject({ partialSuccess: { rejectedSpans: 2 } })
    expect((await theTrace())?.span_count).toBe(2)
  })

  test('a batch that is sent again counts once, whole or in part, and so does a span twice in one', async () => {
    const batch = Array.from({ length: 130 }, (_, i) =>
      spanOf({
        spanId: spanId(i + 1),
        ...(i > 0 && { parentSpanId: spanId(1) }),
        attributes: [
          ...[pair('gen_ai.operation.name', 'chat'), pair('gen_ai.response.model', 'gpt-4o')],
          pair('gen_ai.usage.input_tokens', 100),
        ],
      }),
    )
    await send(...batch.slice(0, 40), ...batch.slice(30, 40))
    await send(...batch)
    await Promise.all([send(...batch), send(...batch)])
    const counts = { span_count: 130, llm_calls: 130, input_tokens: 13_000, cost_nano: 130 * 250_000 }
    expect(await theTrace()).toMatchObject(counts)
    expect((await usage()).map(({ runs, calls }) => [runs, calls]).sort()).toEqual([
      [0, 130],
      [1, 0],
    ])
  })

  describe('in whatever order spans come', () => {
    const root = spanOf({ spanId: spanId(1), name: 'root', attributes: [pair('gen_ai.agent.name', 'bee')] })
    const early = spanOf({
      ...{ spanId: spanId(2), parentSpanId: spanId(1), name: 'early' },
      startTimeUnixNano: nanos(-100),
    })
    const failed = spanOf({
      ...{ spanId: spanId(3), parentSpanId: spanId(1), name: 'late', status: { code: 2 } },
      ...{ startTimeUnixNano: nanos(100), endTimeUnixNano: nanos(900) },
    })
    const whole = {
      ...{ agent: 'bee', name: 'root', status: 'ok', root_seen: 1, span_count: 3, error_count: 1 },
      ...{ started_us: 1_777_471_199_900_000, ended_us: 1_777_471_200_900_000, duration_us: 1_000_000 },
    }
    test.each([
      ['root first', [[root], [early], [failed]]],
      ['root last', [[early], [failed], [root]]],
      ['root between', [[failed], [root], [early]]],
      ['all at once', [[failed, early, root]]],
    ])('%s', async (_, batches) => {
      for (const batch of batches) await send(...batch)
      expect(await theTrace()).toMatchObject(whole)
    })

    test('before the root, the earliest stands for it, and any failure counts', async () => {
      await send(failed)
      expect(await theTrace()).toMatchObject({ name: 'late', agent: 'checkout', status: 'error', root_seen: 0 })
      await send(early)
      expect(await theTrace()).toMatchObject({ name: 'early', status: 'error', root_seen: 0 })
      await send({ ...root, status: { code: 2 } })
      expect(await theTrace()).toMatchObject({ name: 'root', status: 'error', root_seen: 1 })
    })

    test('whoever judged it looks again', async () => {
      await send(root)
      await app.services.store.write(workspace, async ({ db }) => {
        await db.updateTable('trace').set({ judged: 1 }).where('workspace', '=', workspace).execute()
      })
      await send(root)
      expect((await theTrace())?.judged).toBe(1)
      await send(early)
      expect((await theTrace())?.judged).toBe(0)
    })
  })

  test('names and text of any kind are stored, and nothing of it is obeyed', async () => {
    const words = `x'); drop table span; -- \0 \ud800 ${'é'.repeat(400)}`
    await send(spanOf({ name: words, attributes: [pair('gen_ai.agent.name', words), pair(words, words)] }))
    expect(await theTrace()).toMatchObject({ span_count: 1, name: expect.stringContaining('drop table') })
  })

  test('it is in no ledger', async () => {
    const size = () =>
      inside((read) => read.selectFrom('ledger_entry').select('seq').where('workspace', '=', workspace).execute())
    const before = (await size()).length
    await send(spanOf())
    expect((await size()).length).toBe(before)
  })
})

describe('the door', () => {
  let app: TestApp
  let key: string
  beforeAll(async () => {
    app = await startApp('sqlite')
    key = await app.keyFor(['runner'])
  })
  afterAll(() => app.close())
  const good = JSON.stringify(requestOf([spanOf()]))

  test.each<[string, Sent, number, number]>([
    ['JSON that is cut', { body: good.slice(0, -4) }, 400, 3],
    ['JSON of another shape', { body: '{"resourceSpans":{}}' }, 400, 3],
    ['nothing', { body: '' }, 400, 3],
    ['JSON where protobuf is said', { type: protobuf, body: good }, 400, 3],
    ['what is no gzip', { packing: 'gzip', body: good }, 400, 3],
    ['gzip that is cut', { packing: 'gzip', body: gzipSync(good).subarray(0, -9) }, 400, 3],
    ['gzip that nobody says', { body: gzipSync(good) }, 400, 3],
    ['a bomb', { packing: 'gzip', body: gzipSync(Buffer.alloc(largestRequest.unpacked + 1, 0x20)) }, 413, 8],
    ['a bomb of protobuf', { type: protobuf, packing: 'gzip', body: gzipSync(Buffer.alloc(200_000_000)) }, 413, 8],
    ['too much', { body: ' '.repeat(largestRequest.unpacked + 1) }, 413, 8],
  ])('%s', async (_, sent, http, code) => {
    const message = expect.stringMatching(/\w{3}/)
    expect(await statusOf(await post(app, { ...sent, key }), http)).toEqual({ code, message })
  })

  test.each<[string, Omit<Sent, 'body'>]>([
    ['text', { type: 'text/plain' }],
    ['no type', { type: '' }],
    ['zstd', { packing: 'zstd' }],
    ['gzip twice', { packing: 'gzip, gzip' }],
  ])('%s is not read here', async (_, sent) => {
    await problemOf(await post(app, { ...sent, body: good, key }), 415, 'media_type_unknown')
  })

  test.each(['application/json; charset=utf-8', 'Application/JSON'])('%s is JSON', async (type) => {
    expect((await post(app, { type, body: good, key })).status).toBe(200)
  })

  test('an empty message of protobuf says nothing, and that is taken', async () => {
    const response = await post(app, { type: protobuf, body: new Uint8Array(), key })
    expect([response.status, (await response.arrayBuffer()).byteLength]).toEqual([200, 0])
  })

  test('more than a megabyte is taken, which no other operation takes', async () => {
    const spans = Array.from({ length: 400 }, (_, i) =>
      spanOf({ ...{ traceId: traceId(7), spanId: spanId(i + 1) }, attributes: [pair('prompt', 'x'.repeat(4_000))] }),
    )
    expect((await post(app, { body: JSON.stringify(requestOf(spans)), key })).status).toBe(200)
  })

  test('over a socket, one that is too large is refused while it comes', async () => {
    const door = await serveSocket((request, env) => app.app.fetch(request, env), { host: '127.0.0.1', port: 0 })
    const { promise, resolve, reject } = Promise.withResolvers<{ status: number | undefined; body: string }>()
    const headers = { authorization: `Bearer ${key}`, 'content-type': json }
    const request = httpRequest(`${door.url}/v1/traces`, { method: 'POST', headers }, async (response) =>
      resolve({ status: response.statusCode, body: await text(response) }),
    )
    request.on('error', reject)
    request.end(Buffer.alloc(largestRequest.unpacked + 1, 0x20))
    const { status, body } = await promise
    expect({ status, code: JSON.parse(body).code }).toEqual({ status: 413, code: 8 })
    await door.close()
  })
})

test.each(['store_busy', 'store_full', 'store_unavailable'] as const)(
  'what cannot be stored for now (%s) may be sent again, and when is said',
  async (fault) => {
    await withApp(
      'sqlite',
      async (app) => {
        const key = await app.keyFor(['runner'])
        const body = JSON.stringify(requestOf([spanOf()]))
        // Known to the ledger before the store fails.
        expect((await app.ask('/api/v1/audit/checkpoint', { key })).status).not.toBe(401)
        const response = await post(app, { body, key })
        expect(response.headers.get('retry-after')).toMatch(/^\d+$/)
        expect(await statusOf(response, 503)).toEqual({ code: 14, message: expect.stringContaining('as a test') })
      },
      {
        change: (services) => ({
          ...services,
          store: {
            ...services.store,
            write: (workspace, unit) =>
              services.store.write(workspace, async (tx) => {
                const done = await unit(tx)
                const [span] = await tx.db.selectFrom('span').select('span_id').limit(1).execute()
                if (span) throw new StoreError(fault, 'as a test')
                return done
              }),
          },
        }),
      },
    )
  },
)
