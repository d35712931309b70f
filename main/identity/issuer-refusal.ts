import { AuthorizationResponseError, ClientError, ResponseBodyError } from 'openid-client'
import { type Result, refuse } from '../../shared/domain/result.ts'

/**
 * What went wrong between this server and an issuer, in a sentence. What the issuer itself says in words is not passed
 * on: anybody can send a browser here with an `error_description` of their own.
 */
export function issuerRefusal(error: unknown, name: string): Result<never> {
  if (error instanceof AuthorizationResponseError)
    return error.error === 'access_denied'
      ? refuse('sign_in_failed', `The sign-in at ${name} was cancelled. Nothing has changed.`, { reason: error.error })
      : refuse('sign_in_failed', `${name} did not let the sign-in through (${plain(error.error)}).`)
  if (error instanceof ResponseBodyError) return saidNo(error, name)
  if (!(error instanceof Error)) throw error
  if (isUnanswered(error))
    return refuse('issuer_unreachable', `${name} cannot be reached from this server. Try again in a moment.`)
  if (!(error instanceof ClientError)) throw error
  if (error.code === 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED') return clocksDiffer(name)
  return refuse('sign_in_failed', `What ${name} answered could not be believed. Begin again.`, { reason: error.code })
}

/** What was issued just now cannot be over, nor be of the future. */
export const clocksDiffer = (name: string): Result<never> =>
  refuse(
    'sign_in_failed',
    `The clocks of this server and of ${name} differ too much. Whoever runs this server has to set its clock.`,
  )

function saidNo({ status, error }: ResponseBodyError, name: string): Result<never> {
  if (status >= 500 || status === 429)
    return refuse('issuer_unreachable', `${name} is in trouble and does not answer now. Try again in a moment.`)
  if (error === 'invalid_grant')
    return refuse('credential_expired', `${name} has ended this sign-in. Sign in again.`, { reason: error })
  return refuse(
    'issuer_unreachable',
    `${name} does not take this server for a client of its own (${plain(error)}). Whoever runs it has to look into it.`,
  )
}

const unanswered = ['OAUTH_TIMEOUT', 'OAUTH_ABORT', 'OAUTH_RESPONSE_IS_NOT_CONFORM', 'OAUTH_RESPONSE_IS_NOT_JSON']

/** `fetch failed` is a TypeError without a code; one with a code is a bug of ours. */
const isUnanswered = (error: Error): boolean =>
  error instanceof ClientError
    ? unanswered.includes(error.code ?? '')
    : error instanceof TypeError && !('code' in error && error.code !== undefined)

/** A registered error code, and nothing that anybody might have put in its place. */
const plain = (code: string): string => (/^[a-z_]{1,40}$/.test(code) ? code : 'an unknown error')
