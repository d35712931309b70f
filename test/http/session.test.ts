import { userInfo } from 'node:os'
import { describe, expect, test } from 'vitest'
import { createApp } from '../../main/http/app.ts'
import { createLog } from '../../main/log.ts'
import { openSample } from '../../main/sample/open-sample.ts'
import { EntryPage } from '../../shared/contract/audit.ts'
import { Connections, Session } from '../../shared/contract/console.ts'
import { sampleActors } from '../../shared/domain/actor.ts'
import { engines } from '../support/engines.ts'
import { withApp } from './harness.ts'
import { problemOf } from './problem-shape.ts'

const roleOf = { operator: 'operator', approver: 'approver', commander: 'incident_commander' } as const

async function withSample(use: (ask: (path: string, actor?: string) => Promise<Response>) => Promise<void>) {
  const services = await openSample({ log: createLog('silent') })
  const app = createApp(services)
  try {
    await use(async (path, actor) => {
      const headers = actor === undefined ? {} : { 'x-countersign-sample-actor': actor }
      return app.fetch(new Request(`http://localhost${path}`, { headers }), { door: 'desktop' })
    })
  } finally {
    await services.close()
  }
}

test('the sample’s three people, plainly unverified, the same at every call', () =>
  withSample(async (ask) => {
    for (const name of sampleActors) {
      const session = Session.strict().parse(await (await ask('/console/session', name)).json())
      expect(session).toMatchObject({
        authentication_mode: 'sample',
        authenticated: false,
        verified: false,
        actor: { issuer: 'sample', subject: name, via: 'sample', verified: false, name: `Sample ${name}` },
        groups: [],
        roles: [roleOf[name]],
        workspace: 'sample',
      })
      expect(await (await ask('/console/session', name)).json()).toEqual(session)
    }
  }))

test('who says nothing acts as the commander; who names nobody of the sample is refused', () =>
  withSample(async (ask) => {
    expect(await (await ask('/console/session')).json()).toMatchObject({ actor: { subject: 'commander' } })
    for (const name of ['', 'admin', 'COMMANDER', 'commander,operator', '__proto__'])
      await problemOf(await ask('/console/session', name), 422, 'invalid_input')
  }))

test('the sample has a story that is over', () =>
  withSample(async (ask) => {
    const { items } = EntryPage.parse(await (await ask('/api/v1/audit/entries?limit=500')).json())
    const times = items.map((entry) => entry.at)
    expect(times).toEqual([...times].sort())
    expect(Date.parse(times.at(-1) ?? '')).toBeLessThanOrEqual(Date.now())
    expect(items.length).toBeGreaterThan(10)
  }))

describe.each(engines)('the session on %s', (engine) => {
  test('of this machine is its user, unverified, who may do everything', () =>
    withApp(
      engine,
      async ({ ask }) => {
        const session = Session.strict().parse(await (await ask('/console/session')).json())
        const { username } = userInfo()
        expect(session).toMatchObject({
          authentication_mode: 'local',
          verified: false,
          actor: { subject: username, name: username, via: 'local', verified: false },
          roles: ['admin'],
          workspace: 'local',
        })
        expect(Object.values(session.permissions)).not.toContain(false)
      },
      { mode: 'local' },
    ))

  test('of a key is the key, verified, with the roles that it was given and their sum', () =>
    withApp(engine, async ({ ask, keyFor }) => {
      const key = await keyFor(['auditor', 'runner'])
      const session = Session.strict().parse(await (await ask('/console/session', { key })).json())
      expect(session).toMatchObject({
        authentication_mode: 'api_key',
        authenticated: true,
        verified: true,
        actor: { issuer: 'countersign', via: 'api_key', verified: true, email: null, name: 'auditor runner' },
        roles: ['auditor', 'runner'],
        workspace: 'w',
      })
      expect(session.permissions).toMatchObject({
        'audit.verify': true,
        'actions.execute': true,
        'actions.approve': false,
      })
    }))

  test('a server is its own and only connection', () =>
    withApp(engine, async ({ ask, keyFor }) => {
      const response = await ask('/console/connections', { key: await keyFor(['viewer']) })
      const { current, known, chosen, keychain } = Connections.strict().parse(await response.json())
      expect({ kind: current.kind, environment: current.environment }).toEqual({
        kind: 'server',
        environment: 'production',
      })
      expect({ known, chosen, keychain }).toEqual({ known: null, chosen: true, keychain: 'none' })
    }))
})
