import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

export type Asked = { method: string; path: string; query: URLSearchParams; token: string | null; body: string }
export type Said = { status: number; type?: string; headers?: Record<string, string>; text?: string }

export const saidJson = (status: number, value: unknown): Said => ({
  status,
  type: 'application/json; charset=utf-8',
  text: JSON.stringify(value),
})

const longestBody = 64 * 1024

/** A small server that nobody but this machine can reach, at a port that was free. */
export async function serveLoopback(answer: (asked: Asked) => Promise<Said> | Said) {
  const server = createServer((request, response) => {
    respond(request, answer).then(
      (said) => send(response, said),
      () => send(response, { status: 500, text: 'This part of the sample does not work.\n' }),
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  // What is only part of the sample keeps no process alive.
  server.unref()
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a server of the sample has no port')
  return {
    origin: `http://127.0.0.1:${address.port}`,
    close: (): Promise<void> =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function respond(request: IncomingMessage, answer: (asked: Asked) => Promise<Said> | Said): Promise<Said> {
  const url = URL.parse(request.url ?? '', 'http://127.0.0.1')
  if (url === null) return { status: 400, text: 'What is asked for?\n' }
  let body = ''
  for await (const chunk of request.setEncoding('utf8')) {
    body += chunk
    if (body.length > longestBody) return { status: 413, text: 'Too much.\n' }
  }
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? null
  return answer({ method: request.method ?? 'GET', path: url.pathname, query: url.searchParams, token, body })
}

function send(response: ServerResponse, { status, type = 'text/plain; charset=utf-8', headers, text }: Said): void {
  response.writeHead(status, { 'content-type': type, 'x-countersign-sample': 'yes', ...headers })
  response.end(text)
}
