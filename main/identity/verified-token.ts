import type { Identity } from '../../shared/domain/actor.ts'
import type { Role } from '../../shared/domain/permission.ts'
import type { Result } from '../../shared/domain/result.ts'
import type { IssuerConfig, OidcConfig } from './oidc-config.ts'

/** Whom a signed token is about, once everything about it was checked. */
export type VerifiedPerson = {
  identity: Identity
  roles: readonly Role[]
  groups: readonly string[]
  /** When the person last proved who they are, where the issuer says so. */
  signedInAt: string | undefined
  expiresAt: string
}

/** What an access token says: also where its holder may act. */
export type VerifiedToken = VerifiedPerson & { workspace: string }

export type TokenVerifier = {
  readonly config: OidcConfig
  /** An access token, for this server. */
  verify(token: string): Promise<Result<VerifiedToken>>
  /** An ID token, as it came with a sign-in of `clientId`: signature, audience, nonce, times. */
  verifyIdToken(
    token: string,
    expected: { issuer: string; clientId: string; nonce?: string | undefined },
  ): Promise<Result<VerifiedPerson>>
  issuer(name: string): IssuerConfig | undefined
}
