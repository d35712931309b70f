import type { z } from 'zod'
import { Session, SignInOptions } from '../../../shared/contract/console.ts'
import { Problem } from '../../../shared/contract/problem.ts'
import { unfitting } from '../../fitting-version.ts'
import { oneLine } from './issuer-client.ts'

export type Options = z.infer<typeof SignInOptions>

const patienceMs = 10_000

/** The server knows the credential no more, or never did. */
export class NotKnown extends Error {}

/** What the server says of itself, and how one signs in to it. */
export async function askOptions(origin: string): Promise<Options> {
  const response = await ask(origin, '/sign-in/options')
  const options = SignInOptions.safeParse(await bodyOf(response)).data
  if (!response.ok || options === undefined)
    throw new Error(`${new URL(origin).host} answers, but is not a Countersign server that one can sign in to`)
  const unfit = unfitting(options.version)
  if (unfit !== undefined) throw new Error(oneLine(unfit.detail))
  return options
}

/** Who the server takes the bearer of this token for. */
export async function askSession(origin: string, token: string | undefined): Promise<z.infer<typeof Session>> {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const response = await ask(origin, '/console/session', headers)
  const body = await bodyOf(response)
  const session = Session.safeParse(body).data
  if (response.ok && session !== undefined) return session
  const said = Problem.safeParse(body).data?.detail ?? `it answered ${response.status}`
  const detail = `${new URL(origin).host} does not know you: ${oneLine(said)}`
  throw response.status === 401 ? new NotKnown(detail) : new Error(detail)
}

async function ask(origin: string, path: string, headers: Record<string, string> = {}): Promise<Response> {
  const signal = AbortSignal.timeout(patienceMs)
  return fetch(origin + path, { headers, redirect: 'error', signal }).catch((error: unknown) => {
    const host = new URL(origin).host
    throw new Error(`${host} cannot be reached, or its certificate is not valid`, { cause: error })
  })
}

const bodyOf = (response: Response): Promise<unknown> => response.json().catch(() => undefined)
