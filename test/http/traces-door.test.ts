import { request as httpRequest } from 'node:http'
import { text } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { serveSocket } from '../../main/http/serve.ts'
import { StoreError } from '../../main/store/errors.ts'
import { within } from '../../main/store/within.ts'
import { exportResponse, rpcStatus } from '../../main/telemetry/otlp-messages.ts'
import { largestRequest } from '../../main/telemetry/unpack.ts'
import { mostInside } from '../../main/use-cases/telemetry/intake.ts'
import { engines } from '../support/engines.ts'
import { asProtobuf, nanos, pair, requestOf, spanId, spanOf, traceId } from '../telemetry/otlp-kit.ts'
import { startApp, type TestApp, withApp } from './harness.ts'
import { problemOf } from './problem-shape.ts'

const json = 'application/json'
/** A minute after the kit's spans. */
const clock = () => Number(nanos(60_000)) / 1e6
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
    app = await startApp(engine, { clock })
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

  test('what is from the future, or from before anything is kept, is told of', async () => {
    const day = 86_400_000
    const at = (ms: number, n: number, until = ms) =>
      spanOf({ spanId: spanId(n), startTimeUnixNano: nanos(ms), endTimeUnixNano: nanos(until) })
    const minute = 60_000
    const told = await send(
      at(5 * minute, 1),
      ...[at(7 * minute, 2), at(0, 3, 7 * minute), at(-29 * day, 4), at(-31 * day, 5)],
    )
    const errorMessage = expect.stringMatching(/^2 × .*five minutes.*; 1 × .*30 days/)
    expect(told).toEqual({ partialSuccess: { rejectedSpans: '3', errorMessage } })
    expect((await theTrace())?.span_count).toBe(2)
  })

  test('a child that came before, or after, who says whose deed it is', async () => {
    const attributes = [pair('gen_ai.agent.name', 'bee')]
    const model = [pair('gen_ai.operation.name', 'chat'), pair('gen_ai.request.model', 'gpt-4o')]
    await send(spanOf({ spanId: spanId(3), parentSpanId: spanId(2), attributes: model }))
    await send(spanOf({ spanId: spanId(2), parentSpanId: spanId(1) }))
    expect((await usage()).map(({ agent, calls }) => [agent, calls])).toEqual([['checkout', 1]])
    await send(spanOf({ spanId: spanId(1), attributes }))
    await send(spanOf({ spanId: spanId(4), parentSpanId: spanId(3), attributes: model }))
    const spans = await inside((read) =>
      read.selectFrom('span').select(['agent', 'named']).where('workspace', '=', workspace).execute(),
    )
    expect(spans).toEqual(Array(4).fill({ agent: 'bee', named: 1 }))
    const counts = (await usage()).map(({ agent, calls, runs }) => [agent, calls, runs].join(' ')).sort()
    expect(counts).toEqual(['bee 0 1', 'bee 2 0', 'checkout 0 0'])
  })

  test('of two roots the one that began first speaks, and of two calls the first names the model', async () => {
    const call = (n: number, ms: number, model: string) =>
      spanOf({
        ...{ spanId: spanId(n), parentSpanId: spanId(1), startTimeUnixNano: nanos(ms) },
        attributes: [pair('gen_ai.operation.name', 'chat'), pair('gen_ai.request.model', model)],
      })
    await send(spanOf({ spanId: spanId(1), name: 'first', startTimeUnixNano: nanos(10) }), call(3, 100, 'late'))
    await send(spanOf({ spanId: spanId(2), name: 'second', startTimeUnixNano: nanos(20) }), call(4, 5, 'early'))
    expect(await theTrace()).toMatchObject({ name: 'first', model: 'early' })
  })

  test('an evaluation that came before its trace is of its agent', async () => {
    const headers = { 'content-type': json }
    const body = JSON.stringify({ trace_id: traceId(1), rule: 'Tone', label: 'red', at: '2100-01-01T00:00:00Z' })
    expect((await app.ask('/api/v1/evaluations', { method: 'POST', body, headers, key })).status).toBe(200)
    await send(spanOf())
    const rows = await inside((read) =>
      read.selectFrom('evaluation').select(['agent', 'at_ms']).where('workspace', '=', workspace).execute(),
    )
    expect(rows).toEqual([{ agent: 'checkout', at_ms: clock() }])
  })

  test('frameworks are bounded by their bytes', async () => {
    const headers = { 'content-type': json }
    const frameworks = Array.from({ length: 20 }, (_, i) => `${i}${'規'.repeat(70)}`)
    const body = JSON.stringify({ trace_id: traceId(1), rule: 'Tone', label: 'red', frameworks })
    expect((await app.ask('/api/v1/evaluations', { method: 'POST', body, headers, key })).status).toBe(422)
    const said = [pair('gen_ai.evaluation.name', 'x'), pair('gen_ai.evaluation.score.label', 'pass')]
    const event = { name: 'gen_ai.evaluation.result', timeUnixNano: nanos() }
    await send(spanOf({ events: [{ ...event, attributes: [...said, pair('countersign.frameworks', frameworks)] }] }))
    const [row] = await inside((read) =>
      read.selectFrom('evaluation').select('frameworks').where('workspace', '=', workspace).execute(),
    )
    expect(JSON.parse(row?.frameworks ?? '[]')).toHaveLength(4)
  })

  test('more alerts than a thousand are taken, in a body of more than a megabyte', async () => {
    const alerts = Array.from({ length: 2_000 }, (_, i) => ({
      ...{ status: 'firing', labels: { alertname: `A${i}` }, annotations: { summary: 'x'.repeat(600) } },
      startsAt: new Date(clock()).toISOString(),
    }))
    const headers = { 'content-type': json }
    const body = JSON.stringify({ alerts })
    const answer = await app.ask('/api/v1/alerts', { method: 'POST', body, headers, key })
    expect([answer.status, await answer.json()]).toEqual([200, { accepted: 2_000, left_out: 0 }])
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
    app = await startApp('sqlite', { clock })
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

  test('who speaks protobuf is refused in protobuf', async () => {
    const response = await post(app, { type: protobuf, body: new Uint8Array(), key: 'ck_nonsense' })
    expect(await statusOf(response, 401)).toMatchObject({ code: 16, message: expect.stringMatching(/\w{3}/) })
    expect(response.headers.get('www-authenticate')).toContain('Bearer')
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

test('while as many requests are here as may be, the next is told to come back, before its body is read', async () => {
  await withApp(
    'sqlite',
    async (app) => {
      const key = await app.keyFor(['runner'])
      const ends: (() => void)[] = []
      const held = Array.from({ length: mostInside.requests }, () => {
        const body = new ReadableStream({ start: (stream) => void ends.push(() => stream.close()) })
        const headers = { 'content-type': json }
        return app.ask('/v1/traces', { method: 'POST', body, headers, key, duplex: 'half' } as RequestInit)
      })
      await vi.waitFor(async () => {
        const response = await post(app, { body: '{}', key })
        expect(response.headers.get('retry-after')).toMatch(/^\d+$/)
        await statusOf(response, 503)
      })
      for (const end of ends) end()
      await Promise.all(held)
      expect((await post(app, { body: '{}', key })).status).toBe(200)
    },
    { clock },
  )
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
        clock,
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
