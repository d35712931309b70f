import { request as httpRequest } from 'node:http'
import { text } from 'node:stream/consumers'
import { type AppOptions, createApp } from '../../main/http/app.ts'
import { type SocketDoor, serveSocket } from '../../main/http/serve.ts'
import type { Services } from '../../main/services.ts'

export type RawHeaders = Record<string, string>

/** A request with exactly these headers; `fetch` would not let us lie about the host. */
export function askRaw(
  url: string,
  headers: RawHeaders,
  method = 'GET',
): Promise<{ status: number | undefined; code: string | undefined }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number | undefined; code: string | undefined }>()
  const request = httpRequest(url, { method, headers, agent: false }, async (response) => {
    const body = await text(response)
    const code = response.headers['content-type'] === 'application/problem+json' ? JSON.parse(body).code : undefined
    resolve({ status: response.statusCode, code })
  })
  request.on('error', reject)
  request.end()
  return promise
}

/** The socket door before an app of these options, for as long as `use` takes. */
export async function withDoor(services: Services, options: AppOptions, use: (door: SocketDoor) => Promise<void>) {
  const app = createApp(services, options)
  const door = await serveSocket((request, env) => app.fetch(request, env), { host: '127.0.0.1', port: 0 })
  try {
    await use(door)
  } finally {
    await door.close()
  }
}

export const served = { status: 200, code: undefined }
