import type { IssuerConfig } from '../../identity/oidc-config.ts'
import type { WebSessionKit } from './web-session-kit.ts'

/** As well as can be, and without anybody waiting: what it was for is over here, whatever its issuer has to say. */
export function revokeToken({ services, client }: WebSessionKit, { issuer, ...rest }: IssuerConfig, token: string) {
  const warn = (why: object) =>
    services.log.warn({ issuer, ...why }, 'what an issuer had issued could not be revoked there')
  client
    .revoke({ issuer, ...rest }, token)
    .then((revoked) => revoked.ok || warn({ code: revoked.refusal.code }))
    .catch((error: unknown) => warn({ err: error }))
}
