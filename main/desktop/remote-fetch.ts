import type { Session } from 'electron'
import { cancellableBody } from './cancellable-body.ts'

type SessionFetch = Pick<Session, 'fetch'>
type Input = Parameters<typeof fetch>[0]
type Init = Parameters<typeof fetch>[1]

/**
 * `fetch` through a session of its own: the system's proxies and certificates, no cookies, no redirect to elsewhere.
 * Cancelling a body leaks the request unless its signal is aborted too: https://github.com/electron/electron/issues/47097
 */
export function createRemoteFetch(session: SessionFetch): typeof fetch {
  return async (input: Input, init?: Init) => {
    const request = new Request(input, init)
    const { protocol } = new URL(request.url)
    // This fetch would read file: URLs too.
    if (protocol !== 'https:' && protocol !== 'http:') throw new TypeError(`Refusing to fetch over ${protocol}`)
    const controller = new AbortController()
    const signal = AbortSignal.any([request.signal, controller.signal])
    const response = await session.fetch(new Request(request, { signal }), {
      signal,
      credentials: 'omit',
      redirect: 'error',
    })
    if (response.body === null) return response
    const body = cancellableBody(response.body, {
      onCancel: (reason) => controller.abort(reason),
      onEnd: () => undefined,
    })
    return new Response(body, { status: response.status, headers: response.headers })
  }
}
