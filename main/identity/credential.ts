import { z } from 'zod'
import type { SignInState } from '../../shared/contract/console.ts'

const Who = z.object({ name: z.string(), email: z.string().nullable(), issuer: z.string(), subject: z.string() })
type Who = z.infer<typeof Who>

const Oidc = z.object({
  kind: z.literal('oidc'),
  issuer: z.string(),
  client_id: z.string(),
  who: Who,
  access_token: z.string(),
  refresh_token: z.string().nullable(),
  /** When the access token ends, and when a new one is fetched; null where the issuer does not say. */
  expires_at: z.string().nullable(),
  renew_at: z.string().nullable(),
  /** When the person last proved who they are. */
  signed_in_at: z.string().nullable(),
})
export type OidcCredential = z.infer<typeof Oidc>

/** What a connection is signed in with, as it rests in the keychain. */
const Credential = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('api_key'), token: z.string(), who: Who.nullable() }),
  z.object({ kind: z.literal('token'), token: z.string(), who: Who.nullable(), expires_at: z.string().nullable() }),
  Oidc,
  /** A sign-in that is over, with why: nothing of it opens anything any more. */
  z.object({ kind: z.literal('ended'), who: Who, why: z.string() }),
])
export type Credential = z.infer<typeof Credential>

/** What is there now: a credential, or none and perhaps why. */
export type Held = Credential | { kind: 'none'; why: string | null }

/** Keys were kept as they are before there was more to keep. */
export function readCredential(text: string): Credential {
  const plain = { kind: 'api_key' as const, token: text, who: null }
  if (!text.startsWith('{')) return plain
  try {
    return Credential.parse(JSON.parse(text))
  } catch {
    return plain
  }
}

type State = z.infer<typeof SignInState>

/** What the page may know of it. */
export function describeSignIn(held: Held, now: number, note: string | null): State {
  const isPast = (time: string | null) => time !== null && Date.parse(time) <= now
  switch (held.kind) {
    case 'none':
      return { method: 'none', state: 'signed_out', who: null, expires_at: null, why: held.why ?? note }
    case 'api_key':
      return { method: 'api_key', state: 'signed_in', who: shown(held.who), expires_at: null, why: note }
    case 'token': {
      const over = isPast(held.expires_at)
      const why = over ? 'The token that was pasted is past its time.' : note
      return {
        method: 'token',
        state: over ? 'expired' : 'signed_in',
        who: shown(held.who),
        expires_at: held.expires_at,
        why,
      }
    }
    case 'oidc': {
      const over = isPast(held.expires_at) && (held.refresh_token === null || note !== null)
      const ends = held.refresh_token === null ? held.expires_at : null
      const why = note ?? (held.refresh_token === null ? notRenewable : null)
      return { method: 'oidc', state: over ? 'expired' : 'signed_in', who: shown(held.who), expires_at: ends, why }
    }
    case 'ended':
      return { method: 'oidc', state: 'expired', who: shown(held.who), expires_at: null, why: held.why }
  }
  held satisfies never
}

export const notRenewable = 'The issuer gave no refresh token, so this sign-in ends when its access token does.'

const shown = (who: Who | null): State['who'] => who && { name: who.name, email: who.email, issuer: who.issuer }
