import { userInfo } from 'node:os'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Session } from '../../shared/contract/console.ts'
import { desktopClient, type OpenidProvider, staff, startOpenid } from '../support/openid.ts'
import { actions, proposalOf } from './action-kit.ts'
import { jsonBody } from './harness.ts'
import { problemOf } from './problem-shape.ts'
import { operatorAt } from './sign-in-kit.ts'
import { startConsole, type TestConsole } from './team-server.ts'

let provider: OpenidProvider
let here: TestConsole
let operator: ReturnType<typeof operatorAt>
let later: number
beforeEach(async () => {
  later = 0
  provider = await startOpenid()
  here = await startConsole({ clock: () => Date.now() + later })
  operator = operatorAt(here)
  await operator.post('/console/connections/select', { id: 'local' })
})
afterEach(async () => {
  await here.close()
  await provider.close()
})

const vouched = () => ({ issuer: provider.issuer, client_id: desktopClient })
const session = async () => Session.parse(await (await here.ask('/console/session')).json())
const operatingSystem = { authentication_mode: 'local', verified: false, actor: { via: 'local', verified: false } }

test('whoever is signed in at this machine is who acts on it, verified; after signing out it is the system’s user again', async () => {
  expect(await session()).toMatchObject(operatingSystem)
  expect(await operator.signIn('local', staff.commander, vouched())).toMatchObject({ state: 'signed_in' })
  const { authentication_mode, verified, actor, roles } = await session()
  expect({ authentication_mode, verified, roles }).toEqual({
    authentication_mode: 'oidc',
    verified: true,
    roles: ['admin'],
  })
  expect(actor).toMatchObject({
    issuer: provider.issuer,
    subject: staff.commander.sub,
    name: 'Ada',
    email: 'ada@example.com',
    via: 'oidc',
    verified: true,
  })
  await operator.signOut('local')
  expect(await session()).toMatchObject({ ...operatingSystem, actor: { subject: userInfo().username } })
})

test('the ledger of this machine holds the verified actor, and no header can name another', async () => {
  await operator.signIn('local', staff.commander, vouched())
  const made = await here.ask(actions, {
    ...jsonBody(proposalOf({ proposed_by: 'Eve' })),
    headers: { 'content-type': 'application/json', 'x-countersign-operator': 'Eve' },
  })
  expect(made.status, await made.clone().text()).toBe(201)
  const entries = JSON.stringify(await (await here.ask('/api/v1/audit/entries')).json())
  expect(entries).toContain(staff.commander.sub)
  expect(entries).not.toContain('Eve')
})

test('the issuer is remembered, so that signing in again needs no more than the wish', async () => {
  await operator.signIn('local', staff.commander, vouched())
  await operator.signOut('local')
  expect(await operator.signIn('local', staff.commander)).toMatchObject({ state: 'signed_in' })
})

test('a sign-in that the issuer ended lets nobody act, until they sign in again or out', async () => {
  await operator.signIn('local', staff.commander, vouched())
  const { refresh_token } = JSON.parse(here.keychain.secrets.get('connection/local') ?? '')
  const used = { grant_type: 'refresh_token', client_id: desktopClient, refresh_token }
  await fetch(`${provider.issuer}/token`, { method: 'POST', body: new URLSearchParams(used) })
  later = 6 * 60_000
  const { detail } = await problemOf(await here.ask('/console/session'), 401, 'credential_expired')
  expect(detail).toMatch(/has ended this sign-in.* sign out of this machine in Settings/)
  await problemOf(await here.ask(actions, jsonBody(proposalOf({}))), 401, 'credential_expired')
  expect(await operator.stateOf('local')).toMatchObject({ state: 'expired', why: expect.stringContaining('has ended') })
  later = 0
  expect(await operator.signIn('local', staff.commander)).toMatchObject({ state: 'signed_in' })
  expect(await session()).toMatchObject({ verified: true, actor: { name: 'Ada' } })
})

test('whoever signs out after their sign-in ended is the system’s user, by name', async () => {
  await operator.signIn('local', staff.commander, vouched())
  const { refresh_token: _, ...held } = JSON.parse(here.keychain.secrets.get('connection/local') ?? '')
  here.keychain.secrets.set('connection/local', JSON.stringify({ ...held, refresh_token: null }))
  later = 6 * 60_000
  await problemOf(await here.ask('/console/session'), 401, 'credential_expired')
  await operator.signOut('local')
  expect(await session()).toMatchObject({ ...operatingSystem, actor: { subject: userInfo().username } })
})

test('a keychain that cannot be read leaves nobody in the place of whoever is signed in', async () => {
  await operator.signIn('local', staff.commander, vouched())
  here.keychain.get = () => Promise.reject(new Error('locked'))
  const { detail } = await problemOf(await here.ask('/console/session'), 401, 'credential_missing')
  expect(detail).toContain('Unlock it')
})

test('an issuer that cannot be asked any more vouches for nobody, until it is back', async () => {
  await operator.signIn('local', staff.commander, vouched())
  later = 6 * 60_000
  provider.goDown()
  await problemOf(await here.ask('/console/session'), 503, 'issuer_unreachable')
  provider.comeBack()
  expect(await session()).toMatchObject({ authentication_mode: 'oidc', verified: true })
})
