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
/** By how much the clocks of a server and of an issuer may differ when it is asked what was first, a token or the keys. */
const clocksDifferMs = 10_000

export type IssuerParts = { fetch: typeof fetch; clock: () => number; log: Logger }

export type IssuerKeys = {
  /** The keys as they are known now, asked for anew where they are due. The same set for as long as nothing changed. */
  current(): Promise<Result<KeySet>>
  /**
   * After a token named a key that is not among them: asks once more, unless that was done just now. Keys that may be
   * older than the token do not show that its key is none of the issuer's, or anybody's nonsense would keep a new key
   * from being believed. `issuedAt` is what the token says, in seconds: whoever lies there deceives themselves alone.
   */
  again(issuedAt: number | undefined): Promise<Result<Asked>>
}
/** `ifMissing` is what becomes of a token whose key is not among these either. */
type Asked = { keys: KeySet; ifMissing: Result<never> }

export function createIssuerKeys(issuer: string, { fetch, clock, log }: IssuerParts): IssuerKeys {
  let held: { keys: KeySet; at: number } | undefined
  let failedAt: number | undefined
  let askedAgainAt: number | undefined
  let loading: Promise<void> | undefined
  // A clock that is set back must not make anything last longer.
  const since = (time: number | undefined) => (time === undefined ? Infinity : Math.abs(clock() - time))

  const keep = (keys: KeySet, at: number) => {
    held = { keys: held?.keys.text === keys.text ? held.keys : keys, at }
    failedAt = undefined
  }
  const fail = (error: unknown) => {
    failedAt = clock()
    log.warn({ err: error, issuer }, 'an issuer could not be asked for its keys')
  }
  /** Whoever comes while somebody asks already waits with them. */
  const load = (): Promise<void> => {
    // What is answered may be as old as the question.
    const at = clock()
    loading ??= fetchKeys(issuer, fetch)
      .then((keys) => keep(keys, at), fail)
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

  const tooSoon = () => {
    const seconds = Math.max(1, Math.ceil((cooldownMs - since(askedAgainAt)) / 1000))
    return refuse(
      'credential_invalid',
      `The token is signed with a key that was not among those of ${issuer} when it was last asked. If the key is new, try again in ${seconds} s.`,
      { reason: 'unknown_key', retry_after: seconds },
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
    async again(issuedAt) {
      const isAsking = since(askedAgainAt) >= cooldownMs
      const isFirst = isAsking && loading === undefined
      if (isAsking) {
        askedAgainAt = clock()
        void load()
      }
      await loading
      // The key may well be a new one that could not be fetched.
      if (failedAt !== undefined)
        return refuse('issuer_unreachable', `${issuer} cannot be asked for the key that this token is signed with.`)
      const keys = known()
      if (!keys.ok) return keys
      const isOlder = issuedAt !== undefined && held !== undefined && issuedAt * 1000 + clocksDifferMs < held.at
      return ok({ keys: keys.value, ifMissing: isFirst || isOlder ? unknownKey : tooSoon() })
    },
  }
}

const unknownKey = refuse('credential_invalid', 'The token is signed with a key that its issuer does not publish.', {
  reason: 'unknown_key',
})

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
