import { decodeJwt, type JWTPayload } from 'jose'
import type { SigninResponse } from 'oidc-client-ts'
import type { OidcCredential } from './credential.ts'

type Tokens = Pick<OidcCredential, 'access_token' | 'refresh_token' | 'expires_at' | 'renew_at'>

const longestMarginMs = 60_000

/** What a token endpoint gave. Where it gives no new refresh token, the one that was used goes on being good. */
export function tokensOf(response: SigninResponse, now: number, former: string | null): Tokens {
  const seconds = response.expires_in
  const lifeMs = seconds === undefined ? null : seconds * 1000
  const after = (ms: number) => new Date(now + ms).toISOString()
  return {
    access_token: response.access_token,
    refresh_token: response.refresh_token ?? former,
    expires_at: lifeMs === null ? null : after(lifeMs),
    renew_at: lifeMs === null ? null : after(lifeMs - Math.min(longestMarginMs, lifeMs / 4)),
  }
}

const leewayMs = 60_000

/**
 * A token that comes fresh from its issuer was made now. If it says otherwise, one of the two clocks is off, and then
 * its times do not fit. Only for the sentence: nothing is believed because of it.
 */
export function clockTrouble(token: string, issuer: string, now: number): string | null {
  const { iat, exp } = timesOf(token)
  if (iat === undefined) return null
  const ahead = now - iat * 1000
  if (ahead < -leewayMs) return clockSentence('behind', -ahead, issuer)
  if (ahead > leewayMs && exp !== undefined && now > exp * 1000) return clockSentence('ahead of', ahead, issuer)
  return null
}

const clockSentence = (how: string, ms: number, issuer: string): string =>
  `This computer's clock is ${duration(ms)} ${how} that of ${issuer}. Set the clock, and sign in again.`

/** In the units in which one sets a clock. */
function duration(ms: number): string {
  const minutes = Math.round(ms / 60_000)
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60]
  const counted = (count: number, unit: string) => (count === 0 ? [] : [`${count} ${unit}${count === 1 ? '' : 's'}`])
  return [...counted(days, 'day'), ...counted(hours, 'hour'), ...counted(rest, 'minute')].slice(0, 2).join(' ')
}

/** When a token ends by its own account: whether it is good is for the server to say. */
export function endOf(token: string): string | null {
  const end = new Date((timesOf(token).exp ?? Number.NaN) * 1000)
  return Number.isNaN(end.getTime()) ? null : end.toISOString()
}

/** Whom a token that comes straight from its issuer names; undefined where it cannot be read. */
export const subjectOf = (token: string): string | undefined => claimsOf(token).sub

/** Unverified: what a token says of its times. */
const timesOf = (token: string): { iat?: number | undefined; exp?: number | undefined } => claimsOf(token)

function claimsOf(token: string): JWTPayload {
  try {
    return decodeJwt(token)
  } catch {
    return {}
  }
}
