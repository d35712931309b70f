import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** A secret under every form in which it might lie about. */
const forms = (secret: string): string[] => [
  secret,
  encodeURIComponent(secret),
  Buffer.from(secret).toString('base64'),
  Buffer.from(secret).toString('hex'),
  JSON.stringify(secret).slice(1, -1),
]
export const found = (where: string, secrets: Record<string, string>): string[] =>
  Object.entries(secrets).flatMap(([name, secret]) =>
    forms(secret).some((form) => where.includes(form)) ? [name] : [],
  )

export function filesUnder(dir: string): string {
  const names = readdirSync(dir, { recursive: true, encoding: 'utf8' }).map((name) => join(dir, name))
  return names
    .filter((name) => statSync(name).isFile())
    .map((name) => readFileSync(name, 'latin1'))
    .join('\n')
}

const random = (bytes: number) => randomBytes(bytes).toString('base64url')
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const jwt = () => `${part({ alg: 'ES256', typ: 'at+jwt', kid: random(4) })}.${part({ sub: random(16) })}.${random(64)}`

/** Twelve kinds of what nobody but its owner may see, each as it really looks. */
const kinds = {
  'API key': () => `sk-at-${random(32)}`,
  'signed token': jwt,
  'pasted token': jwt,
  'refresh token': () => random(32),
  cookie: () => random(32),
  'webhook secret': () => `whsec_${randomBytes(32).toString('base64')}`,
  'provider key': () => `sk-proj-${random(40)}`,
  'master key': () => randomBytes(32).toString('base64'),
  'client secret': () => `cs-${random(30)}`,
  'forge token': () =>
    randomBytes(1).readUInt8() < 128
      ? `ghp_${randomBytes(18).toString('hex')}`
      : `github_pat_${randomBytes(11).toString('hex')}_${randomBytes(29).toString('hex')}`,
  'secret of a surface': () => `HRKU-${random(32)}`,
  'text of a chat': () => `between us ${random(20)}`,
}
export type Kind = keyof typeof kinds
export type Canary = { kind: Kind; name: string; secret: string }

/** Six hundred of them, fifty of each kind. */
export const plant = (each = 50): Canary[] =>
  Object.entries(kinds).flatMap(([kind, make]) =>
    Array.from({ length: each }, (_, n) => ({ kind: kind as Kind, name: `${kind} ${n}`, secret: make() })),
  )

export const secretsOf = (canaries: readonly Canary[]): Record<string, string> =>
  Object.fromEntries(canaries.map(({ name, secret }) => [name, secret]))
export const ofKind = (canaries: readonly Canary[], kind: Kind): string[] =>
  canaries.filter((canary) => canary.kind === kind).map(({ secret }) => secret)

type Careless = (secret: string) => [path: string, init: RequestInit]
const json = (body: string, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...headers },
  body,
})
const actions = '/api/v1/deployments/actions'

/** Where clients put secrets that do not belong there, or not to this server. */
export const careless: readonly Careless[] = [
  (secret) => ['/console/session', { headers: { authorization: `Bearer ${secret}` } }],
  (secret) => ['/console/session', { headers: { authorization: `Basic ${btoa(`x:${secret}`)}` } }],
  (secret) => [
    '/console/session',
    { headers: { 'x-api-key': secret, cookie: `__Host-countersign-session=${secret}` } },
  ],
  (secret) => [`/api/v1/audit/entries?token=${encodeURIComponent(secret)}`, {}],
  (secret) => [`${actions}?q=${encodeURIComponent(secret)}&cursor=${encodeURIComponent(secret)}`, {}],
  (secret) => [`/sign-in/callback?code=${encodeURIComponent(secret)}&state=${encodeURIComponent(secret)}`, {}],
  (secret) => [`/sign-in/callback?error=${encodeURIComponent(secret)}&id_token=${encodeURIComponent(secret)}`, {}],
  (secret) => [`/sign-in/start?return_to=${encodeURIComponent(secret)}&issuer=${encodeURIComponent(secret)}`, {}],
  (secret) => [actions, json(JSON.stringify({ type: secret, reason: secret, payload: { api_key: secret } }))],
  (secret) => [actions, json(`{"reason": "${secret}`)],
  (secret) => ['/api/v1/audit/verify', json(JSON.stringify({ checkpoint: secret }), { 'idempotency-key': secret })],
  (secret) => ['/api/v1/webhooks', json(JSON.stringify({ url: `https://x:${secret}@hooks.example/`, secret }))],
  (secret) => ['/api/v1/forges/github/token', { ...json(JSON.stringify({ token: secret })), method: 'PUT' }],
  (secret) => [
    '/api/v1/surfaces/console/secrets/HEROKU_API_KEY',
    { ...json(JSON.stringify({ value: secret })), method: 'PUT' },
  ],
  (secret) => [
    '/api/v1/surfaces/console',
    {
      ...json(JSON.stringify({ host: 'heroku', name: 'x', app: 'x', repository: `https://x:${secret}@git.example/x` })),
      method: 'PUT',
    },
  ],
  (secret) => [`/api/v1/surfaces/console/diff?to=${encodeURIComponent(secret)}`, {}],
  (secret) => ['/console/connections', json(JSON.stringify({ name: 'x', url: 'y', token: secret }))],
]
