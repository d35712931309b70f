import { OidcClient, type OidcClientSettings, SigninResponse } from 'oidc-client-ts'
import { ok, type Result, refuse } from '../../shared/domain/result.ts'
import { isSecureUrl } from './secure-url.ts'

/** The issuer did not answer, or could not. */
export class IssuerUnreachable extends Error {}

const patienceMs = 10_000

/**
 * oidc-client-ts asks by the global `fetch` and has no setting for another one, but the system's proxies and
 * certificates count here too. All its requests go through one method, which is replaced; that it is there is checked,
 * for the day when a version does otherwise.
 */
class ClientOfTheSystem extends OidcClient {
  constructor(settings: OidcClientSettings, fetchRemote: typeof fetch) {
    super(settings)
    const services: object[] = [this.metadataService, this._tokenClient, Reflect.get(this._validator, '_tokenClient')]
    for (const service of services) {
      const requests = Reflect.get(service, '_jsonService')
      if (typeof requests?.fetchWithTimeout !== 'function')
        throw new Error('this version of oidc-client-ts sends its requests in another way')
      requests.fetchWithTimeout = askBy(fetchRemote)
    }
  }

  /** What the issuer gives for a refresh token, unjudged: who threw over it would lose what was just exchanged. */
  async exchangeRefreshToken(refresh_token: string): Promise<SigninResponse> {
    const given = await this._tokenClient.exchangeRefreshToken({ refresh_token })
    return Object.assign(new SigninResponse(new URLSearchParams()), given)
  }
}

type Request = { method?: string; headers?: Record<string, string>; body?: URLSearchParams }

const askBy =
  (fetchRemote: typeof fetch) =>
  async (url: string, { method = 'GET', headers = {}, body }: Request): Promise<Response> => {
    const sent = body === undefined ? {} : { body: body.toString() }
    const signal = AbortSignal.timeout(patienceMs)
    const answer = await fetchRemote(url, {
      method,
      headers,
      ...sent,
      redirect: 'error',
      credentials: 'omit',
      signal,
    }).catch((error: unknown) => {
      throw new IssuerUnreachable('no answer', { cause: error })
    })
    if (answer.status >= 500 || answer.status === 429) throw new IssuerUnreachable(`it answered ${answer.status}`)
    return answer
  }

type Party = { issuer: string; clientId: string; redirectUri?: string; scope?: string }

/** A client of this issuer, once the issuer said where its endpoints are and they are where a secret may be sent. */
export async function openOidcClient(party: Party, fetchRemote: typeof fetch): Promise<Result<ClientOfTheSystem>> {
  const { issuer, clientId, redirectUri = 'http://127.0.0.1/callback', scope = 'openid' } = party
  if (!isSecureUrl(issuer))
    return refuse('sign_in_failed', `${issuer} is no https address. Plain http is allowed to this machine only.`)
  const settings = {
    authority: issuer,
    client_id: clientId,
    redirect_uri: redirectUri,
    scope,
    // By RFC 7009 (2.2) nothing is to be read from that answer, of whatever type it is.
    revokeTokenAdditionalContentTypes: ['text/', 'application/'],
  }
  const client = new ClientOfTheSystem(settings, fetchRemote)
  try {
    const metadata = await client.metadataService.getMetadata()
    if (metadata.issuer === undefined) return noProvider(issuer)
    if (metadata.issuer !== issuer)
      return refuse('sign_in_failed', `What answers at ${issuer} calls itself ${metadata.issuer}.`)
    const endpoints = [metadata.authorization_endpoint, metadata.token_endpoint]
    if (!endpoints.every((url) => url !== undefined && isSecureUrl(url)))
      return refuse('sign_in_failed', `${issuer} names no address that one could safely sign in at.`)
    if (metadata.revocation_endpoint !== undefined && !isSecureUrl(metadata.revocation_endpoint))
      return refuse('sign_in_failed', `${issuer} would have tokens revoked over plain http.`)
    return ok(client)
  } catch (error) {
    return error instanceof IssuerUnreachable
      ? refuse('issuer_unreachable', `${new URL(issuer).host} cannot be reached, or its certificate is not valid.`)
      : noProvider(issuer)
  }
}

const noProvider = (issuer: string) =>
  refuse('sign_in_failed', `${new URL(issuer).host} answers, but is not an OpenID provider.`)
