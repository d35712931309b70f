import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  ClientSecretBasic,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  None,
  refreshTokenGrant,
  tokenRevocation,
} from 'openid-client'
import { ok, type Result, refuse } from '../../shared/domain/result.ts'
import { issuerRefusal } from './issuer-refusal.ts'
import { isLoopbackUrl } from './loopback.ts'
import { type IssuerConfig, parametersOf } from './oidc-config.ts'

/** What a sign-in has to prove when it comes back; it rests sealed in the browser's own cookie meanwhile. */
export type SignInChecks = { state: string; nonce: string; verifier: string }
export type IssuedTokens = { access: string; id: string | undefined; refresh: string | undefined }

const timeoutSeconds = 10
const metadataFreshMs = 60 * 60_000

/**
 * The client that a server signs browsers in as. openid-client and not oidc-client-ts, which the desktop uses: here any
 * process may have to finish what another began, so nothing of a sign-in can rest in a store of the client's own; and
 * the answer's `iss` is checked against mix-ups (RFC 9207).
 */
export function createWebClient(environment: Record<string, string | undefined> = process.env) {
  const known = new Map<string, { at: number; configuration: Promise<Configuration> }>()

  const configurationOf = (issuer: IssuerConfig, clientId: string, secret: string | undefined) => {
    const found = known.get(issuer.issuer)
    if (found && performance.now() - found.at < metadataFreshMs) return found.configuration
    const configuration = discover(issuer.issuer, clientId, secret)
    known.set(issuer.issuer, { at: performance.now(), configuration })
    // Whoever could not be asked once may answer the next time.
    configuration.catch(() => known.delete(issuer.issuer))
    return configuration
  }

  const asking = async <T>(issuer: IssuerConfig, ask: (configuration: Configuration) => Promise<T>) => {
    const clientId = webClientId(issuer)
    const secretName = issuer.web_client_id && issuer.web_client_secret_env
    const secret = secretName ? environment[secretName] : undefined
    if (clientId === undefined || (secretName && !secret)) return notSetUp(issuer, secretName)
    try {
      return ok(await ask(await configurationOf(issuer, clientId, secret)))
    } catch (error) {
      return issuerRefusal(error, nameOf(issuer))
    }
  }

  return {
    /** Where the browser has to go. `fresh` asks people who are signed in there already to prove it again. */
    authorize: (issuer: IssuerConfig, checks: SignInChecks, { redirectUri, fresh }: Wanted): Promise<Result<URL>> =>
      asking(issuer, async (configuration) =>
        buildAuthorizationUrl(configuration, {
          ...parametersOf(issuer),
          ...(fresh ? { prompt: 'login', max_age: '0' } : {}),
          redirect_uri: redirectUri,
          scope: issuer.scope,
          state: checks.state,
          nonce: checks.nonce,
          code_challenge: await calculatePKCECodeChallenge(checks.verifier),
          code_challenge_method: 'S256',
        }),
      ),

    /** `answer` is the redirect address with what the issuer added to it. */
    exchange: (issuer: IssuerConfig, checks: SignInChecks, answer: URL): Promise<Result<IssuedTokens>> =>
      asking(issuer, async (configuration) =>
        issued(
          await authorizationCodeGrant(configuration, answer, {
            expectedState: checks.state,
            expectedNonce: checks.nonce,
            pkceCodeVerifier: checks.verifier,
            idTokenExpected: true,
          }),
        ),
      ),

    renew: (issuer: IssuerConfig, refreshToken: string): Promise<Result<IssuedTokens>> =>
      asking(issuer, async (configuration) => issued(await refreshTokenGrant(configuration, refreshToken))),

    /** RFC 7009: with the refresh token goes everything that was issued with it. */
    revoke: (issuer: IssuerConfig, refreshToken: string): Promise<Result<void>> =>
      asking(issuer, (configuration) =>
        tokenRevocation(configuration, refreshToken, { token_type_hint: 'refresh_token' }),
      ),
  }
}
export type WebClient = ReturnType<typeof createWebClient>
type Wanted = { redirectUri: string; fresh: boolean }

/** As whom browsers are signed in; undefined where this issuer is for other clients alone. */
export const webClientId = (issuer: IssuerConfig): string | undefined => issuer.web_client_id ?? issuer.client_id

export const nameOf = ({ name, issuer }: Pick<IssuerConfig, 'name' | 'issuer'>): string => name ?? new URL(issuer).host

function discover(issuer: string, clientId: string, secret: string | undefined): Promise<Configuration> {
  return discovery(new URL(issuer), clientId, {}, secret ? ClientSecretBasic(secret) : None(), {
    timeout: timeoutSeconds,
    execute: isLoopbackUrl(issuer) ? [allowInsecureRequests] : [],
  })
}

const notSetUp = (issuer: IssuerConfig, secretName: string | undefined) =>
  refuse(
    'issuer_unreachable',
    secretName
      ? `This server lacks the secret that it needs with ${nameOf(issuer)}: the environment variable ${secretName} is not set. Whoever runs it has to set it.`
      : `This server is no client of ${nameOf(issuer)} that browsers could sign in by.`,
  )

const issued = (answer: {
  access_token: string
  id_token?: string | undefined
  refresh_token?: string | undefined
}): IssuedTokens => ({ access: answer.access_token, id: answer.id_token, refresh: answer.refresh_token })
