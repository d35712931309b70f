import { ok, type Result, refuse } from '../../shared/domain/result.ts'
import type { OidcCredential } from './credential.ts'
import { openOidcClient } from './oidc-client.ts'
import { hostOf } from './sign-in-attempt.ts'

/** RFC 7009: with the refresh token goes what was made of it. */
export async function revokeTokens(held: OidcCredential, fetchRemote: typeof fetch): Promise<Result<void>> {
  const { issuer, client_id: clientId, access_token, refresh_token } = held
  const opened = await openOidcClient({ issuer, clientId }, fetchRemote)
  if (!opened.ok) return opened
  if ((await opened.value.metadataService.getRevocationEndpoint()) === undefined)
    return refuse('sign_in_failed', `${hostOf(held)} offers no way to revoke tokens.`)
  try {
    if (refresh_token === null) await opened.value.revokeToken(access_token, 'access_token')
    else await opened.value.revokeToken(refresh_token, 'refresh_token')
    return ok(undefined)
  } catch (error) {
    // It said yes, in words that are no JSON.
    if (error instanceof SyntaxError) return ok(undefined)
    return refuse('issuer_unreachable', `${hostOf(held)} could not be asked to revoke its tokens.`)
  }
}
