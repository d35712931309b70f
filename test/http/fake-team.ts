import type { RequestListener } from 'node:http'
import { expect } from 'vitest'
import { version } from '../../main/version.ts'
import { fakeServer, type TestConsole } from './team-server.ts'

export const fakeToken = `sk-at-${'t'.repeat(43)}`

type Fake = Awaited<ReturnType<typeof fakeServer>>

/** A server that lets itself be added, and then answers as the test says. */
export async function connected(here: TestConsole, listener: RequestListener, use: (server: Fake) => Promise<void>) {
  const server = await fakeServer((request, response) => {
    if (request.url === '/health') response.end(JSON.stringify({ status: 'ok', version }))
    else if (request.url === '/console/session') response.end('{}')
    else listener(request, response)
  })
  try {
    expect((await here.connectTo(server, fakeToken)).status).toBe(201)
    server.seen.length = 0
    await use(server)
  } finally {
    await server.close()
  }
}
