import { z } from 'zod'
import { ok, type Result, refuse } from '../../shared/domain/result.ts'
import { version } from '../version.ts'

const Health = z.object({ status: z.string(), version: z.string() })
const patienceMs = 10_000

/** Is there a Countersign server of a fitting version at this address, and does it accept the token? */
export async function tryServer(url: string, token: string, fetchRemote: typeof fetch): Promise<Result<void>> {
  const address = new URL(url)
  if (address.protocol !== 'https:' && !['localhost', '127.0.0.1', '[::1]'].includes(address.hostname))
    return refuse('connection_refused', 'Plain http is allowed to this machine only. Use https.', { field: 'url' })
  const ask = (path: string, headers: Record<string, string> = {}) =>
    fetchRemote(new URL(path, address.origin), {
      headers,
      redirect: 'error',
      credentials: 'omit',
      signal: AbortSignal.timeout(patienceMs),
    })
  try {
    const health = Health.safeParse(await (await ask('/health')).json())
    if (!health.success)
      return refuse('connection_refused', `${address.host} answers, but is not a Countersign server.`, { field: 'url' })
    if (major(health.data.version) !== major(version))
      return refuse(
        'connection_refused',
        `The server runs Countersign ${health.data.version}; this console is ${version}. They must be of one major version.`,
      )
    const session = await ask('/console/session', { authorization: `Bearer ${token}` })
    if (session.status === 401)
      return refuse('connection_refused', 'The server does not accept this key.', { field: 'token' })
    return session.ok
      ? ok(undefined)
      : refuse('connection_refused', `The server answered ${session.status} when asked who you are.`)
  } catch {
    return refuse('connection_refused', `${address.host} cannot be reached, or its certificate is not valid.`, {
      field: 'url',
    })
  }
}

/** Below 1.0 the minor number is what breaks. */
function major(text: string): string {
  const [first = '', second = ''] = text.split('.')
  return first === '0' ? `0.${second}` : first
}
