import { z } from 'zod'
import { Session, SignInOptions } from '../../shared/contract/console.ts'
import { ok, type Result, refuse } from '../../shared/domain/result.ts'
import { unfitting } from '../fitting-version.ts'
import { isSecureUrl } from '../identity/secure-url.ts'

const Health = z.object({ status: z.string(), version: z.string() })
/** No more than is needed of it: a server of a neighbouring version says more, or less. */
const Known = Session.pick({ actor: true }).extend({ roles: z.array(z.string()) })
const Reason = z.object({ detail: z.string().max(400) })
const patienceMs = 10_000

/** Whom a server takes the bearer of a token for, and with which roles; null where it does not say. */
type Accepted = { who: z.infer<typeof Session>['actor']; roles: readonly string[] | null }

type Answer = { status: number; ok: boolean; json: unknown }
type Ask = (path: string, headers?: Record<string, string>) => Promise<Answer>

class Unreachable extends Error {}

const asker =
  (url: string, fetchRemote: typeof fetch): Ask =>
  async (path, headers = {}) => {
    const target = new URL(path, new URL(url).origin)
    const signal = AbortSignal.timeout(patienceMs)
    try {
      const answer = await fetchRemote(target, { headers, redirect: 'error', credentials: 'omit', signal })
      return { status: answer.status, ok: answer.ok, json: await answer.json() }
    } catch (error) {
      throw new Unreachable('no answer, or none that is JSON', { cause: error })
    }
  }

/** Is there a Countersign server of a fitting version at this address? */
async function findServer(url: string, ask: Ask): Promise<Result<void>> {
  if (!isSecureUrl(new URL(url).origin))
    return refuse('connection_refused', 'Plain http is allowed to this machine only. Use https.', { field: 'url' })
  const health = Health.safeParse((await ask('/health')).json)
  if (!health.success)
    return refuse('connection_refused', `${new URL(url).host} answers, but is not a Countersign server.`, {
      field: 'url',
    })
  const objection = unfitting(health.data.version)
  return objection ? { ok: false, refusal: objection } : ok(undefined)
}

/** What it is, and how one signs in to it. */
export function probeServer(url: string, fetchRemote: typeof fetch): Promise<Result<z.infer<typeof SignInOptions>>> {
  return reaching(url, async () => {
    const ask = asker(url, fetchRemote)
    const found = await findServer(url, ask)
    if (!found.ok) return found
    const answer = await ask('/sign-in/options')
    const options = SignInOptions.safeParse(answer.json)
    return options.success
      ? ok(options.data)
      : refuse('connection_refused', `The server does not say how one signs in to it (it answered ${answer.status}).`)
  })
}

type Shown = {
  token: string
  /** What the person calls it who has it. */
  as: 'key' | 'token' | 'sign-in'
}

/** Does it accept this token, and whose does it take it for? */
export function tryServer(url: string, { token, as }: Shown, fetchRemote: typeof fetch): Promise<Result<Accepted>> {
  return reaching(url, async () => {
    const ask = asker(url, fetchRemote)
    const found = await findServer(url, ask)
    if (!found.ok) return found
    const answer = await ask('/console/session', { authorization: `Bearer ${token}` })
    if (answer.status === 401 || answer.status === 403)
      return refuse('connection_refused', `The server does not accept this ${as}: ${whyNot(answer)}`, {
        field: 'token',
      })
    if (!answer.ok) return refuse('connection_refused', `The server answered ${answer.status} when asked who you are.`)
    const session = Known.safeParse(answer.json)
    return ok({ who: session.data?.actor ?? null, roles: session.data?.roles ?? null })
  })
}

async function reaching<T>(url: string, use: () => Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await use()
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error
    return refuse('connection_refused', `${new URL(url).host} cannot be reached, or its certificate is not valid.`, {
      field: 'url',
    })
  }
}

function whyNot({ status, json }: Answer): string {
  const reason = Reason.safeParse(json)
  return reason.success ? reason.data.detail : `it answered ${status}.`
}
