import { proxy } from 'hono/proxy'
import { Refused } from './problem.ts'

export type Remote = { name: string; url: string; token: string }

const keptHere = [
  'cookie',
  'host',
  'origin',
  'referer',
  'authorization',
  'x-countersign-sample-actor',
  'x-countersign-connection',
] as const
const notPassedOn = ['set-cookie', 'location', 'content-security-policy', 'content-security-policy-report-only']

/** Sends a request on to a team's server with this operator's token. The page sees neither the token nor the server's policy. */
export async function forward(request: Request, remote: Remote, fetchRemote: typeof fetch): Promise<Response> {
  const target = targetOf(request.url, remote.url)
  const headers = Object.fromEntries(keptHere.map((name) => [name, undefined]))
  try {
    const answer = await proxy(target, {
      raw: request,
      signal: request.signal,
      headers: { ...headers, authorization: `Bearer ${remote.token}` },
      redirect: 'error',
      customFetch: (outgoing) => fetchRemote(outgoing),
    })
    for (const name of notPassedOn) answer.headers.delete(name)
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
