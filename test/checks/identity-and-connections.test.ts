import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

/**
 * Where each promise about identity and connections is held to. The title named here has to stand in the file: whoever
 * renames or removes a test is led back to the promise that it stood for.
 */
const held: readonly [promise: string, file: string, title: string][] = [
  [
    'algorithm allow-list per issuer',
    'test/identity/verify-token.test.ts',
    'an algorithm that this issuer may not use',
  ],
  [
    'never jku or x5u',
    'test/identity/verify-token.test.ts',
    'nothing but the issuer’s metadata and keys is ever asked for',
  ],
  ['iss', 'test/identity/verify-token.test.ts', 'an issuer is named to the letter'],
  ['aud', 'test/identity/verify-token.test.ts', 'several audiences may be ours'],
  ['exp, nbf, 60 s leeway', 'test/identity/verify-token.test.ts', '%s at %i s from now: %s'],
  ['typ', 'test/identity/verify-token.test.ts', "describe('the header'"],
  [
    'one rate-limited refetch on an unknown kid',
    'test/identity/issuer-keys.test.ts',
    'a flood of them makes one request',
  ],
  ['fail closed', 'test/identity/issuer-keys.test.ts', 'with no key of it nobody is believed, until it is back'],
  ['roles from roles and groups', 'test/identity/verify-token.test.ts', "describe('roles'"],
  ['workspace from workspace_id', 'test/identity/verify-token.test.ts', "describe('the workspace'"],
  ['permissions are named, checked once', 'test/http/permissions.test.ts', 'strangers first'],
  ['GET /console/session', 'test/http/session.test.ts', 'of this machine is its user, unverified'],
  ['/console/security-boundary', 'test/http/oidc.test.ts', 'which protections are configured'],
  [
    'an actor is only ever what was verified',
    'test/http/claimed-actors.test.ts',
    'is nobody’s: whoever was verified did it',
  ],
  ['a step-up', 'test/http/step-up.test.ts', 'too old for tier 3: the challenge says how fresh it has to be'],
  ['cross-workspace probes over every route', 'test/http/probes.test.ts', 'cannot tell it from what never was'],
  [
    'a new route is covered the day it is added',
    'test/http/probes.test.ts',
    'leave out few operations, each for a reason',
  ],
  ['row-level security', 'test/store/row-security.test.ts', 'a query that forgets whose rows it means'],

  [
    'authorization code with PKCE, loopback',
    'test/http/switchboard-sign-in.test.ts',
    'the browser is sent to the issuer with PKCE',
  ],
  ['state checked', 'test/identity/sign-in.test.ts', 'takes a state once, and only once in one request'],
  ['nonce checked', 'test/identity/sign-in.test.ts', 'an ID token that cannot be believed'],
  [
    'refresh-token rotation',
    'test/http/switchboard-renewal.test.ts',
    'the new one is in the keychain before anybody uses it',
  ],
  [
    'rotation reuse detection',
    'test/http/switchboard-renewal.test.ts',
    'that somebody else has used ends the sign-in for both',
  ],
  ['silent renewal before expiry', 'test/http/switchboard-renewal.test.ts', 'is renewed without anybody asking'],
  ['sign-out that revokes', 'test/http/switchboard-renewal.test.ts', 'revokes, then forgets'],
  ['cancelling', 'test/http/switchboard-sign-in.test.ts', 'is cancelled at the issuer, and can be begun again'],
  ['a closed browser', 'test/identity/sign-in.test.ts', 'a browser that was closed: the sign-in waits'],
  ['a wrong state', 'test/identity/sign-in.test.ts', 'answers %s with nothing, and waits on'],
  ['a clock that is off', 'test/identity/sign-in.test.ts', "describe('a clock that is off'"],
  ['an issuer that is down', 'test/identity/sign-in.test.ts', 'an issuer that goes down on the way'],
  ['tokens never reach the page', 'test/e2e/web-sign-in.spec.ts', 'no token comes to the page'],
  ['HttpOnly, SameSite=Strict, Secure', 'test/http/web-sign-in.test.ts', 'with cookies that no page can read'],
  ['session rotation at sign-in', 'test/http/web-sign-in.test.ts', 'anew, and its old session is over'],
  [
    'CSRF defence',
    'test/http/web-session-origin.test.ts',
    'what changes something with a cookie comes from a page of our own',
  ],
  ['idle lifetime', 'test/http/web-session-lifetimes.test.ts', 'when nobody used it for half an hour'],
  ['absolute lifetime', 'test/http/web-session-lifetimes.test.ts', 'after twelve hours, however busy it is'],
  ['sign-out everywhere', 'test/http/web-session-sign-out.test.ts', 'everywhere ends every session of this person'],
  ['key rotation', 'test/http/web-session-renewal.test.ts', 'reads the keys anew that its issuer signs with by now'],
  ['device authorization flow', 'test/cli/sign-in.keyring.test.ts', 'signs in, is known by it, and signs out'],
  [
    'a pasted signed token',
    'test/http/switchboard-token.test.ts',
    'a pasted token is kept once the server has accepted it',
  ],

  [
    'on a real Secret Service',
    'test/identity/keychain.keyring.test.ts',
    'the master key of this machine goes to the keychain',
  ],
  [
    'the ledger’s signing key',
    'test/identity/keychain.keyring.test.ts',
    'the signing key of this machine goes to the keychain',
  ],
  ['no keychain: memory only', 'test/identity/rotate-master-key.test.ts', 'what is in memory alone is not rotated'],
  [
    'a ciphertext moved to another row',
    'test/identity/secret-store.test.ts',
    "'workspace', 'owner', 'provider', 'label', 'key_id'",
  ],
  ['any Fernet implementation', 'test/identity/secret-store.test.ts', 'seals a token that any Fernet opens'],
  ['the specification’s vectors', 'test/ledger/fernet.test.ts', 'Fernet as published'],
  ['rotating the master key loses nothing', 'test/identity/rotate-master-key.test.ts', 'goes on where another ended'],
  ['killed at random', 'test/torture/scenarios/secrets.ts', 'killed again and again'],
  ['0 of 500 canaries', 'test/identity/canaries.test.ts', 'of 600 secrets that were planted around a server'],
  ['… in crash output', 'test/identity/crash-canaries.test.ts', 'when it is brought down by'],
  ['… in the page’s memory or requests', 'test/desktop/specs/sign-in.spec.ts', 'a commander signs in'],

  ['any number of servers', 'test/e2e/connections.spec.ts', 'a server says what it is, and a commander signs in'],
  ['switching is one key away', 'test/e2e/connection-switch.spec.ts', 'the menu opens by a key, a digit switches'],
  ['in which environment one now is', 'test/e2e/connection-switch.spec.ts', 'production is said in red'],
  ['never mixes caches', 'test/e2e/connection-switch.spec.ts', 'a connection that was left'],
  ['plain http only to loopback', 'test/http/add-connection.test.ts', 'plain http to another machine is refused'],
  ['too old or too new', 'test/http/forward-version.test.ts', 'both versions named'],
  [
    'forwards with the token',
    'test/http/forward.test.ts',
    'carries the token and leaves behind what is this machine’s own',
  ],
  ['streams stream', 'test/http/forward-stream.test.ts', 'what has happened arrives while the stream is still open'],
  ['aborts abort', 'test/http/forward-stream.test.ts', 'let go of the server when the page lets go of them'],
  ['offline, and back', 'test/e2e/offline.spec.ts', 'when it is back, the console resumes by itself'],
  ['drafts survive', 'test/e2e/drafts.spec.ts', 'a comment half written outlives its drawer and a reload'],
  ['2,000 cut connections', 'test/torture/scenarios/cuts.ts', 'loses nothing, doubles nothing'],
  ['a token that expires in a bulk operation', 'test/e2e/bulk-expiry.spec.ts', 'a token that expires in the middle'],

  ['Wycheproof', 'test/identity/verify-token-wycheproof.test.ts', 'none is left out'],
  ['5,000 mutated tokens', 'test/torture/scenarios/tokens.ts', 'no token that was changed'],
  ['5,000 probes', 'test/torture/scenarios/probes.ts', 'cannot tell it from what never was'],
  [
    'a commander signs in, approves, and the ledger holds the verified actor',
    'test/desktop/specs/sign-in.spec.ts',
    'and the ledger there holds who it was',
  ],
]

describe('identity and connections', () => {
  test.each(held)('%s', (_, file, title) => {
    expect(readFileSync(file, 'utf8')).toContain(title)
  })
})
