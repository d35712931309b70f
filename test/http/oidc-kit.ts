// A team's server that believes a real provider, and tokens as the provider itself gives them.
import { randomBytes } from 'node:crypto'
import { calculatePKCECodeChallenge } from 'openid-client'
import { OidcFile } from '../../main/identity/oidc-config.ts'
import { createTokenVerifier } from '../../main/identity/verify-token.ts'
import { createLog } from '../../main/log.ts'
import type { Engine } from '../../main/store/schema.ts'
import { createBrowser } from '../support/browser.ts'
import { audience, desktopClient, type OpenidProvider, type Person, startOpenid } from '../support/openid.ts'
import { startApp, type TestApp } from './harness.ts'

export type OidcApp = TestApp & {
  provider: OpenidProvider
  /** Lets time pass on the server. */
  pass(ms: number): void
}

type Options = Omit<NonNullable<Parameters<typeof startApp>[1]>, 'change' | 'clock'> & {
  issuer?: Record<string, unknown>
  oidc?: Record<string, unknown>
}

export async function startOidcApp(engine: Engine, { issuer = {}, oidc = {}, ...options }: Options = {}) {
  const provider = await startOpenid()
  const state = { ahead: 0 }
  const clock = () => Date.now() + state.ahead
  const config = OidcFile.parse({
    issuers: [{ issuer: provider.issuer, name: 'Example ID', audience, client_id: desktopClient, ...issuer }],
    ...oidc,
  })
  const tokens = createTokenVerifier(config, { fetch, clock, log: createLog('silent') })
  const app = await startApp(engine, { ...options, clock, change: (services) => ({ ...services, tokens }) })
  const kit: OidcApp = {
    ...app,
    provider,
    pass: (ms) => {
      state.ahead += ms
    },
    async close() {
      await app.close()
      await provider.close()
    },
  }
  return kit
}

/** What the provider gives its native client after this person signed in on its page, by the authorization code flow. */
export async function signInAt({ issuer }: OpenidProvider, { sub }: Person) {
  const verifier = randomBytes(32).toString('base64url')
  const redirect_uri = 'http://127.0.0.1:7/callback'
  const asked = new URLSearchParams({
    client_id: desktopClient,
    response_type: 'code',
    redirect_uri,
    scope: 'openid profile email',
    resource: audience,
    state: 's',
    nonce: 'n-1',
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  })
  const browser = createBrowser()
  const question = await browser.go(`${issuer}/auth?${asked}`)
  const answer = { method: 'POST', body: new URLSearchParams({ sub }) }
  const back = await browser.go(question.url, answer, (url) => url.startsWith(redirect_uri))
  const code = new URL(back.url).searchParams.get('code') ?? ''
  const grant = { grant_type: 'authorization_code', code, redirect_uri, client_id: desktopClient, resource: audience }
  const response = await fetch(`${issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({ ...grant, code_verifier: verifier }),
  })
  const tokens: { access_token: string; id_token: string } = JSON.parse(await response.text())
  return tokens
}
