// A verifier that believes a real provider, with a clock that the test can set and a network that it can bend.
import { OidcFile } from '../../main/identity/oidc-config.ts'
import { createTokenVerifier } from '../../main/identity/verify-token.ts'
import { createLog } from '../../main/log.ts'
import { audience, desktopClient, type OpenidProvider, staff } from '../support/openid.ts'

export const minute = 60_000

export function verifierOf(issuer: string, changes: Record<string, unknown> = {}, fetchRemote: typeof fetch = fetch) {
  const state = { now: Math.floor(Date.now() / 1000) * 1000 }
  const config = OidcFile.parse({
    issuers: [{ issuer, name: 'Example ID', audience, client_id: desktopClient, ...changes }],
  })
  const clock = () => state.now
  const verifier = createTokenVerifier(config, { fetch: fetchRemote, clock, log: createLog('silent') })
  return {
    ...verifier,
    clock,
    /** Lets time pass here; what the issuer signs is still signed now. */
    pass: (ms: number) => {
      state.now += ms
    },
    /** What became of a token: its code, or that it was believed. */
    async verdict(token: string): Promise<string> {
      const verified = await verifier.verify(token)
      return verified.ok ? 'believed' : verified.refusal.code
    },
  }
}

const usual = () => {
  const now = Math.floor(Date.now() / 1000)
  return { aud: audience, iat: now, nbf: now, exp: now + 300, auth_time: now }
}

/** What the provider would say of a person, and what the test has it say; `undefined` leaves a claim out. */
export const usualClaims = ({ issuer }: OpenidProvider, claims: object = {}) => ({
  ...staff.commander,
  iss: issuer,
  ...usual(),
  ...claims,
})

export const idTokenClaims = (claims: object = {}) => ({ aud: desktopClient, nonce: 'n-1', at_hash: 'x', ...claims })

export const usualHeader = (provider: OpenidProvider, header: object = {}) => {
  const { algorithm, kid } = provider.signingKey()
  return { alg: algorithm, kid, typ: 'at+jwt', ...header }
}

export const without = (...names: string[]): Record<string, undefined> =>
  Object.fromEntries(names.map((name) => [name, undefined]))
