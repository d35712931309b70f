import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Ask, followEvents } from '../../../main/desktop/event-feed.ts'
import { manualTimer, settled } from '../../support/manual-timer.ts'

type Stream = { path: string; say(text: string): void; end(): void; left: boolean }

let time: ReturnType<typeof manualTimer>
let streams: Stream[]
let heard: string[]
let stop: AbortController
let refuse: ((path: string) => Response | Error | undefined) | undefined
let ended: Promise<void>
/** What the answer to a stream waits for. */
let late: Promise<void> | undefined
beforeEach(() => {
  time = manualTimer()
  ;[streams, heard, refuse, late] = [[], [], undefined, undefined]
  stop = new AbortController()
})
afterEach(async () => {
  stop.abort()
  await ended
})

const encoder = new TextEncoder()
const ask: Ask = async (path) => {
  const refusal = refuse?.(path)
  if (refusal instanceof Error) throw refusal
  if (refusal !== undefined) return refusal
  if (path.startsWith('/api/v1/audit/entries')) return Response.json({ size: 7 })
  const stream: Stream = { path, say: () => {}, end: () => {}, left: false }
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      stream.say = (text) => controller.enqueue(encoder.encode(text))
      stream.end = () => controller.close()
    },
    cancel() {
      stream.left = true
    },
  })
  streams.push(stream)
  await late
  return new Response(body)
}
const entry = (seq: number, more: object = {}) =>
  `id: ${seq}\nevent: entry\ndata: ${JSON.stringify({
    seq,
    id: '019aa000-0000-7000-8000-000000000001',
    workspace: 'w',
    at: '2026-11-21T03:00:00.000Z',
    action: 'test.note.made',
    subject: `note:${seq}`,
    actor_id: 'a',
    actor_digest: 'd',
    data: {},
    ...more,
  })}\n\n`

async function follow() {
  ended = followEvents({
    ask,
    signal: stop.signal,
    onOpen: () => heard.push('open'),
    onEntry: ({ seq }) => heard.push(`entry ${seq}`),
    onLost: (error) => heard.push(`lost: ${error instanceof Error ? error.message : error}`),
    timer: time,
  })
  await calm()
}
async function calm() {
  for (let turn = 0; turn < 10; turn += 1) await settled()
}
async function pass(ms: number) {
  await time.pass(ms)
  await calm()
}
const last = (): Stream => {
  const stream = streams.at(-1)
  if (stream === undefined) throw new Error('no stream was asked for')
  return stream
}

test('entries beyond the newest are told, in pieces as they come', async () => {
  await follow()
  const text = entry(8) + entry(9)
  last().say(`retry: 2000\n: live from 7\n\n${text.slice(0, 50)}`)
  await calm()
  expect(heard).toEqual(['open'])
  last().say(text.slice(50))
  await calm()
  expect({ path: last().path, heard }).toEqual({
    path: '/api/v1/events?after=7',
    heard: ['open', 'entry 8', 'entry 9'],
  })
})

test('a stream that ends is taken up where it was', async () => {
  await follow()
  last().say(entry(8))
  await calm()
  last().end()
  await calm()
  expect(heard).toEqual(['open', 'entry 8', 'lost: the event stream ended'])
  await pass(1000)
  expect({ path: last().path, count: streams.length }).toEqual({ path: '/api/v1/events?after=8', count: 2 })
})

test('what cannot be understood is passed over, and not asked for again', async () => {
  await follow()
  last().say(`${entry(8, { id: 5 })}id: 9\nevent: entry\ndata: {\n\n${entry(10)}id: 11\nevent: other\ndata: x\n\n`)
  await calm()
  last().end()
  await calm()
  await pass(1000)
  expect(heard.slice(0, 2)).toEqual(['open', 'entry 10'])
  expect(last().path).toBe('/api/v1/events?after=10')
})

test('a place that this ledger never reached is given up', async () => {
  await follow()
  refuse = (path) => (path.startsWith('/api/v1/events') ? new Response('{}', { status: 422 }) : undefined)
  last().say(entry(900))
  await calm()
  last().end()
  await calm()
  await pass(1000)
  refuse = undefined
  await pass(2000)
  expect(last().path).toBe('/api/v1/events?after=7')
})

describe('who is silent', () => {
  test('is not there any more', async () => {
    await follow()
    await pass(39_999)
    expect(heard).toEqual(['open'])
    await pass(1)
    expect(heard).toHaveLength(2)
    expect(last().left).toBe(true)
    await pass(1000)
    expect(streams).toHaveLength(2)
  })

  test('but for a comment now and then, is', async () => {
    await follow()
    for (let i = 0; i < 10; i += 1) {
      await pass(30_000)
      last().say(': still here\n\n')
      await calm()
    }
    expect({ heard, count: streams.length }).toEqual({ heard: ['open'], count: 1 })
  })
})

test('a server that does not answer is asked ever more seldom, until one that stays', async () => {
  refuse = () => new TypeError('fetch failed')
  await follow()
  const waits: (number | null)[] = []
  for (let i = 0; i < 6; i += 1) {
    waits.push(time.waits())
    await pass(time.waits() ?? 0)
  }
  expect(waits).toEqual([1000, 2000, 5000, 15_000, 60_000, 60_000])
  refuse = undefined
  await pass(60_000)
  expect(heard.at(-1)).toBe('open')
  // One that closes at once was not worth having.
  last().end()
  await calm()
  expect(time.waits()).toBe(60_000)
  await pass(60_000)
  await pass(5001)
  last().end()
  await calm()
  expect(time.waits()).toBe(1000)
})

test('whoever leaves, leaves the stream too, and waits for nothing', async () => {
  await follow()
  stop.abort()
  await ended
  await calm()
  expect({ left: last().left, waits: time.waits(), heard }).toEqual({ left: true, waits: null, heard: ['open'] })
})

test('nor does one who leaves while waiting', async () => {
  refuse = () => new Response('', { status: 401 })
  await follow()
  expect(heard).toEqual(['lost: the server answered 401'])
  stop.abort()
  await ended
  expect(time.waits()).toBeNull()
})

test('an answer that comes when it was given up already is let go of', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  late = promise
  await follow()
  await pass(40_001)
  resolve()
  await calm()
  expect([last().left, heard]).toEqual([true, ['open', 'lost: the event stream ended']])
})
