import { randomBytes, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import pg from 'pg'
import { type AcknowledgementRecord, rowOf } from '../../main/store/drill-acknowledgements.ts'
import { findPostgres, startPostgres } from '../support/postgres.ts'
import { type Place, workspace } from './action-fixture.ts'
import { inBulk, openDrills } from './drill-fixture.ts'
import { interleave, type Measurement, ms, percentile, type Row, timed } from './measure.ts'

/** A hundred answers in one request, per answer, against a bare insert of the same hundred rows in one transaction. */
export const measureBulkAcknowledgement: Measurement = async ({ folder, quick }) => {
  const onSqlite = await measureOn(
    'SQLite',
    { dataDir: join(folder, 'bulk') },
    bareSqlite(join(folder, 'bulk-plain.db')),
    quick,
  )
  if (!findPostgres()) return [onSqlite]
  const server = await startPostgres()
  try {
    const masterKey = randomBytes(32).toString('base64')
    const place = { dataDir: join(folder, 'bulk-postgres'), databaseUrl: server.url, masterKey }
    return [onSqlite, await measureOn('PostgreSQL', place, await barePostgres(server.url), quick)]
  } finally {
    await server.stop()
  }
}

type Bare = {
  insert(rows: readonly unknown[][]): unknown
  /** Learns how the tables are filled, as a database that has been at work for a minute has. */
  learn(): unknown
  close(): unknown
}

async function measureOn(engine: string, place: Place, bare: Bare, quick: boolean): Promise<Row> {
  const fixture = await openDrills(place)
  try {
    await bare.learn()
    const caller = await fixture.manager()
    const key = await fixture.keyOf('manager', 'release_manager')
    let asked = 0
    const each = async (work: () => unknown) => (await timed(work)) / inBulk
    const samples = await interleave(
      {
        ours: () => each(() => fixture.answer(caller)),
        limit: () => {
          const rows = Array.from({ length: inBulk }, () => plainRow())
          return each(() => bare.insert(rows))
        },
        http: () => each(() => fixture.answerOverHttp(key)),
        once: () => each(() => fixture.answerOverHttp(key, { 'idempotency-key': `bench-${asked++}` })),
      },
      { rounds: quick ? 10 : 40, turns: 5, warmUp: 5 },
    )
    const of = (share: number) => ({
      ours: percentile(samples.ours, share),
      limit: percentile(samples.limit, share),
      http: percentile(samples.http, share),
      once: percentile(samples.once, share),
    })
    const [p50, p95] = [of(0.5), of(0.95)]
    return {
      name: `bulk acknowledgement on ${engine}, per route`,
      ours: `${ms(p50.ours)} (p95 ${ms(p95.ours)})`,
      limit: `${ms(p50.limit)} (p95 ${ms(p95.limit)})`,
      ratio: p50.ours / p50.limit,
      aim: { atMost: 2 },
      notes: [
        `the limit inserts the same ${inBulk} acknowledgements into a table of the same columns and indexes, in one statement and one transaction; ours also reads and moves the routes and appends an entry for each`,
        `for comparison, the same through the whole API: ${ms(p50.http)}; with an Idempotency-Key, whose answer is kept: ${ms(p50.once)}`,
      ],
      numbers: { ...p50, ours_p95: p95.ours, limit_p95: p95.limit },
    }
  } finally {
    await bare.close()
    await fixture.close()
  }
}

let made = 0

/** As it is stored, of the same lengths. */
function plainRow(): unknown[] {
  made += 1
  const record: AcknowledgementRecord = {
    acknowledgement_id: `gordack-${randomUUID()}`,
    schedule_id: `checkout-${made % 40}`,
    plan_id: `gordn-${randomUUID()}`,
    provider: 'slack',
    owners: [`payments-team-${made % 50}`],
    route_ids: [`gordn-${randomUUID()}-${made % 100}`],
    acknowledgement_state: 'acknowledged',
    external_ref: 'INC-2041',
    notes: 'The on-call has it: rehearsing at noon.',
    through: null,
    by: { id: randomUUID(), digest: 'sha256:'.padEnd(64, 'x') },
    at: new Date().toISOString(),
    seq: made,
  }
  return Object.values(rowOf(workspace, record))
}

const columns = Object.keys(
  rowOf('', {
    acknowledgement_id: '',
    schedule_id: '',
    plan_id: '',
    provider: '',
    owners: [],
    route_ids: [],
    acknowledgement_state: 'acknowledged',
    external_ref: '',
    notes: '',
    through: null,
    by: { id: '', digest: '' },
    at: '',
    seq: 0,
  }),
)

const indexes = [
  'create unique index plain_id on plain (workspace, acknowledgement_id)',
  'create index plain_by_plan on plain (workspace, plan_id, provider, seq)',
  'create index plain_by_seq on plain (workspace, seq)',
]
const table = (n: string, text: string, big: string) =>
  `create table plain (n ${n}, ${columns.map((name) => `${name} ${name === 'seq' ? big : text}`).join(', ')})`
const insertText = (place: (n: number) => string): string => {
  const row = (_: unknown, i: number) => `(${columns.map((_, j) => place(i * columns.length + j + 1)).join(', ')})`
  return `insert into plain (${columns.join(', ')}) values ${Array.from({ length: inBulk }, row).join(', ')}`
}

function bareSqlite(file: string): Bare {
  const db = new Database(file)
  db.pragma('journal_mode = wal')
  db.pragma('synchronous = full')
  db.exec([table('integer primary key autoincrement', 'text', 'integer'), ...indexes].join(';'))
  const [begin, commit] = [db.prepare('begin immediate'), db.prepare('commit')]
  const insert = db.prepare(insertText(() => '?'))
  return {
    insert(rows) {
      begin.run()
      insert.run(rows.flat())
      commit.run()
    },
    learn: () => db.exec('analyze'),
    close: () => db.close(),
  }
}

async function barePostgres(connectionString: string): Promise<Bare> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  await client.query('create schema bare; set search_path to bare')
  await client.query(table('bigint generated always as identity primary key', 'text collate "C"', 'bigint'))
  for (const index of indexes) await client.query(index)
  const text = insertText((n) => `$${n}`)
  return {
    async insert(rows) {
      await client.query('begin')
      await client.query({ name: 'plain', text, values: rows.flat() })
      await client.query('commit')
    },
    learn: () => client.query('analyze'),
    close: () => client.end(),
  }
}
