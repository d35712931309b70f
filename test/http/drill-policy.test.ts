import { describe, expect, test } from 'vitest'
import { drillPolicyIn, PolicyConfig } from '../../main/cli/policy-config.ts'
import type { Services } from '../../main/services.ts'
import { EntryPage } from '../../shared/contract/audit.ts'
import { Session } from '../../shared/contract/console.ts'
import { Policy } from '../../shared/contract/workspace.ts'
import { engines } from '../support/engines.ts'
import { staff } from '../support/openid.ts'
import { ada } from '../support/people.ts'
import { asJson } from './action-kit.ts'
import {
  asksFor,
  type BulkAnswer,
  drills,
  expectAgreement,
  onRecord,
  planned,
  type Recorded,
  recordedIn,
} from './drill-kit.ts'
import { jsonBody, type TestApp, withApp } from './harness.ts'
import { startOidcApp } from './oidc-kit.ts'
import { problemOf } from './problem-shape.ts'

const policy = '/api/v1/workspace/policy'
const required = (services: Services): Services => ({ ...services, drillPolicy: { requireVerified: true } })

const sessionOf = async ({ ask }: Pick<TestApp, 'ask'>, key?: string) =>
  Session.parse(await asJson(await ask('/console/session', { key }), 200))
const policyOf = async ({ ask }: TestApp) => Policy.parse(await asJson(await ask(policy), 200))
const setPolicy = ({ ask }: Pick<TestApp, 'ask'>, wanted: object, key?: string) =>
  ask(policy, { ...jsonBody(wanted), method: 'PUT', key })
const require_ = (require_verified: boolean) => ({ drills: { require_verified } })

const deliver = ({ ask }: Pick<TestApp, 'ask'>, { schedule_id }: { schedule_id: string }) =>
  ask(`${drills}/deliver`, jsonBody({ schedule_id, retries: 0 }))

/** What is offered for each route, and why not. */
async function offersOf({ ask }: TestApp) {
  const { items } = await asJson<{ items: { commands: { name: string; enabled: boolean; reason?: string }[] }[] }>(
    await ask(`${drills}/routes`),
    200,
  )
  return items.flatMap(({ commands }) => commands).filter(({ name }) => name !== 'start_drill')
}

async function expectKeptOff(app: TestApp, workspace: string) {
  const plan = await planned(app.services, { workspace })
  for (const [path, body] of asksFor(plan, {}))
    expect(await problemOf(await app.ask(path, jsonBody(body)), 403, 'verified_session_required')).toMatchObject({
      detail: expect.stringContaining('drills.require_verified'),
    })
  const { entries, rows, routes } = await onRecord(app.services, plan, workspace)
  expect([entries, rows]).toEqual([[], []])
  expect(routes.every(({ state }) => state === 'outstanding')).toBe(true)
  // Neither do they take over by a new plan what others are to answer.
  await problemOf(await deliver(app, plan), 403, 'verified_session_required')
  const { routes: after } = await onRecord(app.services, plan, workspace)
  expect(after).toEqual(routes)
  const session = await sessionOf(app)
  expect(session.permissions).toMatchObject({ 'drills.acknowledge': true, acknowledge_drill_notifications: false })
  for (const { enabled, reason } of await offersOf(app))
    expect([enabled, reason]).toEqual([false, expect.stringContaining('verified actor')])
}

async function expectRecorded(app: TestApp, workspace: string) {
  for (const form of [0, 1]) {
    const plan = await planned(app.services, { workspace })
    const [path, body] = asksFor(plan, { acknowledged_by: 'mallory', actor: { name: 'Mallory' } })[form] ?? ['', {}]
    const done = recordedIn(await asJson<Recorded | BulkAnswer>(await app.ask(path, jsonBody(body)), 200))
    const { actor } = await sessionOf(app)
    // Plainly unverified, in the answer as in what is read later.
    expect(done?.actor).toMatchObject({ id: actor?.id, via: workspace, verified: false })
    expectAgreement(await onRecord(app.services, plan, workspace))
    const shown = await asJson<{ items: object[] }>(
      await app.ask(`${drills}/routes?plan_id=${plan.plan_id}&provider=slack`),
      200,
    )
    for (const item of shown.items)
      expect(item).toMatchObject({
        acknowledgement: { acknowledgement_id: done?.acknowledgement_id, actor: { verified: false } },
      })
  }
  await asJson(await deliver(app, { schedule_id: 'checkout' }), 200)
  expect((await sessionOf(app)).permissions.acknowledge_drill_notifications).toBe(true)
  expect((await offersOf(app)).some(({ enabled }) => enabled)).toBe(true)
}

// "As a platform owner, I can require verified console sessions for drill acknowledgement mutations."
describe.each(engines)('whether an answer takes a verified actor, on %s', (engine) => {
  test('on one’s own machine anybody is recorded as they are, until the policy says otherwise', () =>
    withApp(
      engine,
      async (app) => {
        await expectRecorded(app, 'local')
        expect((await policyOf(app)).drills).toEqual({
          require_verified: false,
          by: null,
          since: null,
          configured: false,
        })
        const set = Policy.parse(await asJson(await setPolicy(app, require_(true)), 200))
        expect(set.drills).toMatchObject({ require_verified: true, configured: false, by: { via: 'local' } })
        await expectKeptOff(app, 'local')
        await asJson(await setPolicy(app, require_(false)), 200)
        await expectRecorded(app, 'local')
        const changes = await app.ask('/api/v1/audit/entries?action=workspace.drill_policy.changed&order=asc')
        expect(EntryPage.parse(await asJson(changes, 200)).items.map(({ data }) => data)).toEqual([
          { require_verified: true },
          { require_verified: false },
        ])
      },
      { mode: 'local' },
    ))

  test('in the sample its people are recorded, and kept off by the same rule', async () => {
    await withApp(engine, (app) => expectRecorded(app, 'sample'), { mode: 'sample' })
    await withApp(engine, (app) => expectKeptOff(app, 'sample'), { mode: 'sample', change: required })
  })

  test('what the configuration says is said to be so, and is changed there alone', () =>
    withApp(
      engine,
      async (app) => {
        expect((await policyOf(app)).drills).toEqual({
          require_verified: true,
          by: null,
          since: null,
          configured: true,
        })
        await expectKeptOff(app, 'local')
        const both = { single_operator: true, ...require_(false) }
        for (const wanted of [require_(false), both])
          expect(await problemOf(await setPolicy(app, wanted), 409, 'not_offered_here')).toMatchObject({
            detail: expect.stringContaining('configuration'),
          })
        // Of what was refused nothing was done.
        expect((await policyOf(app)).single_operator).toBe(false)
        const set = Policy.parse(await asJson(await setPolicy(app, require_(true)), 200))
        expect(set.drills).toMatchObject({ require_verified: true, configured: true })
        await expectKeptOff(app, 'local')
      },
      { mode: 'local', change: required },
    ))

  test('who signed in at this machine is verified, and passes', () =>
    withApp(
      engine,
      async (app) => {
        const plan = await planned(app.services, { workspace: 'local' })
        const operator = { identity: ada, signedInAt: undefined }
        const ask = async (path: string, init?: RequestInit) =>
          app.app.fetch(new Request(`http://localhost${path}`, init), { door: 'desktop', operator })
        expect((await sessionOf({ ask })).permissions.acknowledge_drill_notifications).toBe(true)
        const [[path, body] = ['', {}]] = asksFor(plan, {})
        const { acknowledgement } = await asJson<Recorded>(await ask(path, jsonBody(body)), 200)
        expect(acknowledgement.actor).toMatchObject({ name: 'Ada', via: 'oidc', verified: true })
      },
      { mode: 'local', change: required },
    ))

  test('signed in meanwhile, the same request under the same key is asked anew', () =>
    withApp(
      engine,
      async (app) => {
        const plan = await planned(app.services, { workspace: 'local' })
        const [[path, body] = ['', {}]] = asksFor(plan, {})
        const { headers, ...init } = jsonBody(body)
        const once = () => app.ask(path, { ...init, headers: { ...Object(headers), 'idempotency-key': 'k' } })
        await asJson(await setPolicy(app, require_(true)), 200)
        await problemOf(await once(), 403, 'verified_session_required')
        await asJson(await setPolicy(app, require_(false)), 200)
        await asJson(await once(), 200)
      },
      { mode: 'local' },
    ))

  test('on a team’s server a key, a token and whom a gateway speaks for pass', async () => {
    const app = await startOidcApp(engine)
    const admin = await app.keyFor(['admin'])
    await asJson(await setPolicy(app, require_(true), admin), 200)
    const token = await app.provider.mint(staff.commander)
    const ways: [object, string | undefined][] = [
      [{}, await app.keyFor(['release_manager'])],
      [{}, token],
      [{ actor_token: token }, undefined],
      [{ actor_claims: { sub: 'u-bob' } }, admin],
    ]
    for (const [rest, key] of ways)
      for (const form of [0, 1]) {
        const plan = await planned(app.services)
        const [path, body] = asksFor(plan, rest)[form] ?? ['', {}]
        const done = recordedIn(
          await asJson<Recorded | BulkAnswer>(await app.ask(path, { key, ...jsonBody(body) }), 200),
        )
        expect(done?.actor.verified).toBe(true)
      }
    expect((await sessionOf(app, token)).permissions.acknowledge_drill_notifications).toBe(true)
    const viewer = await sessionOf(app, await app.keyFor(['viewer']))
    expect(viewer.permissions.acknowledge_drill_notifications).toBe(false)
    await app.close()
  })

  test.each(['local', 'sample'] as const)('where nobody’s credential is verified none is taken for one (%s)', (mode) =>
    withApp(
      engine,
      async (app) => {
        const plan = await planned(app.services, { workspace: mode })
        for (const actor_token of ['garbage', 'a.b.c', `sk-at-${'A'.repeat(43)}`])
          for (const [path, body] of asksFor(plan, { actor_token }))
            expect(await problemOf(await app.ask(path, jsonBody(body)), 401, 'credential_invalid')).toMatchObject({
              detail: expect.stringContaining('leave `actor_token` out'),
            })
        expect((await onRecord(app.services, plan, mode)).entries).toEqual([])
      },
      { mode },
    ),
  )
})

test.each<[unknown, boolean]>([
  [undefined, false],
  [{}, false],
  [{ drills: { require_verified: false } }, false],
  [{ drills: { require_verified: true } }, true],
])('the configuration file %j: %s', (file, requireVerified) => {
  expect(drillPolicyIn(PolicyConfig.optional().parse(file))).toEqual({ requireVerified })
})

test.each([{ drills: {} }, { drills: { require_verified: 'yes' } }, { drills: { require_verified: true, x: 1 } }])(
  'the configuration file %j is refused',
  (file) => expect(PolicyConfig.safeParse(file).success).toBe(false),
)
