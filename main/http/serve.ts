import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import type { Bindings } from './env.ts'
import { problemBody } from './problem.ts'

export type SocketDoor = {
  url: string
  port: number
  /** Stops accepting and waits for what is in flight; `graceMs` later it hangs up on whoever is left. */
  close(graceMs?: number): Promise<void>
}

export type Answer = (request: Request, env: Bindings) => Response | Promise<Response>

export function serveSocket(answer: Answer, { host, port }: { host: string; port: number }): Promise<SocketDoor> {
  const { promise, resolve, reject } = Promise.withResolvers<SocketDoor>()
  const state = { closing: false }
  const fetch = async (request: Request) => (state.closing ? stopping() : await answer(request, { door: 'socket' }))
  const server = serve({ fetch, hostname: host, port }, (info) => resolve(doorOn(server, host, info, state))) as Server
  server.once('error', (error) => reject(new Error(whyNotListening(error, host, port), { cause: error })))
  return promise
}

function whyNotListening(error: Error, host: string, port: number): string {
  switch ('code' in error && error.code) {
    case 'EADDRINUSE':
      return `port ${port} on ${host} is taken by another program; choose another one with --port`
    case 'EACCES':
      return `this user may not listen on port ${port}; choose one above 1023 with --port`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `this machine has no address ${host} to listen on`
    default:
      return error.message
  }
}

function doorOn(server: Server, host: string, { port }: AddressInfo, state: { closing: boolean }): SocketDoor {
  const name = host.includes(':') ? `[${host}]` : host
  return {
    url: `http://${name}:${port}`,
    port,
    async close(graceMs = 10_000) {
      state.closing = true
      const closed = new Promise((resolve) => server.close(resolve))
      // A connection that is kept alive is done once its answer is out; Node looks for such ones only as it closes.
      const sweep = setInterval(() => server.closeIdleConnections(), 20)
      const hangUp = setTimeout(() => server.closeAllConnections(), graceMs)
      await closed
      clearInterval(sweep)
      clearTimeout(hangUp)
    },
  }
}

/** What comes in on a connection that was open already, while what came before is being finished. */
function stopping(): Response {
  const refusal = problemBody({ code: 'shutting_down', detail: 'The server is stopping. Ask again in a moment.' })
  return new Response(JSON.stringify(refusal), {
    status: refusal.status,
    headers: { 'content-type': 'application/problem+json', connection: 'close', 'retry-after': '2' },
  })
}

export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127\.(\d+\.){2}\d+$/.test(host)
