import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import type { IssuerConfig } from '../../identity/oidc-config.ts'
import type { TokenVerifier, VerifiedToken } from '../../identity/verified-token.ts'
import { nameOf } from '../../identity/web-client.ts'

/** What an issuer says about a person, checked like everybody's token, and worth a session. */
export async function believe(
  tokens: TokenVerifier,
  issuer: IssuerConfig,
  access: string,
): Promise<Result<VerifiedToken>> {
  const verified = await tokens.verify(access)
  if (!verified.ok) return verified
  const { identity, roles } = verified.value
  if (identity.issuer !== issuer.issuer)
    return refuse('sign_in_failed', `What ${nameOf(issuer)} issued names another issuer. Begin again.`)
  if (roles.length === 0)
    return refuse(
      'permission_denied',
      `${nameOf(issuer)} knows you as ${identity.name}, but gives you no role here. Ask whoever runs this server.`,
    )
  return ok(verified.value)
}
