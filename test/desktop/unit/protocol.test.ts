import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import { describe, expect, test } from 'vitest'
import { createInFlight } from '../../../main/desktop/in-flight.ts'
import { createDoor } from '../../../main/desktop/protocol.ts'

type App = (request: Request, env: { door: 'desktop' }) => Response | Promise<Response>

function doorTo(fetch: App) {
  const inFlight = createInFlight()
  return { inFlight, door: createDoor({ fetch, inFlight }) }
}

const get = (path: string, init?: RequestInit) => new Request(`app://console${path}`, init)
const post = (path: string, body = '{}') => get(path, { method: 'POST', body })

/** As Electron marks the requests of a page. */
const from = (initiatorOrigin: string | null, request: Request) =>
  Object.defineProperty(request, 'initiatorOrigin', { value: initiatorOrigin })

async function nextTurns() {
  for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate)
}

describe('requests', () => {
  test('reach the app with their method, headers, body and the name of the door', async () => {
    const app = new Hono<{ Bindings: { door: string } }>()
    app.post('/x', async (c) =>
      c.json({ door: c.env.door, type: c.req.header('content-type'), body: await c.req.text() }),
    )
    const { door } = doorTo((request, env) => app.fetch(request, env))
    const request = get('/x', { method: 'POST', body: 'hello', headers: { 'content-type': 'text/x' } })
    expect(await (await door(request)).json()).toEqual({ door: 'desktop', type: 'text/x', body: 'hello' })
  })

  test('carry streamed bodies', async () => {
    const { door } = doorTo(async (request) => new Response(await request.text()))
    const init = { method: 'POST', body: new Blob(['in parts']).stream(), duplex: 'half' } as RequestInit
    expect(await (await door(get('/', init))).text()).toBe('in parts')
  })

  test.each([
    ['app://other/', 404],
    ['app://console.evil/', 404],
    ['app://console:1/', 404],
  ])('for %s are not ours', async (url, status) => {
    const { door } = doorTo(() => new Response('secret'))
    expect((await door(new Request(url))).status).toBe(status)
  })

  test.each([
    ['app://console', 200],
    ['https://evil.example', 403],
    ['app://other', 403],
    ['null', 403],
    [null, 403],
  ])('that %s began are answered with %i', async (origin, status) => {
    const { door } = doorTo(() => new Response('x'))
    expect((await door(from(origin, get('/')))).status).toBe(status)
  })

  test('refused for their origin do not count as changes', async () => {
    const { door, inFlight } = doorTo(() => new Response('x'))
    await door(from('https://evil.example', post('/')))
    expect(inFlight.count).toBe(0)
  })
})

describe('answers', () => {
  test.each([[200], [201], [206], [226], [401], [404], [409], [413], [421], [422], [429], [451], [500], [503], [511]])(
    'keep the status %i',
    async (status) => {
      const { door } = doorTo(() => new Response('x', { status }))
      expect((await door(get('/'))).status).toBe(status)
    },
  )

  test.each([[209], [306], [299], [418], [419], [430], [499], [509], [520], [530], [599]])(
    'turn the status %i, which would end the process, into 502',
    async (status) => {
      const { door } = doorTo(() => new Response('x', { status }))
      const response = await door(get('/'))
      expect([response.status, await response.text()]).toEqual([502, 'x'])
    },
  )

  test.each([[204], [205], [304]])('%i has no body', async (status) => {
    const { door, inFlight } = doorTo(() => new Response(null, { status }))
    const response = await door(post('/'))
    expect([response.status, response.body, inFlight.count]).toEqual([status, null, 0])
  })

  test('have one value per header, and no cookies', async () => {
    const { door } = doorTo(() => {
      const headers = new Headers({ 'content-type': 'text/plain' })
      headers.append('vary', 'accept')
      headers.append('vary', 'origin')
      headers.append('set-cookie', 'a=1')
      headers.append('set-cookie', 'b=2')
      return new Response('x', { headers })
    })
    const entries = [...(await door(get('/'))).headers]
    expect(entries).toEqual([
      ['content-type', 'text/plain'],
      ['vary', 'accept, origin'],
    ])
  })

  test('that name no type are never taken for HTML', async () => {
    const { door } = doorTo(() => new Response(new TextEncoder().encode('<script>')))
    expect((await door(get('/'))).headers.get('content-type')).toBe('application/octet-stream')
  })

  test('fail when the app fails, so that whoever asked may ask again', async () => {
    const { door, inFlight } = doorTo(() => Promise.reject(new Error('unreachable')))
    await expect(door(post('/'))).rejects.toThrow('unreachable')
    expect(inFlight.count).toBe(0)
  })

  test.each([[500], [502], [503]])('of %i to an event stream fail, so that it comes back', async (status) => {
    const { door } = doorTo(() => new Response('x', { status }))
    await expect(door(get('/', { headers: { accept: 'text/event-stream' } }))).rejects.toThrow(String(status))
  })

  test('of the store to the console’s own stream arrive as they are: fetch reads them, and the page says why', async () => {
    const { door } = doorTo(() => new Response('full', { status: 503 }))
    const headers = { accept: 'text/event-stream', 'x-countersign-connection': 'local' }
    expect(await (await door(get('/api/v1/events', { headers }))).text()).toBe('full')
  })

  test.each([[401], [404], [429]])('of %i to an event stream are final', async (status) => {
    const { door } = doorTo(() => new Response('x', { status }))
    expect((await door(get('/', { headers: { accept: 'text/event-stream' } }))).status).toBe(status)
  })
})

describe('streams', () => {
  test('arrive piece by piece', async () => {
    let send: ReadableStreamDefaultController<Uint8Array> | undefined
    const { door } = doorTo(
      () =>
        new Response(
          new ReadableStream({
            start: (controller) => {
              send = controller
            },
          }),
        ),
    )
    const reader = (await door(get('/'))).body?.getReader()
    const bytes = new TextEncoder()
    send?.enqueue(bytes.encode('one'))
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('one')
    send?.enqueue(bytes.encode('two'))
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('two')
    send?.close()
    expect((await reader?.read())?.done).toBe(true)
  })

  test('are asked for no more than the page reads', async () => {
    let pulled = 0
    const endless = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          pulled += 1
          controller.enqueue(new Uint8Array(1))
        },
      },
      { highWaterMark: 0 },
    )
    const { door } = doorTo(() => new Response(endless))
    const response = await door(get('/'))
    await nextTurns()
    expect(pulled).toBe(0)
    const reader = response.body?.getReader()
    await reader?.read()
    expect(pulled).toBe(1)
    await reader?.cancel()
  })

  test("are ended in the app by the page's cancel", async () => {
    const ended = Promise.withResolvers<string>()
    const app = new Hono()
    app.get('/events', (c) =>
      streamSSE(c, async (stream) => {
        stream.onAbort(() => ended.resolve('stream'))
        await stream.writeSSE({ data: '1' })
        await new Promise<void>((resolve) => stream.onAbort(resolve))
      }),
    )
    const { door } = doorTo((request) => app.fetch(request))
    const reader = (await door(get('/events'))).body?.getReader()
    await reader?.read()
    await reader?.cancel()
    expect(await ended.promise).toBe('stream')
  })

  test("abort the request's signal when the page cancels", async () => {
    let signal: AbortSignal | undefined
    const { door } = doorTo((request) => {
      signal = request.signal
      return new Response(new ReadableStream())
    })
    const response = await door(get('/'))
    expect(signal?.aborted).toBe(false)
    await response.body?.cancel('closed')
    expect(signal?.aborted).toBe(true)
  })

  test('swallow what a source sends or throws after the cancel', async () => {
    const unhandled: unknown[] = []
    const note = (reason: unknown) => void unhandled.push(reason)
    process.on('unhandledRejection', note)
    let release: (() => void) | undefined
    const { door } = doorTo(
      (request) =>
        new Response(
          new ReadableStream(
            {
              async pull(controller) {
                await new Promise<void>((resolve) => {
                  release = resolve
                })
                // What streams that follow the signal do: the guard has to bear both.
                if (request.signal.aborted) throw new Error('aborted')
                controller.enqueue(new Uint8Array(1))
              },
            },
            { highWaterMark: 0 },
          ),
        ),
    )
    const reader = (await door(get('/'))).body?.getReader()
    const read = reader?.read()
    await nextTurns()
    await reader?.cancel()
    release?.()
    expect((await read)?.done).toBe(true)
    await nextTurns()
    process.off('unhandledRejection', note)
    expect(unhandled).toEqual([])
  })

  test('that break reach the page as broken', async () => {
    const { door } = doorTo(
      () => new Response(new ReadableStream({ pull: (controller) => controller.error(new Error('lost')) })),
    )
    await expect((await door(get('/'))).text()).rejects.toThrow('lost')
  })
})

describe('changes on their way', () => {
  test.each([
    ['POST', 1],
    ['PUT', 1],
    ['PATCH', 1],
    ['DELETE', 1],
    ['GET', 0],
    ['HEAD', 0],
    ['OPTIONS', 0],
  ])('%s counts %i', async (method, count) => {
    const answer = Promise.withResolvers<Response>()
    const { door, inFlight } = doorTo(() => answer.promise)
    const response = door(get('/', { method }))
    expect(inFlight.count).toBe(count)
    answer.resolve(new Response(null, { status: 204 }))
    await response
    expect(inFlight.count).toBe(0)
  })

  test('a verification is none: it changes nothing, however long it takes', async () => {
    const answer = Promise.withResolvers<Response>()
    const { door, inFlight } = doorTo(() => answer.promise)
    const response = door(post('/api/v1/audit/verify'))
    expect(inFlight.count).toBe(0)
    answer.resolve(new Response('{}'))
    await response
  })

  test('are over with the last byte of the answer', async () => {
    const { door, inFlight } = doorTo(() => new Response('done'))
    const response = await door(post('/'))
    expect(inFlight.count).toBe(1)
    await response.text()
    expect(inFlight.count).toBe(0)
  })

  test('are over when the page goes away or the answer breaks', async () => {
    const { door, inFlight } = doorTo((request) =>
      request.url.endsWith('/broken')
        ? new Response(new ReadableStream({ pull: (controller) => controller.error(new Error('lost')) }))
        : new Response(new ReadableStream()),
    )
    await (await door(post('/'))).body?.cancel()
    expect(inFlight.count).toBe(0)
    await (await door(post('/broken'))).text().catch(() => undefined)
    expect(inFlight.count).toBe(0)
  })
})
