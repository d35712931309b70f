import { describe, expect, test } from 'vitest'
import { forgeTokenPlace } from '../../main/gate/run/token-of.ts'
import { knowActor } from '../../main/store/actors.ts'
import { appendLog, readLog } from '../../main/store/deploy-log.ts'
import { insertDeploy } from '../../main/store/deploys.ts'
import { dumpRows } from '../../main/store/dump.ts'
import { listSecrets } from '../../main/store/secrets.ts'
import { everywhere, within } from '../../main/store/within.ts'
import { eraseActor } from '../../main/use-cases/actors/erase-actor.ts'
import { pruneByPolicy } from '../../main/use-cases/audit/prune-by-policy.ts'
import { verifyDatabase } from '../../main/use-cases/audit/verify-database.ts'
import { advanceDeploy } from '../../main/use-cases/deploys/advance-deploy.ts'
import { writeHeld } from '../../main/use-cases/deploys/forwarding.ts'
import { setRetention } from '../../main/use-cases/workspace/retention.ts'
import { EntryPage } from '../../shared/contract/audit.ts'
import { Policy } from '../../shared/contract/workspace.ts'
import type { Who } from '../../shared/domain/action.ts'
import type { Identity } from '../../shared/domain/actor.ts'
import { begin, type DeployFacts, type GateEvent } from '../../shared/domain/gate.ts'
import { writeIntent } from '../../shared/domain/gate-entries.ts'
import { engines } from '../support/engines.ts'
import { exported, filesIn, verified } from '../support/evidence/packages.ts'
import { grace } from '../support/people.ts'
import { asJson } from './action-kit.ts'
import { jsonBody, type TestApp, withApp } from './harness.ts'

const lovelace: Identity = {
  issuer: 'https://id.example',
  subject: 'auth0|5f7c8ec7c33c6c004bbafe82',
  email: 'ada.lovelace@example.com',
  name: 'Éda "Countess" Lovelace',
  via: 'oidc',
  verified: true,
}
const telling = /lovelace|countess|5f7c8ec7c33c6c004bbafe82/i
const lines = [
  'Author: Éda "Countess" Lovelace <ada.lovelace@example.com>',
  'remote: pushed by ADA.LOVELACE@EXAMPLE.COM',
  'remote: /root/build took 3 s, 100% of it_all',
]

const facts = (by: Who, began_at: string): DeployFacts => ({
  ...{ deploy_id: 'd1', surface_id: 'console', kind: 'deploy', path: 'local', trigger: 'local-script' },
  ...{ environment: 'production', target_app: 'raxx-console-prod', from_sha: 'a'.repeat(40), to_sha: 'b'.repeat(40) },
  ...{ to_release: null, began_at, began_by: by, break_glass: true, warnings: [], health_attempts: 5 },
  ...{ passes: [{ of: 'lock', reason: 'The site is down' }], definition_digest: 'c'.repeat(64) },
})

/** A deploy of hers from its beginning to its end, with all that is written beside it. */
async function deployed({ services: { store } }: TestApp): Promise<Who> {
  return store.write('w', async (tx) => {
    const who = await knowActor(tx, lovelace)
    const deploy = begin(facts(who, tx.now))
    const { seq } = tx.append({ ...writeIntent(deploy), actor: who })
    await insertDeploy(tx, deploy, seq, null)
    await appendLog(
      tx,
      'd1',
      lines.map((text) => ({ kind: 'line' as const, text })),
    )
    const probe = { n: 1, at: tx.now, ok: true, status: 200, ms: 4, error: null }
    const ending = { outcome: 'success' as const, at: tx.now, by: who, detail: null, observed_sha: 'b'.repeat(40) }
    const events: GateEvent[] = [
      { kind: 'smoke_started' },
      { kind: 'smoke_passed', detail: 'green' },
      { kind: 'deploy_started' },
      { kind: 'deployed', release: 'v12' },
      { kind: 'probed', probe },
      { kind: 'ended', ending },
    ]
    for (const event of events) {
      const advanced = await advanceDeploy(tx, 'd1', event, who)
      if (!advanced.ok) throw new Error(`${event.kind}: ${advanced.refusal.detail}`)
    }
    const body = JSON.stringify({ text: `Deployed by ${lovelace.name} (${lovelace.email})`, by: who.id })
    const message = { workspace: 'w', deploy_id: 'd1', body, tries: 1, error: `no mailbox for ${lovelace.email}` }
    const { issuer, subject, email: label } = lovelace
    const owed = writeHeld({ name: 'Team', who: { issuer, subject, label: label ?? '' }, begun: true, refused: false })
    const at = tx.now
    await tx.db
      .insertInto('deploy_notice')
      .values({
        ...message,
        notice_id: 'n1',
        connector: 'slack',
        created_at: at,
        outcome: 'failed',
        due_at: null,
        lease: null,
      })
      .execute()
    await tx.db
      .insertInto('deploy_forward')
      .values({ ...message, body: owed, server: 'team', due_at: at, told_at: null })
      .execute()
    await tx.db
      .insertInto('kept_answer')
      .values({ workspace: 'w', client: 'other', key: 'k', request: 'r', status: 409, body, at })
      .execute()
    await setRetention({ tx, who }, { days: 90, legal_hold: { reason: 'Case 7' } })
    return who
  })
}

/** Every word that the database holds of the workspace, but for what is sealed. */
async function everythingIn({ services: { store } }: TestApp): Promise<string> {
  return everywhere(async () => {
    const texts: string[] = []
    for await (const { table, row } of dumpRows(store.read)) texts.push(`${table} ${JSON.stringify(row)}`)
    for (const row of await store.read.selectFrom('kept_answer').selectAll().execute()) texts.push(JSON.stringify(row))
    return texts.join('\n')
  })
}

describe.each(engines)('an operator who deployed and is forgotten, on %s', (engine) => {
  test('is a tombstone in every view and export, and the ledger verifies', () =>
    withApp(engine, async (app) => {
      const { services, ask } = app
      const key = await app.keyFor(['auditor', 'admin'])
      const who = await deployed(app)
      const tokens = (owner: string) => within('w', () => listSecrets(services.store.read, 'w', owner))
      const placeOf = (owner: string) => forgeTokenPlace('w', owner, 'https://api.github.com')
      await services.secrets.put(placeOf(who.id), 'ghp_hers')
      await services.secrets.put(placeOf('somebody else'), 'ghp_theirs')
      expect(await everythingIn(app)).toMatch(telling)

      expect(await eraseActor(services, grace, { workspace: 'w', actor: lovelace.email ?? '' })).toMatchObject({
        ok: true,
      })

      expect((await everythingIn(app)).match(telling)).toBeNull()
      expect([await tokens(who.id), (await tokens('somebody else')).length]).toEqual([[], 1])
      expect(await verifyDatabase({ ...app.place, workspace: 'w' })).toMatchObject({ ok: true })

      const page = EntryPage.parse(
        await asJson(await ask('/api/v1/audit/entries?action=console.deploy.', { key }), 200),
      )
      expect(page.items.map(({ data }) => data)).toMatchObject([{ phase: 'intent' }, { phase: 'outcome' }])
      for (const { actor_id, actor_digest } of page.items) {
        expect(actor_id).toBe(who.id)
        expect(page.actors[actor_digest]).toMatchObject({
          name: 'erased person',
          email: null,
          subject: null,
          erased: true,
        })
      }
      const listed = await asJson<{ items: { actor: object }[] }>(await ask('/api/v1/deploys', { key }), 200)
      const tombstone = { id: who.id, name: 'erased person', email: null, subject: null, erased: true }
      expect(listed.items).toMatchObject([{ id: 'd1', actor: tombstone, ended_by: tombstone }])
      const shown = await asJson<object>(await ask('/api/v1/deploys/d1', { key }), 200)
      expect(shown).toMatchObject({ actor: tombstone, ended_by: tombstone })
      expect(JSON.stringify([listed, shown]).match(telling)).toBeNull()

      const { retention } = Policy.parse(await asJson(await ask('/api/v1/workspace/policy', { key }), 200))
      expect([retention.by, retention.legal_hold?.by]).toMatchObject([{ erased: true }, { erased: true }])

      const bytes = await exported(app, key, { kind: 'ledger', filter: {} })
      expect(await verified(bytes)).toMatchObject({ ok: true, first_bad: null })
      for (const [name, file] of await filesIn(bytes)) expect(file.toString().match(telling), name).toBeNull()
    }))

  test('who signs in here and is called the same by a forge is two, and each is forgotten by its id', () =>
    withApp(engine, async (app) => {
      const { services, ask } = app
      const key = await app.keyFor(['admin', 'release_manager', 'auditor'])
      const who = await deployed(app)
      const report = {
        ...{
          from_sha: null,
          to_sha: 'd'.repeat(40),
          target_app: 'raxx-console-prod',
          trigger: 'ci',
          outcome: 'success',
        },
        ...{ ts_utc: new Date().toISOString(), run_url: 'https://github.com/raxx/raxx/actions/runs/7' },
        ...{ actor: lovelace.email, approved_by: 'lovelace-octo' },
      }
      await asJson(await ask('/api/v1/deploys/records', { key, ...jsonBody(report) }), 201)
      const erase = (actor: string) => eraseActor(services, grace, { workspace: 'w', actor })
      const several = await erase(lovelace.email ?? '')
      if (several.ok) expect.fail('one of several was erased')
      const ids = several.refusal.fields?.ids as string[]
      expect(ids).toHaveLength(2)
      expect(ids).toContain(who.id)
      for (const id of ids) expect(several.refusal.detail).toContain(id)
      for (const each of [...ids, 'lovelace-octo']) expect(await erase(each)).toMatchObject({ ok: true })
      expect((await everythingIn(app)).match(telling)).toBeNull()
      const { items } = await asJson<{ items: object[] }>(await ask('/api/v1/deploys', { key }), 200)
      expect(items).toMatchObject([
        { actor: { erased: true }, approval: { by: { erased: true } } },
        { id: 'd1', actor: { erased: true } },
      ])
      expect(await verifyDatabase({ ...app.place, workspace: 'w' })).toMatchObject({ ok: true })
    }))

  test('her deploy outlives its entries, and is still vouched for; what it printed is gone', () => {
    let now = Date.parse('2024-01-01T10:00:00.000Z')
    return withApp(
      engine,
      async (app) => {
        const key = await app.keyFor(['admin'])
        const who = await deployed(app)
        await app.services.store.write('w', (tx) => setRetention({ tx, who }, { legal_hold: null }))
        now += 100 * 86_400_000
        expect(await pruneByPolicy(app.services, grace, { workspace: 'w' })).toMatchObject({ ok: true })
        expect(await eraseActor(app.services, grace, { workspace: 'w', actor: who.id })).toMatchObject({ ok: true })
        const { items } = await asJson<{ items: object[] }>(await app.ask('/api/v1/deploys', { key }), 200)
        expect(items).toMatchObject([{ id: 'd1', outcome: 'success', actor: { id: who.id, erased: true } }])
        const log = await within('w', () => readLog(app.services.store.read, 'w', 'd1', { after: 0, limit: 10 }))
        expect(log).toEqual([])
        expect(await verifyDatabase({ ...app.place, workspace: 'w' })).toMatchObject({ ok: true })
      },
      { clock: () => now },
    )
  })

  test('what was printed keeps its place and its time, and loses nothing but them', () =>
    withApp(engine, async (app) => {
      await app.keyFor(['viewer'])
      await deployed(app)
      const log = () => within('w', () => readLog(app.services.store.read, 'w', 'd1', { after: 0, limit: 100 }))
      const before = await log()
      await eraseActor(app.services, grace, { workspace: 'w', actor: lovelace.email ?? '' })
      const after = await log()
      expect(after.map(({ n, at, kind }) => ({ n, at, kind }))).toEqual(
        before.map(({ n, at, kind }) => ({ n, at, kind })),
      )
      expect(after.map(({ text }) => text)).toEqual([
        'Author: erased person <erased person>',
        'remote: pushed by erased person',
        ...before.slice(2).map(({ text }) => text),
      ])
    }))
})
