import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createLog } from '../../main/log.ts'
import { openServices } from '../../main/services.ts'
import { openStore } from '../../main/store/open.ts'
import type { ReadDb } from '../../main/store/schema.ts'
import { everywhere, within } from '../../main/store/within.ts'
import { ActionPage } from '../../shared/contract/actions.ts'
import { answersTo, drills, scheduleOf } from '../http/drill-kit.ts'
import { jsonBody, startApp, type TestApp } from '../http/harness.ts'
import { makeRows, reportOf } from '../http/row-places.ts'
import { adminOf } from '../support/database.ts'
import { engines, freshPlace } from '../support/engines.ts'
import { openAdmin, ownerIn, type Table } from './guarded-tables.ts'

/** Tables that are of no workspace, and why that is so. */
const ofNobody: Record<string, string> = {
  instance: 'says which instance this is, with its public key: the same for all',
  signing_key: 'the instance’s own key, wrapped under the master key',
  current_master_key: 'under which master key the instance writes',
  schema_version: 'how far the migrations have come',
}

type Refused = { code: string }
const run = async (db: ReadDb, text: string, values: readonly unknown[] = []) => {
  const parts = text.split('?')
  const query = sql.join(
    parts.map((part, i) => (i < values.length ? sql`${sql.raw(part)}${values[i]}` : sql.raw(part))),
    sql``,
  )
  return query.execute(db as never)
}
const codeOf = (outcome: Promise<unknown>): Promise<string> =>
  outcome.then(
    () => 'done',
    (error: Refused) => error.code,
  )

describe('row security on postgresql', () => {
  let app: TestApp
  let db: ReadDb
  let admin: Awaited<ReturnType<typeof openAdmin>>
  let guarded: Table[]
  let unguarded: Table[]

  beforeAll(async () => {
    app = await startApp('postgresql')
    db = app.services.store.read
    admin = await openAdmin(app.place.database)
    for (const workspace of ['a', 'b']) await fillWorkspace(app, workspace)
    await admin.attempt()
    const tables = await admin.tables()
    guarded = tables.filter((table) => table.guarded)
    unguarded = tables.filter((table) => !table.guarded)
    for (const { name } of guarded)
      for (const workspace of ['a', 'b'])
        if ((await admin.count(name, workspace)) === 0) await admin.fill(name, workspace)
  }, 60_000)
  afterAll(async () => {
    await admin.close()
    await app.close()
  })

  test('binds the role that the tests have, as it is to bind a server’s', () =>
    expect(app.services.rowSecurity).toBe('enforced'))

  test('guards every table with rows of workspaces; the others are few, and each for a reason', () => {
    expect(unguarded.filter(({ hasWorkspace }) => hasWorkspace)).toEqual([])
    expect(unguarded.map(({ name }) => name)).toEqual(Object.keys(ofNobody).sort())
    const byOtherRules = guarded.filter(({ hasWorkspace }) => !hasWorkspace)
    expect(byOtherRules.map(({ name }) => name)).toEqual(['webhook_attempt', 'workspace'])
  })

  test('a query that forgets whose rows it means finds those of the workspace at work, and outside of any none', async () => {
    for (const { name } of guarded) {
      const seen = async () => {
        const { rows } = await run(db, `select ${ownerIn(name)} as owner from ${name}`)
        return (rows as { owner: string }[]).map(({ owner }) => owner)
      }
      const [inA, inB] = [await admin.count(name, 'a'), await admin.count(name, 'b')]
      expect([inA > 0, inB > 0], name).toEqual([true, true])
      expect(await within('a', seen), name).toEqual(Array(inA).fill('a'))
      expect(await within('b', seen), name).toEqual(Array(inB).fill('b'))
      expect(await within('nobody’s', seen), name).toEqual([])
      expect(await seen(), name).toEqual([])
      expect(new Set(await everywhere(seen)), name).toEqual(new Set(['a', 'b']))
    }
  })

  test('what is another workspace’s cannot be changed, taken away or made', async () => {
    for (const { name, hasWorkspace } of guarded) {
      const before = await admin.count(name, 'b')
      const touched = async (text: string) =>
        (await within('a', () => run(db, `with touched as (${text} returning 1) select count(*) as n from touched`)))
          .rows
      expect(await touched(`delete from ${name} where ${ownerIn(name)} = 'b'`), name).toEqual([{ n: 0 }])
      const [column] = await admin.columnsOf(name)
      const same = `"${column?.name}" = "${column?.name}"`
      expect(await touched(`update ${name} set ${same} where ${ownerIn(name)} = 'b'`), name).toEqual([{ n: 0 }])
      if (hasWorkspace) {
        // Where a table's own guards let nothing be moved at all, they may be who refuses.
        const moved = within('a', () => run(db, `update ${name} set workspace = 'b'`))
        expect(['42501', '23001'], name).toContain(await codeOf(moved))
      }
      expect(await codeOf(copyOf(name)), name).toBe('42501')
      expect(await admin.count(name, 'b'), name).toBe(before)
    }
  })

  /** Makes one more row like one of b's, from within a. */
  async function copyOf(name: string): Promise<unknown> {
    const columns = (await admin.columnsOf(name)).map((column) => `"${column.name}"`).join(', ')
    const found = await everywhere(() => run(db, `select ${columns} from ${name} where ${ownerIn(name)} = 'b' limit 1`))
    const values = Object.values(found.rows[0] as object)
    return within('a', () =>
      run(db, `insert into ${name} (${columns}) values (${values.map(() => '?').join(', ')})`, values),
    )
  }

  test('no workspace may have the name that stands for all of them', () => {
    expect(() => within('*', () => {})).toThrow('no workspace may have this name')
  })

  test('a search for words uses its index, and finds nothing of anybody else', async () => {
    const found = async () =>
      (await run(db, `select n from row_search('''checkout'':*'::tsquery) as found (n)`)).rows as { n: number }[]
    const ofB = await within('b', found)
    expect(ofB).toHaveLength(await admin.count('action', 'b'))
    expect(await within('a', found)).not.toContainEqual(ofB[0])
    expect(await found()).toEqual([])
    // Neither does it leave the door open behind it, to the end of a transaction.
    const after = app.services.store.write('a', async (tx) => {
      await run(tx.db, `select n from row_search('''checkout'':*'::tsquery) as found (n)`)
      return (await run(tx.db, 'select distinct workspace from action')).rows
    })
    expect(await after).toEqual([{ workspace: 'a' }])
    const plan = (searching: string) =>
      app.services.store.write('a', async (tx) => {
        await run(
          tx.db,
          `select set_config('enable_seqscan', 'off', true), set_config('countersign.searching', ?, true)`,
          [searching],
        )
        const asked = `explain select n from action where lexemes @@ '''checkout'':*'::tsquery`
        return JSON.stringify((await run(tx.db, asked)).rows)
      })
    expect(await plan('on')).toContain('action_by_words')
    expect(await plan('')).not.toContain('action_by_words')
  })
})

async function fillWorkspace(app: TestApp, workspace: string): Promise<void> {
  const key = await app.keyFor(['admin'], workspace)
  await makeRows(app, key)
  await app.fill(3, workspace)
  const { items } = ActionPage.parse(await (await app.ask('/api/v1/deployments/actions', { key })).json())
  const once = { ...jsonBody({ title: 'Asked once', severity: 'sev3', action_id: items[0]?.id }), key }
  const hold = { ...jsonBody({ held: true, reason: 'for the rows' }), method: 'PUT', key }
  expect((await app.ask('/api/v1/workspace/hold', hold)).status).toBe(200)
  const headers = { 'content-type': 'application/json', 'idempotency-key': 'the-same' }
  expect((await app.ask('/api/v1/incidents', { ...once, headers })).status).toBe(201)
  await fillDrills(app, key)
}

/** What a drill leaves: a message that goes nowhere, what was answered to it, what was packed, a rehearsal. */
async function fillDrills(app: TestApp, key: string): Promise<void> {
  const { schedule_id, ...schedule } = scheduleOf({ notification_providers: ['desktop'] })
  const put = { method: 'PUT', key }
  const steps: readonly (readonly [path: string, body: unknown, init?: object])[] = [
    ['/api/v1/workspace/policy', { drills: { require_verified: true } }, put],
    ['/api/v1/notifications/connectors/desktop', { kind: 'desktop' }, put],
    [`/api/v1/drills/schedules/${schedule_id}`, schedule, put],
    [`${drills}/deliver`, { schedule_id }],
    [answersTo(schedule_id), { provider: 'desktop' }],
    [`${drills}/escalation-plan`, {}],
    [`${drills}/acknowledgements/audit-package`, {}],
    ['/api/v1/drills/runs', { schedule_id, surface: 'checkout-staging' }],
    // What the deploy gate leaves: a surface, how it stands, a deploy.
    ['/api/v1/surfaces/console', surface, put],
    ['/api/v1/surfaces/console/lock', { reason: 'Hands off' }],
    ['/api/v1/deploys/records', reportOf()],
  ]
  for (const [path, body, init] of steps) {
    const response = await app.ask(path, { ...jsonBody(body), key, ...init })
    expect(response.ok, `${path}: ${await response.text()}`).toBe(true)
  }
}

const surface = {
  name: 'Console',
  host: 'heroku',
  app: 'raxx-console-prod',
  repository: 'https://github.com/raxx/raxx.git',
  paths: { local: {} },
}

describe('whether the database keeps workspaces apart', () => {
  test.each(engines)('is known of a store on %s', async (engine) => {
    const place = await freshPlace(engine)
    const store = await openStore({ database: place.database })
    expect(store.rowSecurity).toBe(engine === 'sqlite' ? 'not_offered' : 'enforced')
    await store.close()
    await place.remove()
  })

  test('a role that cannot guard the rows, because the tables are somebody else’s, is refused in words', async () => {
    const place = await freshPlace('postgresql')
    await (await openStore({ database: place.database })).close()
    const admin = await openAdmin(place.database)
    await admin.run('alter table incident disable row level security; alter table incident owner to postgres')
    await expect(openStore({ database: place.database })).rejects.toThrow('must own its tables')
    await admin.run('alter table incident owner to countersign')
    await (await openStore({ database: place.database })).close()
    expect((await admin.tables()).find(({ name }) => name === 'incident')).toMatchObject({ guarded: true })
    await admin.close()
    await place.remove()
  })

  test('a role that is not bound is found out, and said so in the log', async () => {
    const place = await freshPlace('postgresql')
    const lines: string[] = []
    const log = createLog('warn')
    log.warn = ((text: string) => lines.push(text)) as never
    const databaseUrl = adminOf(place.database)
    const services = await openServices({ mode: 'server', dataDir: place.dataDir, databaseUrl, log })
    expect(services.rowSecurity).toBe('bypassed')
    expect(lines).toEqual([expect.stringContaining('not bound by row security')])
    await services.close()
    await place.remove()
  })
})
