import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { version } from '../../main/version.ts'

export type TeamServer = {
  url: string
  /** What was asked of it, but for the two questions at its adding. */
  seen: { method: string; path: string; authorization: string | undefined; cookie: string | undefined }[]
  /** Requests that wait for their answer, by path. */
  waiting: Map<string, ServerResponse>
  /** Resolves when whoever reads this path's stream goes away. */
  gone(path: string): Promise<void>
  close(): Promise<void>
}

/** A team's server as far as the desktop's door is concerned: it answers late, streams, or not at all. */
export async function startTeamServer(): Promise<TeamServer> {
  const seen: TeamServer['seen'] = []
  const waiting = new Map<string, ServerResponse>()
  const gone = new Map<string, PromiseWithResolvers<void>>()
  const goneAt = (path: string) => {
    const known = gone.get(path) ?? Promise.withResolvers<void>()
    gone.set(path, known)
    return known
  }

  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? '/'
    if (path === '/health') return json(response, { status: 'ok', version })
    if (path === '/console/session') return json(response, {})
    // What never answers takes one of the six connections that a page has to a host, and the tests need theirs.
    if (/^\/(runtime|api\/v1\/(deploys|surfaces))\b/.test(path)) return response.writeHead(404).end()
    const { authorization, cookie } = request.headers
    seen.push({ method: request.method ?? '', path, authorization, cookie })
    waiting.set(path, response)
    response.on('close', () => goneAt(path).resolve())
    if (!path.startsWith('/api/stream')) return
    response.writeHead(200, { 'content-type': 'text/event-stream', 'set-cookie': 'a=1' })
    response.write('data: first\n\n')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    waiting,
    gone: (path) => goneAt(path).promise,
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

function json(response: ServerResponse, value: object): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}
