import { proxy } from 'hono/proxy'
import type { Refusal } from '../../shared/domain/result.ts'
import { unfitting, versionHeader } from '../fitting-version.ts'
import { Refused } from './problem.ts'

export type Remote = {
  name: string
  url: string
  token: string
  /** What to object to servers, by their address, whose last answer came from a version that does not fit. */
  unfit: Map<string, Refusal>
}

const reading = new Set(['GET', 'HEAD'])

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
export async function forward(
  request: Request,
  remote: Remote,
  fetchRemote: typeof fetch,
  /** Of a request that is sent more than once: read already. */
  body?: ArrayBuffer | undefined,
): Promise<Response> {
  const target = targetOf(request.url, remote.url)
  const isChange = !reading.has(request.method)
  const known = remote.unfit.get(remote.url)
  if (isChange && known) throw new Refused(known)
  const answer = await send(request, remote, body, (outgoing) => fetchRemote(outgoing), target)
  const objection = hearVersion(answer, remote)
  // What was changed is changed: whoever asked for it has to know, and is refused the next time.
  if (objection && !isChange) {
    await answer.body?.cancel()
    throw new Refused(objection)
  }
  for (const name of [...answer.headers.keys()]) if (!passedOn.test(name)) answer.headers.delete(name)
  return answer
}

async function send(
  request: Request,
  remote: Remote,
  body: ArrayBuffer | undefined,
  customFetch: (outgoing: Request) => Promise<Response>,
  target: URL,
): Promise<Response> {
  const headers = headersFor(request, remote.token)
  const replayed = body === undefined ? {} : { body }
  try {
    return await proxy(target, {
      raw: request,
      signal: request.signal,
      headers,
      redirect: 'error',
      ...replayed,
      customFetch,
    })
  } catch (error) {
    if (request.signal.aborted) throw error
    throw new Refused({
      code: 'server_unreachable',
      detail: `${remote.name} (${new URL(remote.url).host}) cannot be reached.`,
      fields: { server: remote.name },
    })
  }
}

/** A server may have been replaced since it was added. What does not say its version is not of us: a proxy, perhaps. */
function hearVersion({ headers }: Response, { url, unfit }: Remote): Refusal | undefined {
  const theirs = headers.get(versionHeader)
  if (theirs === null) return undefined
  const objection = unfitting(theirs)
  if (objection) unfit.set(url, objection)
  else unfit.delete(url)
  return objection
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
