import { afterEach, beforeEach, expect, test } from 'vitest'
import { Connections } from '../../shared/contract/console.ts'
import { type OpenidProvider, staff, startOpenid } from '../support/openid.ts'
import { jsonBody } from './harness.ts'
import { problemOf } from './problem-shape.ts'
import { operatorAt, startTrustingServer, type TrustingServer } from './sign-in-kit.ts'
import { startConsole, type TestConsole } from './team-server.ts'

let provider: OpenidProvider
let server: TrustingServer
let here: TestConsole
let operator: ReturnType<typeof operatorAt>
let id: string
let later: number
beforeEach(async () => {
  later = 0
  provider = await startOpenid()
  server = await startTrustingServer(provider.issuer)
  here = await startConsole({ clock: () => Date.now() + later })
  operator = operatorAt(here)
  id = await operator.add(server)
})
afterEach(async () => {
  await here.close()
  await server.close()
  await provider.close()
})

const key = `sk-at-${'k'.repeat(43)}`
const ada = { id: 'a1', issuer: 'https://id.example', subject: 'u-ada', email: null, name: 'Ada', via: 'oidc' as const }
const knownAs = (name: string) => () => ({
  status: 200,
  body: { actor: { ...ada, name, verified: true }, roles: ['viewer'] },
})
const replace = (token: string) => operator.post('/console/connections/token', { id, token })

test('a pasted token is kept once the server has accepted it, and shows whose it is and when it ends', async () => {
  server.judge.session = knownAs('Ada')
  const exp = Math.floor(Date.now() / 1000) + 600
  const token = await provider.mint(staff.commander, { exp })
  const { known } = Connections.parse(await (await replace(token)).json())
  expect(known?.at(-1)?.sign_in).toEqual({
    method: 'token',
    state: 'signed_in',
    who: { name: 'Ada', email: null, issuer: 'https://id.example' },
    expires_at: new Date(exp * 1000).toISOString(),
    why: null,
  })
  await here.ask('/api/v1/x')
  expect(server.tokens).toEqual([token])
  later = 11 * 60_000
  expect(await operator.stateOf(id)).toMatchObject({ state: 'expired', why: expect.stringContaining('past its time') })
})

test('a key says of itself that it is one, and of its owner what the server says', async () => {
  server.judge.session = knownAs('Deploy bot')
  await replace(key)
  expect(await operator.stateOf(id)).toMatchObject({
    method: 'api_key',
    state: 'signed_in',
    who: { name: 'Deploy bot' },
  })
})

test('what the server does not accept changes nothing', async () => {
  await replace(key)
  server.judge.session = () => ({ status: 401, body: { detail: 'The token is meant for somebody else.' } })
  const { detail, field } = await problemOf(await replace('x.y.z'), 422, 'connection_refused')
  expect([detail, field]).toEqual([expect.stringContaining('meant for somebody else'), 'token'])
  expect((await operator.stateOf(id)).method).toBe('api_key')
})

test('it takes the place of a sign-in, whose tokens are revoked', async () => {
  await operator.signIn(id, staff.commander)
  await replace(key)
  expect(provider.asked).toContain('POST /token/revocation')
  expect((await operator.stateOf(id)).method).toBe('api_key')
})

test('a key that the server does not take any more is not renewed: its answer is the page’s', async () => {
  await replace(key)
  server.judge.other = () => ({ status: 401, body: { code: 'credential_invalid' } })
  expect((await here.ask('/api/v1/x')).status).toBe(401)
  expect(server.tokens.length).toBe(1)
})

test.each([
  ['a server', () => ({ id: 'local', token: key }), 409, 'not_offered_here'],
  ['a known one', () => ({ id: 'x', token: key }), 404, 'connection_unknown'],
  ['a token', () => ({ id, token: '' }), 422, 'invalid_input'],
] as const)('it needs %s', async (_, body, status, code) => {
  await problemOf(await operator.post('/console/connections/token', body()), status, code)
})

test('keys from before there were sign-ins are read as keys', async () => {
  here.keychain.secrets.set(`connection/${id}`, key)
  expect(await operator.stateOf(id)).toMatchObject({ method: 'api_key', state: 'signed_in', who: null })
  await here.ask('/api/v1/x')
  expect(server.tokens).toEqual([key])
})

test('a keychain that cannot be read is named, and is no reason not to show the rest', async () => {
  await replace(key)
  here.keychain.get = async () => {
    throw new Error('locked')
  }
  expect(await operator.stateOf(id)).toMatchObject({ state: 'signed_out', why: expect.stringContaining('Unlock it') })
  expect((await problemOf(await here.ask('/api/v1/x'), 401, 'credential_missing')).detail).toContain('Unlock it')
})

test('a server is called by another name, and marked differently; its sign-in stays', async () => {
  await replace(key)
  const change = (body: object) => operator.post('/console/connections/change', body)
  const { current } = Connections.parse(
    await (await change({ id, name: 'Production', environment: 'production' })).json(),
  )
  expect(current).toMatchObject({ id, name: 'Production', environment: 'production', url: server.url })
  expect(current.sign_in?.state).toBe('signed_in')
  await problemOf(await change({ id: 'sample', name: 'X', environment: 'staging' }), 409, 'not_offered_here')
  await problemOf(await change({ id, name: '', environment: 'staging' }), 422, 'invalid_input')
})

test('a server is asked how one signs in before it is added', async () => {
  const probe = await here.ask('/console/connections/probe', jsonBody({ url: `${server.url}/some/path` }))
  expect(await probe.json()).toEqual(server.says)
  const refused = await here.ask('/console/connections/probe', jsonBody({ url: 'http://ops.example' }))
  expect((await problemOf(refused, 422, 'connection_refused')).detail).toContain('Plain http')
  Object.assign(server.says, { issuers: 'none' })
  const vague = await here.ask('/console/connections/probe', jsonBody({ url: server.url }))
  expect((await problemOf(vague, 422, 'connection_refused')).detail).toContain('does not say how one signs in')
})
