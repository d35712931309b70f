// A real OpenID provider (oidc-provider) on loopback, with people, pages to sign in on, and the accidents that happen to one.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  type CryptoKey,
  exportJWK,
  generateKeyPair,
  type JWK,
  type JWTHeaderParameters,
  type JWTPayload,
  SignJWT,
} from 'jose'
import Provider, { type Adapter, type Configuration } from 'oidc-provider'
import { openidMemory } from './openid-memory.ts'

export type Person = {
  sub: string
  name: string
  email: string
  roles?: string[]
  groups?: string[]
  workspace_id?: string
}

/** One of each role that the tests need; all of workspace `w`. */
export const staff = {
  commander: { sub: 'u-ada', name: 'Ada', email: 'ada@example.com', roles: ['incident_commander'], workspace_id: 'w' },
  approver: { sub: 'u-grace', name: 'Grace', email: 'grace@example.com', roles: ['approver'], workspace_id: 'w' },
  operator: { sub: 'u-alan', name: 'Alan', email: 'alan@example.com', roles: ['operator'], workspace_id: 'w' },
  admin: { sub: 'u-edsger', name: 'Edsger', email: 'edsger@example.com', roles: ['admin'], workspace_id: 'w' },
  stranger: { sub: 'u-eve', name: 'Eve', email: 'eve@example.com', roles: ['admin'], workspace_id: 'elsewhere' },
} satisfies Record<string, Person>

export const audience = 'https://countersign.example/api'
/** Public, native: a loopback redirect on any port, the device flow, refresh tokens. */
export const desktopClient = 'countersign-desktop'
/** What a server signs browsers in as: confidential, with redirect addresses of its own. */
export const webClient = { client_id: 'countersign-web', client_secret: 'web-secret-web-secret-web-secret-web' }

type Options = {
  people?: readonly Person[]
  accessTokenSeconds?: number
  refreshTokenSeconds?: number
  /** Where the web client may come back to: `http://127.0.0.1:PORT/sign-in/callback`. */
  webRedirects?: readonly string[]
  algorithm?: 'ES256' | 'RS256' | 'EdDSA'
  /** Before each request is answered: delay it, count it, break it (answer it yourself and say true). */
  intercept?: (request: IncomingMessage, response: ServerResponse) => boolean | undefined
}

type SigningKey = { kid: string; algorithm: string; privateKey: CryptoKey; jwk: JWK }

async function newKey(algorithm: string): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true })
  const kid = `k-${crypto.randomUUID().slice(0, 8)}`
  return { kid, algorithm, privateKey, jwk: { ...(await exportJWK(privateKey)), kid, alg: algorithm, use: 'sig' } }
}

export type OpenidProvider = Awaited<ReturnType<typeof startOpenid>>

export async function startOpenid(options: Options = {}) {
  const { people = Object.values(staff), algorithm = 'ES256', intercept } = options
  const known = new Map<string, Person>(people.map((person) => [person.sub, person]))
  const adapter = openidMemory()
  let keys = [await newKey(algorithm)]
  let answering = true
  let handle: (request: IncomingMessage, response: ServerResponse) => void = () => undefined
  const asked: string[] = []

  const server = createServer((request, response) => {
    // Down is down: nobody answers, the connection just breaks.
    if (!answering) return void request.socket.destroy()
    asked.push(`${request.method} ${(request.url ?? '').split('?')[0]}`)
    if (intercept?.(request, response)) return
    handle(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  const open = () => {
    const provider = new Provider(issuer, configuration({ ...options, keys, known, adapter }))
    // Programs that wait for a person ask every second, so that tests need not wait for five.
    provider.use(async (ctx, next) => {
      await next()
      if (ctx.oidc?.route === 'device_authorization' && ctx.status === 200)
        ctx.body = { ...(ctx.body as object), interval: 1 }
    })
    const callback = provider.callback()
    handle = (request, response) => {
      const page = /^\/interaction\/([\w-]+)$/.exec(request.url ?? '')
      if (page) void interact(provider, known, request, response)
      else void callback(request, response)
    }
    return provider
  }
  let provider = open()

  return {
    issuer,
    /** What was asked of it, in order: `GET /jwks`. */
    asked,
    provider: () => provider,
    people: known,
    /** Signs with a new key; the old ones stay published unless `forget` says that they were withdrawn. */
    async rotateKeys({ forget = false } = {}) {
      keys = [await newKey(algorithm), ...(forget ? [] : keys)]
      provider = open()
    },
    goDown: () => {
      answering = false
      server.closeAllConnections()
    },
    comeBack: () => {
      answering = true
    },
    /** A token that this provider could have issued: its key, its issuer, and claims and header as the test wants them. */
    async mint(person: Person, claims: JWTPayload = {}, header: Partial<JWTHeaderParameters> = {}): Promise<string> {
      const [key] = keys
      if (!key) throw new Error('no key')
      const now = Math.floor(Date.now() / 1000)
      const usual = { ...person, iss: issuer, aud: audience, iat: now, nbf: now, exp: now + 300, auth_time: now }
      return new SignJWT({ ...usual, ...claims })
        .setProtectedHeader({ alg: key.algorithm, kid: key.kid, typ: 'at+jwt', ...header })
        .sign(key.privateKey)
    },
    signingKey: () => keys[0] as SigningKey,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close').catch(() => undefined)
    },
  }
}

type Facts = Options & {
  keys: readonly SigningKey[]
  known: ReadonlyMap<string, Person>
  adapter: (model: string) => Adapter
}

function configuration({ keys, known, adapter, webRedirects = [], ...options }: Facts): Configuration {
  const { accessTokenSeconds = 300, refreshTokenSeconds = 3600, algorithm = 'ES256' } = options
  const tokens = {
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code' as const],
    id_token_signed_response_alg: algorithm,
  }
  return {
    adapter,
    jwks: { keys: keys.map(({ jwk }) => jwk) },
    clients: [
      {
        ...tokens,
        client_id: desktopClient,
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        redirect_uris: ['http://127.0.0.1/callback'],
        grant_types: [...tokens.grant_types, 'urn:ietf:params:oauth:grant-type:device_code'],
      },
      ...(webRedirects.length === 0 ? [] : [{ ...tokens, ...webClient, redirect_uris: [...webRedirects] }]),
    ],
    // Only what a page of ours asks: who are you. Consent is given with it.
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    async loadExistingGrant({ oidc }) {
      const { client, session, provider, params } = oidc
      const grant = new provider.Grant({
        clientId: client?.clientId as string,
        accountId: session?.accountId as string,
      })
      grant.addOIDCScope('openid offline_access profile email')
      grant.addResourceScope(audience, 'countersign')
      void params
      await grant.save()
      return grant
    },
    claims: { openid: ['sub', 'auth_time'], profile: ['name', 'roles', 'groups', 'workspace_id'], email: ['email'] },
    conformIdTokenClaims: false,
    findAccount: (_, sub) => {
      const person = known.get(sub)
      return person && { accountId: sub, claims: () => ({ ...person }) }
    },
    extraTokenClaims({ oidc }, token) {
      if (token.kind !== 'AccessToken') return undefined
      const { AuthorizationCode, RefreshToken, DeviceCode } = oidc.entities
      const { sub: _, ...claims } = known.get(token.accountId) ?? { sub: '' }
      const auth_time = (AuthorizationCode ?? RefreshToken ?? DeviceCode)?.authTime
      return { ...claims, ...(auth_time === undefined ? {} : { auth_time }) }
    },
    // Without it a refresh token is only given where offline_access was consented to by a prompt of its own.
    issueRefreshToken: (_, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    ttl: {
      AccessToken: accessTokenSeconds,
      IdToken: accessTokenSeconds,
      RefreshToken: refreshTokenSeconds,
      Interaction: 600,
      Session: 3600,
      Grant: 3600,
      DeviceCode: 600,
      AuthorizationCode: 60,
    },
    cookies: { keys: ['for tests only'] },
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true },
      rpInitiatedLogout: { enabled: true },
      deviceFlow: {
        enabled: true,
        userCodeInputSource(ctx, form) {
          ctx.body = page(`${form}<button form="op.deviceInputForm">Go on</button>`)
        },
        userCodeConfirmSource(ctx, form) {
          ctx.body = page(`${form}<button form="op.deviceConfirmForm">Yes, it is mine</button>`)
        },
        successSource(ctx) {
          ctx.body = page('<p>Signed in. Go back to your terminal.</p>')
        },
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: 'countersign',
          audience,
          accessTokenFormat: 'jwt',
          accessTokenTTL: accessTokenSeconds,
          jwt: { sign: { alg: algorithm } },
        }),
      },
    },
  }
}

const page = (body: string): string => `<!doctype html><title>Example ID</title><main>${body}</main>`

/** The page on which somebody says who they are. A name is enough: whose password it is does not matter to what is tested. */
async function interact(
  provider: Provider,
  known: ReadonlyMap<string, Person>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const html = (status: number, body: string) =>
    response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(page(body))
  if (request.method !== 'POST') {
    const people = [...known.values()].map(({ sub, name }) => `<button name="sub" value="${sub}">${name}</button>`)
    return void html(
      200,
      `<h1>Who are you?</h1><form method="post">${people.join('')}<button name="deny" value="1">Cancel</button></form>`,
    )
  }
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const said = new URLSearchParams(Buffer.concat(chunks).toString())
  const sub = said.get('sub') ?? ''
  // A native client is always asked for consent too: anybody could have its client id.
  const agreed = { login: { accountId: sub }, consent: {} }
  const refused = { error: 'access_denied', error_description: 'the person cancelled' }
  await provider.interactionFinished(request, response, known.has(sub) ? agreed : refused, {
    mergeWithLastSubmission: false,
  })
}
