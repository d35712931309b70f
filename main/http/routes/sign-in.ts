import * as contract from '../../../shared/contract/console.ts'
import { parametersOf } from '../../identity/oidc-config.ts'
import { nameOf, webClientId } from '../../identity/web-client.ts'
import type { Services } from '../../services.ts'
import { version } from '../../version.ts'
import type { Mount } from '../mount.ts'

/** What everybody may know before they have signed in. */
export function signInRoutes(mount: Mount, { connection, mode, tokens }: Services): void {
  const issuers = (tokens?.config.issuers ?? []).map((issuer) => ({
    issuer: issuer.issuer,
    name: nameOf(issuer),
    client_id: issuer.client_id ?? null,
    scope: issuer.scope,
    parameters: parametersOf(issuer),
    web: webClientId(issuer) !== undefined,
  }))
  mount(contract.getSignInOptions, (c) => c.json({ ...connection, version, api_keys: mode === 'server', issuers }, 200))
}
