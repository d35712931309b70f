import { ErrorResponse } from 'oidc-client-ts'
import type { Logger } from 'pino'
import { ok, type Result, refuse } from '../../shared/domain/result.ts'
import { type Held, notRenewable, type OidcCredential } from './credential.ts'
import type { Credentials } from './credentials.ts'
import { withFileLock } from './file-lock.ts'
import { openOidcClient } from './oidc-client.ts'
import { subjectOf, tokensOf } from './oidc-tokens.ts'
import { hostOf, printable } from './sign-in-attempt.ts'

type Options = {
  credentials: Credentials
  fetch: typeof fetch
  /** A file that every console which shares the keychain knows. */
  lockFileOf(connection: string): string
  clock: () => number
  log: Logger
  /** A connection's sign-in ended, or goes on after all. */
  onChange(connection: string): void
}

const retryMs = 15_000
/** For a token that is due already, so that an issuer of useless ones is not asked without a pause. */
const overdueMs = 1_000
const tooShortMs = 2_000
const longestTimerMs = 60 * 60_000

/** Keeps sign-ins going: a new access token before the old one ends, once for all who ask. */
export function createRenewals(options: Options) {
  const { credentials, clock, lockFileOf, log, onChange } = options
  const running = new Map<string, Promise<Result<string>>>()
  const failedAt = new Map<string, number>()
  let timer: NodeJS.Timeout | undefined
  let inUse: string | null = null
  const isPast = (time: string | null) => time !== null && Date.parse(time) <= clock()

  /** A new token in the place of `stale`, unless another console of this person has seen to that already. */
  const renewNow = (id: string, stale: string): Promise<Result<string>> =>
    withFileLock(lockFileOf(id), async () => {
      const held = await credentials.of(id)
      if (held.kind !== 'oidc') return refuse(...notSignedIn(held))
      if (held.access_token !== stale && !isPast(held.renew_at)) return ok(held.access_token)
      const renewed = await refresh(held, options)
      switch (renewed.kind) {
        case 'renewed':
          // Before anybody uses the new one: what was exchanged for it is dead from now on.
          await credentials.keep(id, renewed.credential)
          failedAt.delete(id)
          return ok(renewed.credential.access_token)
        case 'over':
          await credentials.keep(id, { kind: 'ended', who: held.who, why: renewed.why })
          return refuse('credential_expired', renewed.why)
        case 'unreachable':
          log.info({ connection: id, why: renewed.why, err: renewed.error }, 'a sign-in could not be renewed')
          failedAt.set(id, clock())
          if (!isPast(held.expires_at)) return ok(held.access_token)
          credentials.note(id, renewed.why)
          return refuse('issuer_unreachable', renewed.why)
      }
      return renewed satisfies never
    })

  const renew = (id: string, stale: string): Promise<Result<string>> => {
    const under = running.get(id)
    if (under) return under
    const before = JSON.stringify(credentials.lastSeen(id))
    const renewal = renewNow(id, stale).finally(() => {
      running.delete(id)
      if (JSON.stringify(credentials.lastSeen(id)) !== before) onChange(id)
      if (id === inUse) void schedule()
    })
    running.set(id, renewal)
    return renewal
  }

  const renewInBackground = (id: string, stale: string): void =>
    void renew(id, stale).catch((error: unknown) => log.warn({ err: error }, 'a renewal failed'))

  const schedule = async (): Promise<void> => {
    clearTimeout(timer)
    const id = inUse
    const held = id === null ? null : await credentials.of(id)
    if (id === null || id !== inUse || held?.kind !== 'oidc' || held.renew_at === null) return
    if (held.refresh_token === null) return
    const due = Date.parse(held.renew_at) - clock()
    const wait = due > 0 ? due : failedAt.has(id) ? retryMs : overdueMs
    clearTimeout(timer)
    timer = setTimeout(() => void tick(id), Math.min(wait, longestTimerMs))
    timer.unref()
  }
  const tick = async (id: string): Promise<void> => {
    const held = await credentials.of(id)
    if (held.kind === 'oidc' && isPast(held.renew_at)) renewInBackground(id, held.access_token)
    else await schedule()
  }

  /** Nobody waits for a renewal while the old token is still good, and an issuer that is down is not asked each time. */
  const tokenOfSignIn = async (id: string, held: OidcCredential): Promise<Result<string>> => {
    if (!isPast(held.renew_at)) return ok(held.access_token)
    if (held.expires_at !== null && Date.parse(held.expires_at) <= clock() + tooShortMs)
      return renew(id, held.access_token)
    if (clock() - (failedAt.get(id) ?? 0) > retryMs) renewInBackground(id, held.access_token)
    return ok(held.access_token)
  }

  return {
    /** What a request may be sent with. */
    async tokenOf(id: string): Promise<Result<string>> {
      const held = await credentials.of(id)
      switch (held.kind) {
        case 'api_key':
        case 'token':
          return ok(held.token)
        case 'oidc':
          return tokenOfSignIn(id, held)
        case 'none':
        case 'ended':
          return refuse(...notSignedIn(held))
      }
      return held satisfies never
    },
    /** After the server did not accept `refused`: another one, if this is a sign-in that can be renewed. */
    async another(id: string, refused: string): Promise<Result<string> | null> {
      const held = await credentials.of(id)
      if (held.kind === 'ended') return refuse(...notSignedIn(held))
      return held.kind === 'oidc' ? renew(id, refused) : null
    },
    /** Renews this one by itself from now on, so that what streams goes on; null for none. */
    keepFresh(id: string | null): void {
      inUse = id
      void schedule().catch((error: unknown) => log.warn({ err: error }, 'a renewal could not be planned'))
    },
    close(): void {
      inUse = null
      clearTimeout(timer)
    },
  }
}

const notSignedIn = (held: Held): ['credential_missing' | 'credential_expired', string] =>
  held.kind === 'ended'
    ? ['credential_expired', held.why]
    : ['credential_missing', (held.kind === 'none' && held.why) || 'Nobody is signed in to it.']

type Renewed =
  | { kind: 'renewed'; credential: OidcCredential }
  | { kind: 'over'; why: string }
  | { kind: 'unreachable'; why: string; error?: unknown }

async function refresh(held: OidcCredential, { fetch: fetchRemote, clock }: Options): Promise<Renewed> {
  const { issuer, client_id: clientId, who, refresh_token } = held
  if (refresh_token === null) return { kind: 'over', why: notRenewable }
  const opened = await openOidcClient({ issuer, clientId }, fetchRemote)
  if (!opened.ok) return { kind: 'unreachable', why: `The sign-in cannot be renewed: ${opened.refusal.detail}` }
  try {
    const response = await opened.value.exchangeRefreshToken(refresh_token)
    if (!response.access_token)
      return { kind: 'unreachable', why: `The sign-in cannot be renewed: ${hostOf(held)} gave no token.` }
    // One that cannot be read names nobody else: what was exchanged is still that of this sign-in.
    const subject = response.id_token === undefined ? undefined : subjectOf(response.id_token)
    if (subject !== undefined && subject !== who.subject)
      return { kind: 'over', why: `${hostOf(held)} renewed the sign-in for somebody else. Sign in again.` }
    return { kind: 'renewed', credential: { ...held, ...tokensOf(response, clock(), refresh_token) } }
  } catch (error) {
    if (error instanceof ErrorResponse && !passing.has(error.error ?? ''))
      return { kind: 'over', why: `${hostOf(held)} has ended this sign-in${wordsOf(error)}. Sign in again.` }
    return { kind: 'unreachable', why: `${hostOf(held)} cannot be reached to renew the sign-in.`, error }
  }
}

/** An issuer that says so can be asked again. */
const passing = new Set(['temporarily_unavailable', 'server_error', 'slow_down'])

/** That a refresh token counts no longer is what ended means. */
const wordsOf = ({ error, error_description }: ErrorResponse): string =>
  error === 'invalid_grant' ? '' : ` (it says: ${printable(error_description ?? error ?? 'an error')})`
