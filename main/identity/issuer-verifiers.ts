import type { IssuerParts } from './issuer-keys.ts'
import { OidcFile } from './oidc-config.ts'
import type { TokenVerifier } from './verified-token.ts'
import { createTokenVerifier } from './verify-token.ts'

type Party = { issuer: string; clientId: string }

/** For ID tokens of whichever issuer a connection names. Each is kept, so that its keys are fetched once. */
export function createIssuerVerifiers(parts: IssuerParts): (party: Party) => TokenVerifier {
  const known = new Map<string, TokenVerifier>()
  return ({ issuer, clientId }) => {
    const name = JSON.stringify([issuer, clientId])
    const config = OidcFile.parse({ issuers: [{ issuer, audience: clientId }] })
    const verifier = known.get(name) ?? createTokenVerifier(config, parts)
    known.set(name, verifier)
    return verifier
  }
}
