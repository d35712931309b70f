import type { Logger } from 'pino'
import { z } from 'zod'
import { ok, type Result, refuse } from '../../shared/domain/result.ts'
import { fetchJson } from './fetch-json.ts'
import { type KeySet, openKeySet } from './key-set.ts'
import { isLoopbackUrl } from './loopback.ts'
import { isSecureUrl } from './secure-url.ts'

/** Keys are asked for anew after this time, so that one which was withdrawn is soon believed no more. */
export const freshMs = 10 * 60_000
/** How long keys go on being good while the issuer cannot be asked whether they are. */
export const staleMs = 60 * 60_000
/** Between two requests that tokens of unknown keys cause, and between two tries while there are keys to go on with. */
export const cooldownMs = 30_000
/** Between two tries while there is nothing to go on with. */
const retryMs = 1_000

export type IssuerParts = { fetch: typeof fetch; clock: () => number; log: Logger }

export type IssuerKeys = {
  /** The keys as they are known now, asked for anew where they are due. The same set for as long as nothing changed. */
  current(): Promise<Result<KeySet>>
  /** After a token named a key that is not among them: asks once more, unless that was done just now. */
  again(): Promise<Result<KeySet>>
}

export function createIssuerKeys(issuer: string, { fetch, clock, log }: IssuerParts): IssuerKeys {
  let held: { keys: KeySet; at: number } | undefined
  let failedAt: number | undefined
  let askedAgainAt: number | undefined
  let loading: Promise<void> | undefined
  // A clock that is set back must not make anything last longer.
  const since = (time: number | undefined) => (time === undefined ? Infinity : Math.abs(clock() - time))

  const keep = (keys: KeySet) => {
    held = { keys: held?.keys.text === keys.text ? held.keys : keys, at: clock() }
    failedAt = undefined
  }
  const fail = (error: unknown) => {
    failedAt = clock()
    log.warn({ err: error, issuer }, 'an issuer could not be asked for its keys')
  }
  /** Whoever comes while somebody asks already waits with them. */
  const load = (): Promise<void> => {
    loading ??= fetchKeys(issuer, fetch)
      .then(keep, fail)
      .finally(() => {
        loading = undefined
      })
    return loading
  }
  const known = (): Result<KeySet> => {
    if (held && since(held.at) < staleMs) return ok(held.keys)
    return refuse(
      'issuer_unreachable',
      `${issuer} cannot be asked for its keys, so nobody can be believed to come from it.`,
    )
  }

  return {
    async current() {
      const age = since(held?.at)
      if (age < freshMs) return known()
      const isUsable = age < staleMs
      if (since(failedAt) < (isUsable ? cooldownMs : retryMs)) return known()
      // After a failure nobody who could go on waits for the next one.
      const mustWait = !isUsable || failedAt === undefined
      const loaded = load()
      if (mustWait) await loaded
      return known()
    },
    async again() {
      if (since(askedAgainAt) >= cooldownMs) {
        askedAgainAt = clock()
        void load()
      }
      await loading
      // The key may well be a new one that could not be fetched.
      if (failedAt !== undefined)
        return refuse('issuer_unreachable', `${issuer} cannot be asked for the key that this token is signed with.`)
      return known()
    },
  }
}

/** By OpenID Connect Discovery: the metadata must be the issuer's own, and say where its keys are. */
async function fetchKeys(issuer: string, fetchRemote: typeof fetch): Promise<KeySet> {
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
  const Metadata = z.looseObject({
    issuer: z.literal(issuer),
    jwks_uri: z
      .url()
      .refine((url) => isSecureUrl(url) && (isLoopbackUrl(issuer) || !isLoopbackUrl(url)), 'must be https'),
  })
  const { jwks_uri } = Metadata.parse(await fetchJson(address, fetchRemote))
  return openKeySet(await fetchJson(jwks_uri, fetchRemote))
}
