import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'

export type Handler = (request: Request) => Response | Promise<Response>
type Raw = { incoming: IncomingMessage; outgoing: ServerResponse }

/** What a request through the network service has, and one to a handled scheme does not. */
const ofTheNetwork =
  /^(host|origin|referer|cookie|connection|content-length|accept-encoding|cache-control|pragma|upgrade-insecure-requests|sec-.*)$/

// The runtime looks the reason phrase up in IANA's list, and dies where there is none.
const phrases = /^(20[0-8]|226|30[0-578]|4(0\d|1[0-7]|2[1-689]|31|51)|50[0-8]|51[01])$/

const schemes = new Map<string, { port: Promise<number> }>()

/** Serves a scheme on loopback: `app://console/x` is `http://console.localhost:PORT/x`. */
export function serveScheme(scheme: string, handler: Handler): void {
  const listening = Promise.withResolvers<number>()
  const server = serve(
    {
      fetch: (request: Request, raw: unknown) => answer(scheme, handler, request, raw as Raw),
      hostname: '127.0.0.1',
      // Main must get Node's own Request and Response, as it does in Electron.
      overrideGlobalObjects: false,
      port: 0,
    },
    (address: AddressInfo) => listening.resolve(address.port),
  )
  server.unref()
  schemes.set(scheme, { port: listening.promise })
}

async function answer(scheme: string, handler: Handler, request: Request, { outgoing }: Raw): Promise<Response> {
  const url = new URL(request.url)
  try {
    return asShown(await handler(await asElectronBuilds(scheme, url, request)), () => outgoing.destroy())
  } catch {
    // A handler that fails is a failed request, not a status.
    outgoing.destroy()
    return RESPONSE_ALREADY_SENT
  }
}

/** Its own URL, none of the network's headers, the body whole, no signal, and who began it. */
async function asElectronBuilds(scheme: string, url: URL, request: Request): Promise<Request> {
  const host = url.hostname.replace(/\.localhost$/, '')
  const headers = [...request.headers].filter(([name]) => !ofTheNetwork.test(name))
  const bytes = request.body === null ? undefined : await request.arrayBuffer()
  const init = bytes === undefined ? {} : { body: new Blob([bytes]).stream(), duplex: 'half' as const }
  const rebuilt = new Request(`${scheme}://${host}${url.pathname}${url.search}`, {
    method: request.method,
    headers,
    ...init,
  })
  const site = request.headers.get('sec-fetch-site')
  if (site !== null && site !== 'none') {
    const initiatorOrigin = site === 'same-origin' ? `${scheme}://${host}` : (request.headers.get('origin') ?? 'null')
    Object.defineProperty(rebuilt, 'initiatorOrigin', { value: initiatorOrigin })
  }
  return rebuilt
}

/** One value per header, HTML where no type is said, no reason phrase of one's own, and never cached. */
function asShown(response: Response, breakOff: () => void): Response {
  if (!phrases.test(String(response.status))) {
    const error = new Error(`The runtime would have crashed: no reason phrase for status ${response.status}`)
    queueMicrotask(() => {
      throw error
    })
    throw error
  }
  const headers = new Headers()
  for (const [name, value] of response.headers) headers.set(name, value)
  if (!headers.has('content-type')) headers.set('content-type', 'text/html')
  headers.set('cache-control', 'no-store')
  const body = response.body === null ? null : brokenOff(response.body, breakOff)
  return new Response(body, { status: response.status, headers })
}

/** A body that fails is a connection that breaks, where the server would end it and complain. */
function brokenOff(source: ReadableStream<Uint8Array>, breakOff: () => void): ReadableStream<Uint8Array> {
  const reader = source.getReader()
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read()
          if (done) controller.close()
          else controller.enqueue(value)
        } catch {
          breakOff()
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
}

/** Where a page of a handled scheme really is. Other addresses are what they are. */
export async function toLoopback(url: string): Promise<string> {
  const parsed = new URL(url)
  const served = schemes.get(parsed.protocol.slice(0, -1))
  if (served === undefined) return url
  return url.replace(`${parsed.protocol}//${parsed.host}`, `http://${parsed.host}.localhost:${await served.port}`)
}

export async function fromLoopback(url: string): Promise<string> {
  for (const [scheme, { port }] of schemes) {
    const match = /^(?:blob:)?http:\/\/(\w+)\.localhost:(\d+)/.exec(url)
    if (match?.[1] !== undefined && Number(match[2]) === (await port))
      return url.replace(/http:\/\/[^/]+/, `${scheme}://${match[1]}`)
  }
  return url
}
