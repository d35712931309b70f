import { proxy } from 'hono/proxy'
import { Refused } from './problem.ts'

export type Remote = { name: string; url: string; token: string }

const ownNames = [
  'cookie',
  'host',
  'origin',
  'referer',
  'authorization',
  'x-countersign-sample-actor',
  'x-countersign-connection',
]
/** They speak of one connection, and ours to the server is another. */
const hopByHop = [
  'connection',
  'content-length',
  'keep-alive',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]
/** What an answer may say of itself. Everything else (cookies, redirects, policies, `Clear-Site-Data`) is the page's own door's to say. */
const passedOn =
  /^(content-(type|length|disposition|encoding)|cache-control|etag|last-modified|retry-after|ratelimit(-.*)?|x-request-id|www-authenticate)$/

/** Sends a request on to a team's server with this operator's token. The page sees neither the token nor the server's policy. */
export async function forward(request: Request, remote: Remote, fetchRemote: typeof fetch): Promise<Response> {
  const target = targetOf(request.url, remote.url)
  try {
    const answer = await proxy(target, {
      raw: request,
      signal: request.signal,
      headers: headersFor(request, remote.token),
      redirect: 'error',
      customFetch: (outgoing) => fetchRemote(outgoing),
    })
    for (const name of [...answer.headers.keys()]) if (!passedOn.test(name)) answer.headers.delete(name)
    return answer
  } catch (error) {
    if (request.signal.aborted) throw error
    throw new Refused({
      code: 'server_unreachable',
      detail: `${remote.name} (${new URL(remote.url).host}) cannot be reached.`,
      fields: { server: remote.name },
    })
  }
}

/** `proxy` takes these instead of the request's own headers, not besides them, so what may pass is copied here. */
function headersFor(request: Request, token: string): Headers {
  const isKeptHere = (name: string) => name.startsWith('sec-') || ownNames.includes(name) || hopByHop.includes(name)
  const passed = [...request.headers].filter(([name]) => !isKeptHere(name))
  return new Headers([...passed, ['authorization', `Bearer ${token}`]])
}

/**
 * The same path on the server. Assigned, not resolved: resolving `//evil.example/x` against the server's address would
 * send the token to evil.example. The origin is asserted all the same.
 */
export function targetOf(requestUrl: string, serverUrl: string): URL {
  const asked = new URL(requestUrl)
  const target = new URL(serverUrl)
  const { origin } = target
  target.pathname = asked.pathname
  target.search = asked.search
  target.hash = ''
  if (target.origin !== origin || target.username !== '' || target.password !== '')
    throw new Error('a forwarded request would leave its server')
  return target
}
