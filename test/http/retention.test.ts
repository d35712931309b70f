import { Kysely, type KyselyPlugin, sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { startBackground } from '../../main/background.ts'
import { readRows } from '../../main/store/ledger-rows.ts'
import { within } from '../../main/store/within.ts'
import { currentCheckpoint } from '../../main/use-cases/audit/checkpoint.ts'
import { pruneBefore, pruneByPolicy } from '../../main/use-cases/audit/prune-by-policy.ts'
import { type DoneFor, pruneDaily } from '../../main/use-cases/audit/prune-daily.ts'
import { pruneEntries } from '../../main/use-cases/audit/prune-entries.ts'
import { verifyDatabase } from '../../main/use-cases/audit/verify-database.ts'
import { EntryPage } from '../../shared/contract/audit.ts'
import { Policy } from '../../shared/contract/workspace.ts'
import { verifyConsistency, verifyInclusion } from '../../shared/domain/merkle.ts'
import { parseCheckpoint, parseNote } from '../../shared/domain/note.ts'
import { engines } from '../support/engines.ts'
import { exported, verified } from '../support/evidence/packages.ts'
import { ada, grace } from '../support/people.ts'
import { asJson } from './action-kit.ts'
import { jsonBody, startApp, type TestApp, withApp } from './harness.ts'
import { problemOf } from './problem-shape.ts'
import { until } from './until.ts'

const path = '/api/v1/workspace/policy'
const dayMs = 86_400_000

/** A workspace `w` whose first entries are from the first of January 2024. */
function clock() {
  let now = Date.parse('2024-01-01T10:00:00.000Z')
  return {
    now: () => now,
    days: (count: number) => {
      now += count * dayMs
    },
  }
}

const put = (app: TestApp, key: string, retention: object) =>
  app.ask(path, { ...jsonBody({ retention }), method: 'PUT', key })
const shown = async (app: TestApp, key: string) =>
  Policy.parse(await asJson(await app.ask(path, { key }), 200)).retention
const set = async (app: TestApp, key: string, retention: object) =>
  Policy.parse(await asJson(await put(app, key, retention), 200)).retention
const verify = ({ place }: TestApp, checkpoint?: string) => verifyDatabase({ ...place, workspace: 'w', checkpoint })

async function entriesOf(app: TestApp, key: string, action: string) {
  const response = await app.ask(`/api/v1/audit/entries?action=${action}&order=asc`, { key })
  return EntryPage.parse(await asJson(response, 200)).items
}
const prunes = (app: TestApp, key: string) => entriesOf(app, key, 'ledger.entries.pruned')
const bodies = ({ services }: TestApp) => within('w', () => readRows(services.store.read, 'w', 0, 1000))

const tell = ({ services }: TestApp, statement: string) =>
  services.store.write('w', (tx) => sql.raw(statement).execute(tx.db))

async function logLines(app: TestApp, ...times: string[]) {
  for (const [n, at] of times.entries())
    await tell(app, `insert into deploy_log values ('w', 'd1', ${n + 1}, '${at}', 'line', 'pushed')`)
}
const keptLines = ({ services }: TestApp) =>
  within('w', () => services.store.read.selectFrom('deploy_log').select('at').orderBy('n').execute()).then((rows) =>
    rows.map(({ at }) => at.slice(0, 10)),
  )

describe.each(engines)('how long the record is kept, on %s', (engine) => {
  test('two years unless somebody says otherwise; who and when is shown, and in the ledger', () =>
    withApp(engine, async (app) => {
      const admin = await app.keyFor(['admin'])
      const usual = { days: 730, least: 30, by: null, since: null, legal_hold: null }
      expect(await shown(app, admin)).toEqual(usual)
      expect(await set(app, admin, { days: 730, legal_hold: null })).toEqual(usual)
      expect(await set(app, admin, { days: 90 })).toMatchObject({ days: 90, by: { via: 'api_key' }, legal_hold: null })
      const held = await set(app, admin, { legal_hold: { reason: ' Case 7 ' } })
      expect(held).toMatchObject({ days: 90, legal_hold: { reason: 'Case 7', by: { via: 'api_key' } } })
      expect(await set(app, admin, { days: 90, legal_hold: { reason: 'Case 7' } })).toEqual(held)
      expect(await set(app, admin, { legal_hold: null, days: 91 })).toMatchObject({ days: 91, legal_hold: null })
      const entries = await entriesOf(app, admin, 'workspace.')
      expect(entries.slice(1).map(({ action, subject, data }) => [action, subject, data])).toEqual([
        ['workspace.retention.set', 'workspace:w', { days: 90 }],
        ['workspace.legal_hold.set', 'workspace:w', { reason: 'Case 7' }],
        ['workspace.retention.set', 'workspace:w', { days: 91 }],
        ['workspace.legal_hold.lifted', 'workspace:w', {}],
      ])
      expect(await verify(app)).toMatchObject({ ok: true })
    }))

  test('only who manages settings says so, and not just anything', () =>
    withApp(engine, async (app) => {
      const admin = await app.keyFor(['admin'])
      const commander = await app.keyFor(['incident_commander', 'auditor'])
      await problemOf(await put(app, commander, { days: 90 }), 403, 'permission_denied')
      await problemOf(await put(app, commander, { legal_hold: null }), 403, 'permission_denied')
      const hold = (reason: string) => ({ legal_hold: { reason } })
      for (const wanted of [
        { days: 29 },
        { days: 36_501 },
        { days: 90.5 },
        hold(' '),
        hold('x'.repeat(501)),
        hold('\u0007'),
      ])
        await problemOf(await put(app, admin, wanted), 422, 'invalid_input')
      expect(await entriesOf(app, admin, 'workspace.legal_hold')).toEqual([])
      expect(await shown(app, commander)).toMatchObject({ days: 730, since: null })
    }))

  test.each([
    ['other days', `update workspace_retention set document = replace(document, '90', '30')`],
    ['no hold', `update workspace_retention set document = replace(document, 'Case 7', '')`],
    ['what is no JSON', `update workspace_retention set document = 'x'`],
    ['another entry', `update workspace_retention set last_seq = 1`],
    ['no row', 'delete from workspace_retention'],
  ])('%s in its row is named, also after the entries were pruned', (_, statement) => {
    const time = clock()
    return withApp(
      engine,
      async (app) => {
        const admin = await app.keyFor(['admin'])
        await set(app, admin, { days: 90, legal_hold: { reason: 'Case 6' } })
        await set(app, admin, { legal_hold: null })
        time.days(100)
        expect(await pruneByPolicy(app.services, grace, { workspace: 'w' })).toMatchObject({ value: { to: 5 } })
        await set(app, admin, { legal_hold: { reason: 'Case 7' } })
        expect(await verify(app)).toMatchObject({ ok: true, pruned: 5 })
        await tell(app, statement)
        const { ok, first_bad } = await verify(app)
        expect([ok, first_bad]).toEqual([
          false,
          { seq: 7, why: 'the retention of the workspace is not as the ledger says' },
        ])
      },
      { clock: time.now },
    )
  })

  test('a row that no entry made is named', () =>
    withApp(engine, async (app) => {
      await app.fill(1)
      await tell(app, `insert into workspace_retention values ('w', '{"legal_hold":null,"period":null}', 1)`)
      expect(await verify(app)).toMatchObject({ ok: false, first_bad: { why: expect.stringContaining('retention') } })
    }))

  test('what is younger than the policy says stays, whoever asks for which day', () => {
    const time = clock()
    return withApp(
      engine,
      async (app) => {
        await app.fill(3)
        time.days(729)
        expect(await pruneByPolicy(app.services, ada, { workspace: 'w' })).toMatchObject({
          refusal: { code: 'nothing_to_prune' },
        })
        // From the day on which it is two years old to the end, it is kept until that day is over.
        time.days(1)
        for (const before of ['2024-01-01T10:00:00.001Z', '2999-12-31T00:00:00.000Z'])
          expect(await pruneBefore(app.services, ada, { workspace: 'w', before })).toMatchObject({
            refusal: {
              code: 'retention_not_over',
              detail: 'The record of w is kept for 730 days: what is from 2024-01-01 or later stays.',
            },
          })
        time.days(1)
        const before = '2024-01-02T00:00:00.000Z'
        expect(await pruneBefore(app.services, ada, { workspace: 'w', before })).toMatchObject({
          value: { emptied: 4 },
        })
      },
      { clock: time.now },
    )
  })

  test('under a legal hold nothing goes, however old, until it is lifted', () => {
    const time = clock()
    return withApp(
      engine,
      async (app) => {
        const admin = await app.keyFor(['admin'])
        await set(app, admin, { legal_hold: { reason: 'Case 7' } })
        await logLines(app, '2024-01-01T10:00:00.000Z')
        time.days(1000)
        const before = '2025-01-01T00:00:00.000Z'
        const wanted = { workspace: 'w', before }
        const refusal = { code: 'retention_held', detail: expect.stringContaining('“Case 7”') }
        const { services } = app
        expect(await pruneEntries(services, ada, wanted)).toMatchObject({ refusal })
        expect(await pruneBefore(services, ada, wanted)).toMatchObject({ refusal })
        expect(await pruneByPolicy(services, ada, wanted)).toMatchObject({ refusal })
        // Nor what deploys printed, where there is no entry to empty.
        expect(await pruneEntries(services, ada, { workspace: 'w', before: '2024-01-01T10:00:00.000Z' })).toMatchObject(
          {
            refusal,
          },
        )
        const done: DoneFor = new Map()
        await pruneDaily(services, done)
        expect((await bodies(app)).filter(({ body }) => body === null)).toEqual([])
        expect(await keptLines(app)).toEqual(['2024-01-01'])
        expect(await prunes(app, admin)).toEqual([])
        await set(app, admin, { legal_hold: null })
        // On the same day still.
        await pruneDaily(services, done)
        expect(await prunes(app, admin)).toHaveLength(1)
        expect(await keptLines(app)).toEqual([])
        expect(await verify(app)).toMatchObject({ ok: true, pruned: 3 })
      },
      { clock: time.now },
    )
  })

  test('a hold that comes while a prune is under way keeps every body; afterwards it is finished without a second statement', () => {
    const time = clock()
    return withApp(
      engine,
      async (app) => {
        const admin = await app.keyFor(['admin'])
        await app.fill(3)
        time.days(1000)
        const { services } = app
        let writes = 0
        const interrupted: typeof services.store.write = async (workspace, unit) => {
          const done = await services.store.write(workspace, unit)
          writes += 1
          if (writes === 1) await set(app, admin, { legal_hold: { reason: 'Case 7' } })
          return done
        }
        const slow = { ...services, store: { ...services.store, write: interrupted } }
        expect(await pruneByPolicy(slow, ada, { workspace: 'w' })).toMatchObject({
          refusal: { code: 'retention_held' },
        })
        expect(writes).toBe(2)
        expect((await bodies(app)).filter(({ body }) => body === null)).toEqual([])
        expect(await verify(app)).toMatchObject({ ok: true, pruned: 0 })
        await set(app, admin, { legal_hold: null })
        expect(await pruneByPolicy(services, ada, { workspace: 'w' })).toMatchObject({ value: { emptied: 5 } })
        expect(await prunes(app, admin)).toHaveLength(1)
        expect(await verify(app)).toMatchObject({ ok: true, pruned: 5 })
      },
      { clock: time.now },
    )
  })

  test('a process that is overtaken by another while it reads goes on from what that one has stated', () => {
    const time = clock()
    return withApp(
      engine,
      async (app) => {
        const admin = await app.keyFor(['admin'])
        await app.fill(3)
        time.days(1000)
        const { services } = app
        const asked: KyselyPlugin & { prunes?: object } = {
          transformQuery({ node, queryId }) {
            if (JSON.stringify(node).includes('ledger.entries.pruned')) asked.prunes ??= queryId
            return node
          },
          async transformResult({ queryId, result }) {
            if (queryId === asked.prunes)
              expect(await pruneByPolicy(services, ada, { workspace: 'w' })).toMatchObject({ value: { emptied: 5 } })
            return result
          },
        }
        const { read } = services.store
        if (!(read instanceof Kysely)) expect.fail('the store reads by other means')
        const overtaken = { ...services, store: { ...services.store, read: read.withPlugin(asked) } }
        expect(await pruneByPolicy(overtaken, grace, { workspace: 'w' })).toMatchObject({
          value: { to: 5, emptied: 0 },
        })
        expect(await prunes(app, admin)).toHaveLength(1)
        expect(await verify(app)).toMatchObject({ ok: true, pruned: 5 })
      },
      { clock: time.now },
    )
  })

  test('several processes prune it once, as nobody but the program itself', () => {
    const time = clock()
    return withApp(
      engine,
      async (app) => {
        const admin = await app.keyFor(['admin'])
        await app.fill(5)
        await app.fill(2, 'v')
        await logLines(app, '2024-01-01T10:00:00.000Z', '2025-12-01T10:00:00.000Z')
        time.days(731)
        const other = await startApp(engine, { place: app.place, clock: time.now })
        try {
          const processes = [app, other, app, other].map(({ services }) => pruneDaily(services, new Map()))
          await Promise.all(processes)
        } finally {
          await other.close()
        }
        const [entry, ...more] = await prunes(app, admin)
        expect(more).toEqual([])
        expect(entry?.data).toMatchObject({ from: 1, to: 7, before: '2024-01-02T00:00:00.000Z' })
        const { actors } = EntryPage.parse(
          await asJson(await app.ask('/api/v1/audit/entries?action=ledger.', { key: admin }), 200),
        )
        expect(actors[entry?.actor_digest ?? '']).toMatchObject({ name: 'Countersign', subject: 'system' })
        expect(await keptLines(app)).toEqual(['2025-12-01'])
        for (const workspace of ['w', 'v'])
          expect(await verifyDatabase({ ...app.place, workspace })).toMatchObject({
            ok: true,
            pruned: workspace === 'w' ? 7 : 3,
          })
      },
      { clock: time.now },
    )
  })

  test('a console does it by itself as soon as it runs', () => {
    const time = clock()
    return withApp(
      engine,
      async (app) => {
        const admin = await app.keyFor(['admin'])
        time.days(731)
        startBackground(app.services)
        await until(
          () => prunes(app, admin),
          ({ length }) => length === 1,
        )
        expect(await verify(app)).toMatchObject({ ok: true })
      },
      { clock: time.now },
    )
  })

  test('what remains is proven as before: proofs, a checkpoint from before, and exports', () => {
    const time = clock()
    return withApp(
      engine,
      async (app) => {
        const key = await app.keyFor(['auditor'])
        await app.fill(6)
        const kept = await currentCheckpoint(app.services, 'w')
        const before = parseCheckpoint(parseNote(kept)?.text ?? '')
        if (!before) expect.fail('no checkpoint')
        time.days(800)
        await app.fill(4)
        expect(await pruneByPolicy(app.services, grace, { workspace: 'w' })).toMatchObject({ value: { emptied: 8 } })
        expect(await verify(app, kept)).toMatchObject({ ok: true, size: 13, pruned: 8 })

        const bytes = (text: string) => Uint8Array.from(Buffer.from(text, 'base64'))
        type Proof = { leaf: string; root: string; from_root: string; to_root: string; hashes: string[]; size: number }
        const proof = async (query: string) =>
          asJson<Proof>(await app.ask(`/api/v1/audit/proofs/${query}`, { key }), 200)
        // Of what was pruned only the hash is left, and that it was there can still be proven.
        for (const seq of [1, 8, 9, 13]) {
          const { leaf, root, hashes, size } = await proof(`inclusion?seq=${seq}`)
          expect(verifyInclusion(bytes(leaf), seq - 1, size, hashes.map(bytes), bytes(root))).toBe(true)
        }
        const { from_root, to_root, hashes } = await proof(`consistency?from=${before.size}`)
        expect(from_root).toBe(Buffer.from(before.root).toString('base64'))
        expect(verifyConsistency(before.size, 13, hashes.map(bytes), bytes(from_root), bytes(to_root))).toBe(true)

        expect(await verified(await exported(app, key, { kind: 'ledger', filter: { after: '8' } }))).toMatchObject({
          ok: true,
          first_bad: null,
        })
      },
      { clock: time.now },
    )
  })
})
