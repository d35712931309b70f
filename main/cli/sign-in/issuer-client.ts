import {
  allowInsecureRequests,
  ClientError,
  type Configuration,
  discovery,
  None,
  ResponseBodyError,
  type TokenEndpointResponse,
  type TokenEndpointResponseHelpers,
} from 'openid-client'
import { isLoopbackUrl } from '../../identity/loopback.ts'
import type { Kept } from './kept.ts'

/** The issuer did not answer, or is in trouble. Asked again later, it may. */
export class IssuerDown extends Error {}
/** The issuer has ended the sign-in: only a new one helps. */
export class SignInOver extends Error {}

const patienceSeconds = 10

/** The public client that the command line is to this issuer. */
export async function openIssuer(issuer: string, clientId: string): Promise<Configuration> {
  const url = URL.parse(issuer)
  if (!url || (url.protocol !== 'https:' && !isLoopbackUrl(issuer)))
    throw new Error(`the issuer ${oneLine(issuer)} is not reached by https, so nobody signs in there`)
  const execute = url.protocol === 'http:' ? [allowInsecureRequests] : []
  return asking(issuer, () => discovery(url, clientId, {}, None(), { timeout: patienceSeconds, execute }))
}

/** Tells an issuer that is down from one that says no, in sentences; what else goes wrong is thrown as it is. */
export async function asking<T>(issuer: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    throw inWords(error, URL.parse(issuer)?.host ?? issuer)
  }
}

function inWords(error: unknown, name: string): unknown {
  if (isDown(error)) return new IssuerDown(`${name} does not answer`, { cause: error })
  if (error instanceof ResponseBodyError) return saidNo(error, name)
  if (!(error instanceof ClientError)) return error
  return new Error(`what ${name} answered could not be believed (${error.code ?? error.message})`, { cause: error })
}

function saidNo({ error }: ResponseBodyError, name: string): Error {
  switch (error) {
    case 'access_denied':
      return new Error(`the sign-in was refused at ${name}. Nothing has changed`)
    case 'expired_token':
      return new Error('nobody signed in while the code was good. Begin again')
    case 'invalid_grant':
      return new SignInOver(`${name} has ended this sign-in`)
    default:
      return new Error(
        `${name} does not let the command line sign in (${/^\w{1,40}$/.test(error) ? error : 'no reason given'})`,
      )
  }
}

const unanswered = ['OAUTH_TIMEOUT', 'OAUTH_RESPONSE_IS_NOT_CONFORM', 'OAUTH_RESPONSE_IS_NOT_JSON']

/** A fetch that failed is a TypeError without a code; one with a code is a bug of ours. */
function isDown(error: unknown): boolean {
  if (error instanceof ResponseBodyError) return error.status >= 500 || error.status === 429
  if (error instanceof ClientError) return unanswered.includes(error.code ?? '')
  return error instanceof TypeError && !('code' in error && error.code !== undefined)
}

/** What is kept of an answer. An issuer that does not rotate refresh tokens sends none with a renewal. */
export function keptOf(
  answer: TokenEndpointResponse & TokenEndpointResponseHelpers,
  { issuer, client_id, refresh_token }: Pick<Kept, 'issuer' | 'client_id' | 'refresh_token'>,
): Kept {
  const seconds = answer.expiresIn()
  return {
    issuer,
    client_id,
    access_token: answer.access_token,
    refresh_token: answer.refresh_token ?? refresh_token,
    expires_at: seconds === undefined ? null : Date.now() + seconds * 1000,
  }
}

/** What others say goes to a terminal, where control characters do things. */
export const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim()
