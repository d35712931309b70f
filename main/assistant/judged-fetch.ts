import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import { isIP } from 'node:net'
import { Forbidden, judgedLookup } from '../use-cases/webhooks/post.ts'
import { addressFault, hostOf, type TargetPolicy } from '../use-cases/webhooks/targets.ts'

/** It may not be asked, for the reason given. */
export { Forbidden }

/** It was broken off from here, for the reason given. */
export class Excessive extends Error {}

/** How much of an answer is taken in, in bytes, and how long it may take. Nobody reads a fault that is longer. */
export type Bounds = {
  fault: number
  answer: number
  /** From the question to the last byte of its answer. Models that think take minutes, and no quarter of an hour. */
  wholeMs: number
  /** How soon a connection that was kept shows that it had ended: later, somebody has read the question. */
  staleMs: number
}
const usual: Bounds = { fault: 1024 * 1024, answer: 32 * 1024 * 1024, wholeMs: 15 * 60_000, staleMs: 1_000 }

const quietMs = 300_000

const known = new WeakMap<TargetPolicy, typeof fetch>()

/**
 * A `fetch` for addresses that users give: it connects to none that this policy forbids, asked of the very address that is
 * connected to, follows no redirect (a key must not follow either), takes in no more than it must, and keeps connections
 * for the next question.
 */
export function judgedFetch(policy: TargetPolicy): typeof fetch {
  const made = known.get(policy) ?? boundedFetch(policy)
  known.set(policy, made)
  return made
}

/** One of its own, with connections of its own. */
export function boundedFetch(policy: TargetPolicy, changed: Partial<Bounds> = {}): typeof fetch {
  const bounds = { ...usual, ...changed }
  const settings = {
    keepAlive: true,
    keepAliveMsecs: 10_000,
    maxFreeSockets: 8,
    timeout: 60_000,
    scheduling: 'lifo',
  } as const
  const agents = {
    'http:': new HttpAgent({ ...settings, lookup: judgedLookup('http:', policy) }),
    'https:': new HttpsAgent({ ...settings, lookup: judgedLookup('https:', policy) }),
  }
  return async (input, init) => {
    const request = new Request(input, init)
    const url = new URL(request.url)
    if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new Forbidden('it is no address of the web')
    const fault = isIP(hostOf(url)) === 0 ? undefined : addressFault(hostOf(url), url.protocol, policy)
    if (fault !== undefined) throw new Forbidden(fault)
    const body = request.body === null ? undefined : Buffer.from(await request.arrayBuffer())
    const once = () => send({ request, url, body, bounds, agent: agents[url.protocol as keyof typeof agents] })
    try {
      return await once()
    } catch (error) {
      // A connection that was kept had ended just then: nothing of the request was read.
      if (error instanceof StaleConnection && !request.signal.aborted) return await once()
      throw error
    }
  }
}

class StaleConnection extends Error {}

type Sending = { request: Request; url: URL; body: Buffer | undefined; bounds: Bounds; agent: HttpAgent }

function send({ request, url, body, bounds, agent }: Sending): Promise<Response> {
  const { promise, resolve, reject } = Promise.withResolvers<Response>()
  const { signal } = request
  const ask = url.protocol === 'https:' ? requestHttps : requestHttp
  const length = body === undefined ? {} : { 'content-length': body.byteLength }
  const headers = { 'accept-encoding': 'identity', ...Object.fromEntries(request.headers), ...length }
  const outgoing = ask(url, { method: request.method, headers, agent, signal })
  const began = performance.now()
  let readBefore = 0
  outgoing.on('socket', (socket) => {
    readBefore = socket.bytesRead
  })
  outgoing.on('error', (error) => {
    const isReset = 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE')
    // What was answered in part, or after a while, was asked: it must not be asked, and paid for, again.
    const isUnheard = outgoing.socket?.bytesRead === readBefore && performance.now() - began < bounds.staleMs
    const isStale = outgoing.reusedSocket && isReset && isUnheard
    reject(signal.aborted ? signal.reason : isStale ? new StaleConnection('', { cause: error }) : error)
  })
  // The kernel must not hold back a piece of a reply, nor of a question.
  outgoing.setNoDelay(true)
  // Models that think say nothing for minutes; who says nothing for longer has gone away.
  outgoing.setTimeout(quietMs, () => outgoing.destroy(new Excessive('it said nothing for too long')))
  let answer: IncomingMessage | undefined
  const enough = setTimeout(() => {
    const error = new Excessive('it did not come to an end')
    answer?.destroy(error)
    outgoing.destroy(error)
  }, bounds.wholeMs)
  outgoing.on('close', () => clearTimeout(enough))
  outgoing.on('response', (incoming) => {
    answer = incoming
    resolve(responseOf(incoming, bounds))
  })
  outgoing.end(body)
  return promise
}

/** After so many bytes in one read everybody else has a turn first, or whoever sends without end has all of them. */
const muchAtOnce = 16 * 1024

const bodiless = new Set([204, 205, 304])

function responseOf(incoming: IncomingMessage, { fault, answer }: Bounds): Response {
  const status = incoming.statusCode ?? 502
  const headers = new Headers()
  for (const [name, values] of Object.entries(incoming.headersDistinct))
    for (const value of values ?? []) headers.append(name, value)
  if (bodiless.has(status)) {
    incoming.resume()
    return new Response(null, { status, headers })
  }
  return new Response(bodyOf(incoming, status >= 300 ? fault : answer), { status, headers })
}

/**
 * As it comes, up to so many bytes. What one read of the connection brought is one piece, of however many it was sent in: a
 * quick provider sends hundreds, and each would be parsed by itself.
 */
function bodyOf(incoming: IncomingMessage, most: number): ReadableStream<Uint8Array<ArrayBuffer>> {
  let [taken, isOver, isResting] = [0, false, false]
  let read: Buffer[] = []
  return new ReadableStream(
    {
      start(controller) {
        const pass = () => {
          if (isOver || read.length === 0) return
          const piece = joined(read)
          read = []
          controller.enqueue(piece)
          const isFull = () => (controller.desiredSize ?? 0) <= 0
          if (!isFull() && piece.byteLength < muchAtOnce) return
          incoming.pause()
          isResting = true
          setImmediate(() => {
            isResting = false
            if (!isFull()) incoming.resume()
          })
        }
        const once = (end: () => void) => {
          pass()
          if (isOver) return
          isOver = true
          end()
        }
        incoming.on('data', (chunk: Buffer) => {
          if (isOver) return
          taken += chunk.byteLength
          if (taken > most) return void incoming.destroy(new Excessive('it sent more than any reply holds'))
          // Passed on as soon as the read is over, and before anything else happens.
          if (read.push(chunk) === 1) process.nextTick(pass)
        })
        incoming.on('end', () => once(() => controller.close()))
        incoming.on('error', (error) => once(() => controller.error(error)))
        incoming.on('close', () => once(() => controller.error(new Error('the connection broke'))))
      },
      pull() {
        if (!isResting) incoming.resume()
      },
      cancel() {
        if (isOver) return
        isOver = true
        incoming.destroy()
      },
    },
    { highWaterMark: 16 },
  )
}

/** A copy: what a connection reads into is its own. */
function joined(pieces: readonly Buffer[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((sum, { byteLength }) => sum + byteLength, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.byteLength
  }
  return whole
}
