import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { knowActor } from '../../main/store/actors.ts'
import { insertDeploy } from '../../main/store/deploys.ts'
import { saveSurface } from '../../main/store/surfaces.ts'
import { within } from '../../main/store/within.ts'
import { advanceDeploy } from '../../main/use-cases/deploys/advance-deploy.ts'
import type { Entry } from '../../shared/domain/entry.ts'
import { begin, type DeployFacts, type GateEvent } from '../../shared/domain/gate.ts'
import { writeIntent } from '../../shared/domain/gate-entries.ts'
import { SurfaceDefinition } from '../../shared/domain/surface.ts'
import { writeDefinition } from '../../shared/domain/surface-entries.ts'
import { type FakeGithub, type ForgeUser, startGithub } from '../fakes/github.ts'
import { inputsOf } from '../gate/forge-follow-kit.ts'
import { engines } from '../support/engines.ts'
import { ada } from '../support/people.ts'
import { jsonBody, type TestApp, withApp } from './harness.ts'

const token = '/api/v1/forges/github/token'
let forge: FakeGithub
let bo: ForgeUser
beforeEach(async () => {
  forge = await startGithub()
  bo = forge.addUser('bo')
  forge.setEnvironment('production', { reviewers: ['bo', 'cy'] })
})
afterEach(() => forge.close())

const surface = () =>
  SurfaceDefinition.parse({
    ...{ id: 'console', name: 'Console', app: 'raxx-console-prod', host: 'heroku', repository: 'https://x.example/r' },
    paths: { ci: { repository: forge.repository, api_base: forge.api_base } },
  })

/** A surface, and a deploy of it that waits at the forge, or has come less far. */
async function arrange({ services, fill }: TestApp, { waits = true } = {}) {
  await fill(1)
  const run = forge.beginRun(inputsOf(begin(facts())), forge.addUser('ada'))
  if (waits) run.smoke('success')
  await services.store.write('w', async (tx) => {
    const { id, digest } = await knowActor(tx, ada)
    const who = { id, digest }
    const defined = tx.append({ ...writeDefinition(surface()), actor: who })
    await saveSurface(tx, { surface: surface(), changed_at: tx.now, changed_by: who, last_seq: defined.seq })
    const made = { ...facts(), began_at: tx.now, began_by: who }
    const { seq } = tx.append({ ...writeIntent(made), actor: who })
    await insertDeploy(tx, begin(made), seq, null)
    const events: GateEvent[] = [
      { kind: 'run_found', run_url: run.html_url },
      { kind: 'smoke_started' },
      { kind: 'smoke_passed', detail: null },
      { kind: 'approval_asked' },
    ]
    for (const event of waits ? events : events.slice(0, 1))
      expect(await advanceDeploy(tx, made.deploy_id, event, who)).toMatchObject({ ok: true })
  })
  return run
}

const facts = (): DeployFacts => ({
  ...{ deploy_id: 'd-1', surface_id: 'console', kind: 'deploy', path: 'ci', trigger: 'ci' },
  ...{ environment: 'production', target_app: 'raxx-console-prod', from_sha: null, to_sha: 'b'.repeat(40) },
  ...{ to_release: null, began_at: '', began_by: { id: 'x', digest: 'x' }, break_glass: false, passes: [] },
  ...{ warnings: [], health_attempts: 0, definition_digest: 'x' },
})

const put = (value: unknown) => ({ ...jsonBody(value), method: 'PUT' })
const at = () => `${token}?api_base=${encodeURIComponent(forge.api_base)}`
const entriesOf = async ({ services }: TestApp): Promise<Entry[]> => {
  const { read } = services.store
  const rows = await within('w', () => read.selectFrom('ledger_entry').select('body').orderBy('seq').execute())
  return rows.map(({ body }) => JSON.parse(body ?? 'null'))
}
const give = async ({ ask }: TestApp, key: string, { token: given }: ForgeUser) =>
  (await ask(token, { ...put({ token: given, api_base: forge.api_base }), key })).status

describe.each(engines)('somebody’s own token for the forge on %s', (engine) => {
  const server = (
    use: (app: TestApp) => Promise<void>,
    env: NodeJS.ProcessEnv = {},
    mode: 'server' | 'local' | 'sample' = 'server',
  ) => withApp(engine, use, { mode, change: (services) => ({ ...services, gate: { ...services.gate, env } }) })

  test('is kept when the forge has said whose it is, and nobody reads it again', () =>
    server(async (app) => {
      await arrange(app)
      const key = await app.keyFor(['release_manager'])
      expect(await (await app.ask(at(), { key })).json()).toEqual({
        ...{ present: false, login: null, checked_at: null, from: null },
      })
      const kept = await app.ask(token, { ...put({ token: ` ${bo.token}\n`, api_base: forge.api_base }), key })
      const known = { present: true, login: 'bo', checked_at: expect.any(String), from: 'store' }
      expect([kept.status, await kept.json()]).toEqual([200, known])
      expect(await (await app.ask(at(), { key })).json()).toEqual(known)
      // Of another person, and of another forge, it is not.
      const other = await app.keyFor(['incident_commander'])
      expect(await (await app.ask(at(), { key: other })).json()).toMatchObject({ present: false })
      expect(await (await app.ask(token, { key })).json()).toMatchObject({ present: false })

      const removed = await app.ask(at(), { method: 'DELETE', key })
      expect(await removed.json()).toMatchObject({ present: false })
      const entries = await entriesOf(app)
      const said = entries.filter(({ action }) => action.startsWith('forge.'))
      expect(said.map(({ action, data }) => [action, data])).toEqual([
        ['forge.token.set', { forge: forge.api_base }],
        ['forge.token.removed', { forge: forge.api_base }],
      ])
      expect(JSON.stringify([entries, app.log()])).not.toContain(bo.token)
    }))

  test.each([
    ['that the forge does not take', () => ({ token: 'ghp_nobody', api_base: forge.api_base }), 422],
    ['for a forge of no surface', () => ({ token: bo.token, api_base: 'http://127.0.0.1:9/' }), 422],
    ['for a forge without encryption', () => ({ token: bo.token, api_base: 'http://git.example.com' }), 422],
    ['with a blank in it', () => ({ token: 'gh p', api_base: forge.api_base }), 422],
  ])('%s is not kept', (_, body, status) =>
    server(async (app) => {
      await arrange(app)
      const key = await app.keyFor(['release_manager'])
      expect((await app.ask(token, { ...put(body()), key })).status).toBe(status)
      expect(await (await app.ask(at(), { key })).json()).toMatchObject({ present: false })
    }),
  )

  test('is not kept while the forge cannot be asked', () =>
    server(async (app) => {
      await arrange(app)
      forge.outage(true)
      const key = await app.keyFor(['release_manager'])
      expect(await give(app, key, bo)).toBe(502)
    }))

  test('comes from the environment of one’s own machine, and of no server and no sample', async () => {
    const env = { GITHUB_TOKEN: 'ghp_of_this_machine' }
    await server(
      async ({ ask }) => expect(await (await ask(token)).json()).toMatchObject({ present: true, from: 'environment' }),
      env,
      'local',
    )
    await server(async (app) => {
      const key = await app.keyFor(['release_manager'])
      expect(await (await app.ask(token, { key })).json()).toMatchObject({ present: false })
    }, env)
    await server(
      async ({ ask }) => expect(await (await ask(token)).json()).toMatchObject({ present: false }),
      env,
      'sample',
    )
  })
})

describe.each(engines)('a review at the forge on %s', (engine) => {
  const review = ({ ask }: TestApp, verdict: 'approve' | 'reject', key: string, comment?: string) =>
    ask(`/api/v1/deploys/d-1/${verdict}`, { ...jsonBody(comment === undefined ? {} : { comment }), key })

  test.each([
    ['approve', 'approved'],
    ['reject', 'rejected'],
  ] as const)('%s goes there with the caller’s own token and comment', (verdict, state) =>
    withApp(engine, async (app) => {
      const run = await arrange(app)
      const key = await app.keyFor(['release_manager'])
      expect(await give(app, key, bo)).toBe(200)
      const answer = await review(app, verdict, key, 'looked at it')
      expect([answer.status, await answer.json()]).toMatchObject([200, { id: 'd-1' }])
      expect(run.reviews).toEqual([{ state, comment: 'looked at it', environment: 'production', user: 'bo' }])
      const sent = (await entriesOf(app)).find(({ action }) => action === 'forge.review.sent')
      expect(sent).toMatchObject({
        subject: 'deploy:d-1',
        data: { deploy_id: 'd-1', state, environment: 'production' },
      })
    }),
  )

  test('needs a token of one’s own: nobody else’s is taken', () =>
    withApp(engine, async (app) => {
      const run = await arrange(app)
      expect(await give(app, await app.keyFor(['release_manager']), bo)).toBe(200)
      const answer = await review(app, 'approve', await app.keyFor(['incident_commander']))
      expect([answer.status, await answer.json()]).toMatchObject([409, { code: 'forge_token_missing' }])
      expect(run.reviews).toEqual([])
    }))

  test('is what the forge allows: whoever is no reviewer there is told who is', () =>
    withApp(engine, async (app) => {
      const run = await arrange(app)
      const key = await app.keyFor(['release_manager'])
      expect(await give(app, key, forge.addUser('dan'))).toBe(200)
      const answer = await review(app, 'approve', key)
      expect([answer.status, await answer.json()]).toMatchObject([
        502,
        { code: 'forge_refused', detail: 'The forge does not have you among those who may: bo, cy.' },
      ])
      expect(run.reviews).toEqual([])
    }))

  test('is refused where it does not wait, here or there any more', async () => {
    await withApp(engine, async (app) => {
      await arrange(app, { waits: false })
      const key = await app.keyFor(['release_manager'])
      await give(app, key, bo)
      expect(await (await review(app, 'approve', key)).json()).toMatchObject({ code: 'invalid_transition' })
    })
    await withApp(engine, async (app) => {
      const run = await arrange(app)
      const key = await app.keyFor(['release_manager'])
      await give(app, key, bo)
      run.approve('cy')
      expect(await (await review(app, 'reject', key)).json()).toMatchObject({ code: 'invalid_transition' })
      expect(run.reviews).toHaveLength(1)
    })
  })

  test.each([
    ['is down', () => forge.outage(true), 502, 'host_unreachable'],
    ['does not take the token any more', () => forge.revoke(bo), 409, 'forge_token_missing'],
    ['was asked too often', () => forge.rateLimitNext(30), 502, 'forge_refused'],
  ] as const)('says that the forge %s', (_, happen, status, code) =>
    withApp(engine, async (app) => {
      await arrange(app)
      const key = await app.keyFor(['release_manager'])
      await give(app, key, bo)
      happen()
      const answer = await review(app, 'approve', key)
      expect([answer.status, await answer.json()]).toMatchObject([status, { code }])
    }),
  )
})
