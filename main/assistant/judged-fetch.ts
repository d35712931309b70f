import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import { isIP } from 'node:net'
import { Readable } from 'node:stream'
import { Forbidden, judgedLookup } from '../use-cases/webhooks/post.ts'
import { addressFault, hostOf, type TargetPolicy } from '../use-cases/webhooks/targets.ts'

/** It may not be asked, for the reason given. */
export { Forbidden }

const quietMs = 300_000

const known = new WeakMap<TargetPolicy, typeof fetch>()

/**
 * A `fetch` for addresses that users give: it connects to none that this policy forbids, asked of the very address that is
 * connected to, follows no redirect (a key must not follow either), and keeps connections for the next question.
 */
export function judgedFetch(policy: TargetPolicy): typeof fetch {
  const made = known.get(policy) ?? createFetch(policy)
  known.set(policy, made)
  return made
}

function createFetch(policy: TargetPolicy): typeof fetch {
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
    const once = () => send({ request, url, body, agent: agents[url.protocol as keyof typeof agents] })
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

type Sending = { request: Request; url: URL; body: Buffer | undefined; agent: HttpAgent }

function send({ request, url, body, agent }: Sending): Promise<Response> {
  const { promise, resolve, reject } = Promise.withResolvers<Response>()
  const { signal } = request
  const ask = url.protocol === 'https:' ? requestHttps : requestHttp
  const length = body === undefined ? {} : { 'content-length': body.byteLength }
  const headers = { 'accept-encoding': 'identity', ...Object.fromEntries(request.headers), ...length }
  const outgoing = ask(url, { method: request.method, headers, agent, signal })
  outgoing.on('error', (error) => {
    const isStale = outgoing.reusedSocket && 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE')
    reject(signal.aborted ? signal.reason : isStale ? new StaleConnection('', { cause: error }) : error)
  })
  // The kernel must not hold back a piece of a reply, nor of a question.
  outgoing.setNoDelay(true)
  // Models that think say nothing for minutes; who says nothing for longer has gone away.
  outgoing.setTimeout(quietMs, () => outgoing.destroy(new Error('it said nothing for too long')))
  outgoing.on('response', (incoming) => resolve(responseOf(incoming)))
  outgoing.end(body)
  return promise
}

const bodiless = new Set([204, 205, 304])

function responseOf(incoming: IncomingMessage): Response {
  const status = incoming.statusCode ?? 502
  const headers = new Headers()
  for (const [name, values] of Object.entries(incoming.headersDistinct))
    for (const value of values ?? []) headers.append(name, value)
  if (bodiless.has(status)) {
    incoming.resume()
    return new Response(null, { status, headers })
  }
  const body = Readable.toWeb(incoming, { strategy: { highWaterMark: 16 } }) as ReadableStream<Uint8Array<ArrayBuffer>>
  return new Response(body, { status, headers })
}
