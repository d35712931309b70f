import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EntryPage } from '../../shared/contract/audit.ts'
import { Session } from '../../shared/contract/console.ts'
import { engines } from '../support/engines.ts'
import { staff } from '../support/openid.ts'
import { actions, asJson, proposalOf, type Row, rightly } from './action-kit.ts'
import { jsonBody } from './harness.ts'
import { type OidcApp, startOidcApp } from './oidc-kit.ts'
import { problemOf } from './problem-shape.ts'
import { startConsole, startTeam, type TeamServer, type TestConsole } from './team-server.ts'

type Ask = (path: string, init?: RequestInit) => Promise<Response>
const whoIs = async (ask: Ask): Promise<string> =>
  Session.parse(await asJson(await ask('/console/session'), 200)).actor?.id ?? 'nobody'
const entriesSeenBy = async (ask: Ask) =>
  EntryPage.parse(await asJson(await ask('/api/v1/audit/entries?after=0'), 200)).items
/** The header with which a page says whom it shows. */
const shown = (actor: string, init: RequestInit = {}): RequestInit => ({
  ...init,
  headers: { ...Object.fromEntries(new Headers(init.headers)), 'x-countersign-actor': actor },
})

describe.each(engines)('who a request is meant to come from, on %s', (engine) => {
  let app: OidcApp
  const people: Record<string, Ask> = {}
  const as = (who: string): Ask => {
    const ask = people[who]
    if (ask === undefined) throw new Error(`${who} has no credential`)
    return ask
  }
  beforeAll(async () => {
    app = await startOidcApp(engine)
    const credentials = {
      'an API key': await app.keyFor(['admin']),
      'a token': await app.provider.mint(staff.commander),
      'somebody else': await app.keyFor(['approver']),
    }
    for (const [who, key] of Object.entries(credentials)) people[who] = (path, init) => app.ask(path, { key, ...init })
  })
  afterAll(() => app.close())

  describe.each(['an API key', 'a token'])('with %s', (who) => {
    test.each<[string, () => RequestInit]>([
      [actions, () => jsonBody(proposalOf())],
      ['/api/v1/audit/verify', () => ({ method: 'POST' })],
      ['/api/v1/webhooks/x', () => ({ method: 'PATCH' })],
      ['/api/v1/webhooks/x', () => ({ method: 'DELETE' })],
      ['/console/session/sign-out', () => jsonBody({ everywhere: false })],
    ])('nothing is done at %s as another person than the one shown', async (path, init) => {
      const other = await whoIs(as('somebody else'))
      const before = await entriesSeenBy(as(who))
      const { detail } = await problemOf(await as(who)(path, shown(other, init())), 409, 'actor_changed')
      expect(detail).toMatch(/^You are .+ here by now\. Nothing was done\.$/)
      expect(await entriesSeenBy(as(who))).toEqual(before)
    })

    test('the person shown acts, and anybody reads', async () => {
      const [own, other] = [await whoIs(as(who)), await whoIs(as('somebody else'))]
      await asJson(await as(who)(actions, shown(own, jsonBody(proposalOf()))), 201)
      await asJson(await as(who)(actions, shown(other)), 200)
    })

    test('the refusal is not kept under the key of the request', async () => {
      const [own, other] = [await whoIs(as(who)), await whoIs(as('somebody else'))]
      const { headers, ...body } = jsonBody(proposalOf())
      const once = {
        ...body,
        headers: { ...Object.fromEntries(new Headers(headers)), 'idempotency-key': randomUUID() },
      }
      await problemOf(await as(who)(actions, shown(other, once)), 409, 'actor_changed')
      await asJson(await as(who)(actions, shown(own, once)), 201)
    })
  })
})

describe('two consoles on one keychain', () => {
  let team: TeamServer
  let here: TestConsole
  let there: TestConsole
  beforeAll(async () => {
    team = await startTeam('sqlite', ['approver'])
    here = await startConsole()
    await here.connectTo(team, team.key)
    there = await startConsole({ dataDir: here.dataDir, keychain: here.keychain })
  })
  afterAll(async () => {
    await there.local.close()
    await here.close()
    await team.close()
  })

  test('what one of them shows to one person is not approved as the one who signed in at the other', async () => {
    const proposer = await team.keyFor(['operator'])
    const { id } = await asJson<Row>(await team.ask(actions, { key: proposer, ...jsonBody(proposalOf()) }), 201)
    const seenHere = await whoIs(here.ask)
    const token = await team.keyFor(['incident_commander'])
    const connection = there.local.current().id
    await asJson(await there.ask('/console/connections/token', jsonBody({ id: connection, token })), 200)
    const approve = (actor: string) => here.ask(`${actions}/${id}/approve`, shown(actor, jsonBody(rightly('approve'))))
    await problemOf(await approve(seenHere), 409, 'actor_changed')
    expect((await entriesSeenBy(here.ask)).map(({ action }) => action)).not.toContain('action.proposal.approved')
    const now = await whoIs(here.ask)
    expect(now).not.toBe(seenHere)
    await asJson(await approve(now), 200)
    // What this console itself is told to do is nobody's on the server.
    const renamed = { id: connection, name: 'Renamed', environment: 'staging' }
    await asJson(await here.ask('/console/connections/change', shown(seenHere, jsonBody(renamed))), 200)
  })
})
