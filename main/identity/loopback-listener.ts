import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What the browser that came back is told. */
export type Told = { status: number; title: string; sentence: string }

export type LoopbackListener = { redirectUri: string; close(): void }

const lingerMs = 5_000

/**
 * Where the browser comes back to (RFC 8252, 7.3): a port that was free, on this machine alone, for as long as the
 * sign-in takes. Anybody on this machine may call it, so whoever calls wrongly is told so and nothing comes of it.
 */
export async function listenOnLoopback(
  onReturn: (parameters: URLSearchParams) => Promise<Told>,
): Promise<LoopbackListener> {
  let host = ''
  const server = createServer((request, response) => {
    void answer(request, host, onReturn).then((told) => write(response, told))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    redirectUri: `http://${host}/callback`,
    close() {
      server.close()
      server.closeIdleConnections()
      setTimeout(() => server.closeAllConnections(), lingerMs).unref()
    },
  }
}

async function answer(
  request: IncomingMessage,
  host: string,
  onReturn: (parameters: URLSearchParams) => Promise<Told>,
): Promise<Told> {
  if (request.headers.host !== host) return told(421, 'Nobody here by that name.')
  const [path, query = ''] = (request.url ?? '').split('?', 2)
  if (path !== '/callback') return told(404, 'There is nothing at this address.')
  if (request.method !== 'GET') return told(405, 'This address is for a browser that comes back.')
  try {
    return await onReturn(new URLSearchParams(query))
  } catch {
    return told(500, 'Something went wrong. Go back to Countersign.')
  }
}

const told = (status: number, sentence: string): Told => ({ status, title: 'Countersign', sentence })

function write(response: ServerResponse, { status, title, sentence }: Told): void {
  response
    .writeHead(status, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'same-origin',
      connection: 'close',
    })
    .end(
      `<!doctype html><html lang="en"><meta name="color-scheme" content="light dark"><title>${escaped(title)}</title>` +
        `<h1>${escaped(title)}</h1><p>${escaped(sentence)}</p></html>`,
    )
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => entities[sign] ?? '')
