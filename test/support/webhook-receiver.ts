import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { vi } from 'vitest'

export type Received = { headers: Record<string, string>; body: string; path: string }
type Respond = (response: ServerResponse, received: Received, count: number) => void

/** A real receiver on loopback. It answers 204 until it is told otherwise. */
export async function startReceiver(respond: Respond = (response) => response.writeHead(204).end()) {
  const received: Received[] = []
  const state = { respond }
  const waiting = new Set<() => void>()
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
      const one = { headers, body: Buffer.concat(chunks).toString(), path: request.url ?? '' }
      received.push(one)
      state.respond(response, one, received.length)
      for (const look of waiting) look()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    port,
    url: `http://127.0.0.1:${port}/hook`,
    received,
    answer(next: Respond | number) {
      state.respond = typeof next === 'number' ? (response) => response.writeHead(next).end() : next
    },
    /** Resolves as soon as so many have come. */
    async have(count: number): Promise<void> {
      while (received.length < count)
        await new Promise<void>((resolve) => {
          const look = () => {
            waiting.delete(look)
            resolve()
          }
          waiting.add(look)
        })
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Somebody else's library says whether it is ours, as of then: it compares the timestamp with the time it is. */
export function verified({ headers, body }: Received, secret: string, now: number): unknown {
  vi.useFakeTimers({ toFake: ['Date'], now })
  try {
    return new Webhook(secret).verify(body, headers)
  } finally {
    vi.useRealTimers()
  }
}
