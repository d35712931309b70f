import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import type { Bindings } from './env.ts'

export type SocketDoor = {
  url: string
  port: number
  /** Stops accepting and waits for what is in flight; `graceMs` later it hangs up on whoever is left. */
  close(graceMs?: number): Promise<void>
}

export type Answer = (request: Request, env: Bindings) => Response | Promise<Response>

export function serveSocket(answer: Answer, { host, port }: { host: string; port: number }): Promise<SocketDoor> {
  const { promise, resolve, reject } = Promise.withResolvers<SocketDoor>()
  const server = serve({ fetch: (request) => answer(request, { door: 'socket' }), hostname: host, port }, (info) =>
    resolve(doorOn(server, host, info)),
  ) as Server
  server.once('error', reject)
  return promise
}

function doorOn(server: Server, host: string, { port }: AddressInfo): SocketDoor {
  const name = host.includes(':') ? `[${host}]` : host
  return {
    url: `http://${name}:${port}`,
    port,
    async close(graceMs = 10_000) {
      const closed = new Promise((resolve) => server.close(resolve))
      const hangUp = setTimeout(() => server.closeAllConnections(), graceMs)
      await closed
      clearTimeout(hangUp)
    },
  }
}

export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127\.(\d+\.){2}\d+$/.test(host)
