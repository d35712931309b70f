import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import type { IssuerConfig } from '../../identity/oidc-config.ts'
import { openSecret, sealSecret } from '../../identity/sealed-secrets.ts'
import { webClientId } from '../../identity/web-client.ts'
import { findSessionByHash } from '../../store/web-sessions.ts'
import { hashSession } from './session-secret.ts'
import type { WebSessionKit } from './web-session-kit.ts'

const Pending = z.object({
  issuer: z.string(),
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  redirectUri: z.string(),
  returnTo: z.string(),
  fresh: z.boolean(),
  begunAt: z.number(),
  before: z.string().optional(),
})
/** A sign-in under way. It rests sealed with the browser, so any process of a team can finish it, and nobody else. */
export type PendingSignIn = z.infer<typeof Pending>

const purpose = ['web-sign-in']

type Wanted = {
  issuer: string | undefined
  returnTo: string | undefined
  fresh: boolean
  redirectUri: string
  /** What the cookie of the browser's present session holds. */
  session: string | undefined
}

export async function beginWebSignIn(
  kit: WebSessionKit,
  wanted: Wanted,
): Promise<Result<{ location: URL; sealed: string }>> {
  const { services, client } = kit
  const issuer = issuerFor(kit, wanted.issuer)
  if (!issuer) return refuse('sign_in_unknown', 'Browsers cannot sign in to this server that way.')
  const before = wanted.session && (await findSessionByHash(services.store.read, hashSession(wanted.session)))
  const pending: PendingSignIn = {
    issuer: issuer.issuer,
    state: unguessable(),
    nonce: unguessable(),
    verifier: unguessable(),
    redirectUri: wanted.redirectUri,
    returnTo: placeOf(wanted.returnTo),
    fresh: wanted.fresh,
    begunAt: services.clock(),
    before: before ? before.id : undefined,
  }
  const location = await client.authorize(issuer, pending, wanted)
  if (!location.ok) return location
  return ok({
    location: location.value,
    sealed: sealSecret(services, purpose, JSON.stringify(pending), pending.begunAt),
  })
}

/** What the browser brought back; undefined when it is none of ours, or of another browser's making. */
export function openPending({ services }: WebSessionKit, sealed: string | undefined): PendingSignIn | undefined {
  const opened = sealed && openSecret(services, purpose, sealed)
  return opened ? Pending.safeParse(JSON.parse(opened)).data : undefined
}

/** A place of the console and never an address: whatever else is asked for leads to the first screen. */
export const placeOf = (wanted: string | undefined): string =>
  wanted !== undefined && wanted.length <= 1000 && /^#\/[\x21-\x7e]*$/.test(wanted) ? wanted : '#/'

function issuerFor({ tokens }: WebSessionKit, named: string | undefined): IssuerConfig | undefined {
  const offered = tokens.config.issuers.filter((issuer) => webClientId(issuer) !== undefined)
  return named === undefined ? offered[0] : offered.find(({ issuer }) => issuer === named)
}

const unguessable = (): string => randomBytes(32).toString('base64url')
