import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readPeople } from '../../main/store/actors.ts'
import { within } from '../../main/store/within.ts'
import type { Plan } from '../../shared/domain/drill-plan.ts'
import { engines } from '../support/engines.ts'
import { audience, staff } from '../support/openid.ts'
import { asJson } from './action-kit.ts'
import {
  type AcknowledgementView,
  asksFor,
  type BulkAnswer,
  expectAgreement,
  onRecord,
  planned,
  type Recorded,
  recordedIn,
} from './drill-kit.ts'
import { jsonBody, withApp } from './harness.ts'
import { type OidcApp, startOidcApp } from './oidc-kit.ts'
import { problemOf } from './problem-shape.ts'

const bob = { sub: 'u-bob', name: 'Bob', email: 'bob@example.com' }

// "… or actor_claims. The persisted acknowledgement uses that verified actor."
describe.each(engines)('a gateway that speaks for others, on %s', (engine) => {
  let app: OidcApp
  let gateway: string
  let schedules = 0
  beforeAll(async () => {
    app = await startOidcApp(engine)
    gateway = await app.keyFor(['admin'])
  })
  afterAll(() => app.close())
  const fresh = () => {
    schedules += 1
    return planned(app.services, { schedule_id: `s-${schedules}` })
  }
  const people = async () => (await within('w', () => readPeople(app.services.store.read, 'w'))).map(({ name }) => name)
  const expectNothing = async (plan: Plan) => {
    expect((await onRecord(app.services, plan)).entries).toEqual([])
    expect(await people()).not.toContain('Mallory')
  }

  describe.each([0, 1])('in form %i (alone, in bulk)', (form) => {
    const send = async (plan: Plan, body: object, key?: string, on: Pick<OidcApp, 'ask'> = app) => {
      const [path, sent] = asksFor(plan, body)[form] ?? ['', {}]
      return on.ask(path, { key, ...jsonBody(sent) })
    }
    const recorded = async (response: Response): Promise<AcknowledgementView> => {
      const done = recordedIn(await asJson<Recorded | BulkAnswer>(response, 200))
      if (!done) throw new Error('nothing was recorded')
      return done
    }

    test('is believed, and stands beside whom it spoke for', async () => {
      const plan = await fresh()
      const actor_claims = { ...bob, iss: app.provider.issuer, roles: ['incident_commander'] }
      const done = await recorded(await send(plan, { actor_claims }, gateway))
      expect(done).toMatchObject({
        acknowledged_by: 'bob@example.com',
        actor: { issuer: app.provider.issuer, subject: 'u-bob', name: 'Bob', via: 'oidc', verified: true },
        through: { name: 'admin', via: 'api_key', verified: true, subject: expect.stringMatching(/^key:/) },
      })
      const record = await onRecord(app.services, plan)
      expectAgreement(record)
      expect(record.rows).toMatchObject([{ by: { id: done.actor.id }, through: { id: done.through?.id } }])
      expect(record.entries).toMatchObject([{ actor_id: done.actor.id, data: { through: { id: done.through?.id } } }])
    })

    test('without an issuer the person is the gateway’s own', async () => {
      const done = await recorded(await send(await fresh(), { actor_claims: { sub: 'u-bob' } }, gateway))
      expect(done.actor).toMatchObject({ issuer: `gateway:${done.through?.subject}`, subject: 'u-bob', name: 'u-bob' })
    })

    test('whom an issuer vouched for before is the same person', async () => {
      const key = await app.provider.mint(staff.commander)
      const own = await recorded(await send(await fresh(), {}, key))
      const { sub, name, email } = staff.commander
      const actor_claims = { sub, name, email, iss: app.provider.issuer }
      const vouched = await recorded(await send(await fresh(), { actor_claims }, gateway))
      expect(vouched.actor).toEqual(own.actor)
      expect([own.through, vouched.through?.name]).toEqual([null, 'admin'])
    })

    test('itself needs nobody to speak for it', async () => {
      const { sub } = staff.admin
      const key = await app.provider.mint(staff.admin)
      const actor_claims = { sub, iss: app.provider.issuer, name: 'Somebody' }
      const done = await recorded(await send(await fresh(), { actor_claims }, key))
      expect(done).toMatchObject({ actor: { subject: sub, name: 'Edsger' }, through: null })
    })

    test.each<[string, object, number]>([
      ['no roles: the gateway’s own count', {}, 200],
      ['a role that carries it', { roles: ['release_manager'] }, 200],
      ['a group that stands for such a role', { groups: ['countersign-release_manager'] }, 200],
      ['a role that does not', { roles: ['operator'] }, 403],
      ['roles that are nothing here', { roles: ['juggler'], groups: ['dogs'] }, 403],
      ['not one role', { roles: [] }, 403],
    ])('claims with %s', async (_, claims, status) => {
      for (const iss of [app.provider.issuer, undefined, 'https://elsewhere.example']) {
        const plan = await fresh()
        const actor_claims = { sub: 'u-mallory', ...(status === 403 && { name: 'Mallory' }), iss, ...claims }
        const response = await send(plan, { actor_claims }, gateway)
        if (status === 200) await recorded(response)
        else {
          const refused = await problemOf(response, 403, 'permission_denied')
          expect(refused).toMatchObject({ permission: 'drills.acknowledge' })
          await expectNothing(plan)
        }
      }
    })

    test('roles are mapped as those of a token would be', async () => {
      const issuer = { roles: { boss: 'incident_commander' }, groups: { ops: 'release_manager' } }
      const own = await startOidcApp(engine, { issuer })
      const key = await own.keyFor(['admin'])
      const plan = await planned(own.services)
      const claim = (claims: object) =>
        send(plan, { actor_claims: { sub: 'u-bob', iss: own.provider.issuer, ...claims } }, key, own)
      await problemOf(await claim({ roles: ['incident_commander'] }), 403, 'permission_denied')
      await problemOf(await claim({ groups: ['countersign-admin'] }), 403, 'permission_denied')
      await recorded(await claim({ roles: ['boss'] }))
      await own.close()
    })

    test.each<[string, () => Promise<string>]>([
      ['a person', () => app.provider.mint(staff.commander)],
      ['a person, of themselves', () => app.provider.mint({ ...staff.commander, sub: 'u-mallory' })],
      ['a key', () => app.keyFor(['release_manager'])],
    ])('claims from %s without the permission to act for others are not believed', async (_, key) => {
      const plan = await fresh()
      const actor_claims = { sub: 'u-mallory', name: 'Mallory', iss: app.provider.issuer, roles: ['admin'] }
      expect(await problemOf(await send(plan, { actor_claims }, await key()), 403, 'permission_denied')).toMatchObject({
        permission: 'actors.act_for',
      })
      await problemOf(await send(plan, { actor_claims: null }, await key()), 403, 'permission_denied')
      await expectNothing(plan)
    })

    test('claims alone are no credential', async () => {
      const plan = await fresh()
      await problemOf(await send(plan, { actor_claims: bob }), 401, 'credential_missing')
      await expectNothing(plan)
    })

    test('claims beside a token name the same person, and add nothing to it', async () => {
      const actor_token = await app.provider.mint(staff.commander)
      const { sub } = staff.commander
      const same = { sub, name: 'Mallory', roles: ['admin'], groups: ['countersign-admin'] }
      const done = await recorded(await send(await fresh(), { actor_token, actor_claims: same }))
      expect(done).toMatchObject({ actor: { subject: sub, name: 'Ada' }, through: null })
      const plan = await fresh()
      const gatewayToken = await app.provider.mint(staff.admin)
      for (const [token, claims] of [
        [actor_token, { sub: 'u-mallory', name: 'Mallory' }],
        [actor_token, { sub, iss: 'https://elsewhere.example' }],
        [actor_token, {}],
        [gatewayToken, { sub: 'u-mallory', name: 'Mallory', iss: app.provider.issuer }],
        [gateway, { sub: 'u-mallory', name: 'Mallory' }],
      ] as const)
        await problemOf(await send(plan, { actor_token: token, actor_claims: claims }), 403, 'actor_mismatch')
      await expectNothing(plan)
    })

    test.each<[string, object, number, string]>([
      ['of another workspace', { workspace_id: 'elsewhere' }, 403, 'actor_mismatch'],
      ['of this program itself', { iss: 'countersign', sub: 'system' }, 422, 'invalid_input'],
      ['of somebody at their own machine', { iss: 'local:host' }, 422, 'invalid_input'],
      ['of another gateway', { iss: 'gateway:key:1' }, 422, 'invalid_input'],
      ['without a subject', { sub: undefined }, 422, 'invalid_input'],
      ['of a subject that no text is', { sub: 'a\u0000b' }, 422, 'invalid_input'],
      ['of roles that are none', { roles: 'admin' }, 422, 'invalid_input'],
    ])('claims %s are refused', async (_, claims, status, code) => {
      const plan = await fresh()
      const actor_claims = { sub: 'u-mallory', name: 'Mallory', ...claims }
      await problemOf(await send(plan, { actor_claims }, gateway), status, code)
      await expectNothing(plan)
    })

    test('an issuer speaks for no workspace that it may not speak for', async () => {
      const own = await startOidcApp(engine, { issuer: { workspaces: ['v'], audience } })
      const plan = await planned(own.services)
      const actor_claims = { sub: 'u-bob', iss: own.provider.issuer }
      const key = await own.keyFor(['admin'])
      await problemOf(await send(plan, { actor_claims }, key, own), 403, 'actor_mismatch')
      expect((await onRecord(own.services, plan)).entries).toEqual([])
      await own.close()
    })

    test.each(['local', 'sample'] as const)('nobody is one where nobody is verified (%s)', (mode) =>
      withApp(
        engine,
        async (local) => {
          const plan = await planned(local.services, { workspace: mode })
          const actor_claims = { sub: 'u-mallory', roles: ['admin'] }
          expect(
            await problemOf(await send(plan, { actor_claims }, undefined, local as OidcApp), 403, 'permission_denied'),
          ).toMatchObject({ permission: 'actors.act_for' })
          expect((await onRecord(local.services, plan, mode)).entries).toEqual([])
        },
        { mode },
      ),
    )

    test('a repeated request is the gateway’s: the same answer, one entry', async () => {
      const plan = await fresh()
      const [path, body] = asksFor(plan, { actor_claims: { ...bob, iss: app.provider.issuer } })[form] ?? ['', {}]
      const { headers, ...init } = jsonBody(body)
      const once = { ...Object(headers), 'idempotency-key': `k-${schedules}` }
      const texts = await Promise.all(
        [0, 1].map(async () => (await app.ask(path, { key: gateway, ...init, headers: once })).text()),
      )
      expect(texts[0]).toContain('u-bob')
      expect(texts[1]).toBe(texts[0])
      expect((await onRecord(app.services, plan)).entries).toHaveLength(1)
    })
  })
})
