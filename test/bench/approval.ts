import { join } from 'node:path'
import Database from 'better-sqlite3'
import { actionsPath, approval, openActions } from './action-fixture.ts'
import { interleave, type Measurement, ms, percentile, timed } from './measure.ts'

/** One approval after the other, against a bare SQLite transaction that writes the same two rows. */
export const measureApproval: Measurement = async ({ folder, quick }) => {
  const fixture = await openActions({ dataDir: join(folder, 'approval') })
  const plain = plainTables(join(folder, 'approval-plain.db'))
  try {
    const options = { rounds: quick ? 20 : 100, turns: 10, warmUp: 15 }
    const approver = await fixture.callerOf('approver', 'approver')
    const key = await fixture.keyOf('approver', 'approver')
    const waiting = await fixture.propose(3 * options.turns * (options.rounds + options.warmUp))
    const next = () => waiting.pop() ?? ''
    const overHttp = async (headers: Record<string, string>) => {
      const init = { ...approval, headers: { ...approval.headers, ...headers } }
      const answer = await fixture.ask(key, `${actionsPath}/${next()}/approve`, init)
      if (answer.status !== 200) throw new Error(await answer.text())
      await answer.arrayBuffer()
    }
    const samples = await interleave(
      {
        ours: () => timed(() => fixture.approve(approver, next())),
        limit: () => timed(plain.approve),
        http: () => timed(() => overHttp({})),
        once: () => timed(() => overHttp({ 'idempotency-key': `bench-${waiting.length}` })),
      },
      options,
    )
    const of = (share: number) => ({
      ours: percentile(samples.ours, share),
      limit: percentile(samples.limit, share),
      http: percentile(samples.http, share),
      once: percentile(samples.once, share),
    })
    const [p50, p95] = [of(0.5), of(0.95)]
    return [
      {
        name: 'approval, p50',
        ours: `${ms(p50.ours)} (p95 ${ms(p95.ours)})`,
        limit: `${ms(p50.limit)} (p95 ${ms(p95.limit)})`,
        ratio: p50.ours / p50.limit,
        aim: { atMost: 1.5 },
        notes: [
          'the limit is a bare better-sqlite3 transaction, WAL and FULL, that updates one row and inserts one',
          `for comparison, the same through the whole API (credential, guard, schema): ${ms(p50.http)}; with an Idempotency-Key, whose answer is kept: ${ms(p50.once)}`,
        ],
        numbers: { ...p50, ours_p95: p95.ours, limit_p95: p95.limit },
      },
    ]
  } finally {
    plain.close()
    await fixture.close()
  }
}

/** The two rows of an approval with nothing around them: what was decided on, and what is on record. */
function plainTables(file: string) {
  const db = new Database(file)
  db.pragma('journal_mode = wal')
  db.pragma('synchronous = full')
  db.exec(`
    create table decided (id text primary key, state text not null) without rowid;
    create table record (seq integer primary key, body text not null);`)
  const [before, after, body] = ['x'.repeat(700), 'y'.repeat(1_000), 'z'.repeat(480)]
  const insert = db.prepare('insert into decided (id, state) values (?, ?)')
  const ids = Array.from({ length: 5_000 }, (_, i) => `019aa000-0000-7000-8000-${String(i).padStart(12, '0')}`)
  db.transaction(() => ids.map((id) => insert.run(id, before)))()
  const begin = db.prepare('begin immediate')
  const commit = db.prepare('commit')
  const update = db.prepare('update decided set state = ? where id = ?')
  const append = db.prepare('insert into record (body) values (?)')
  return {
    approve() {
      begin.run()
      update.run(after, ids.pop())
      append.run(body)
      commit.run()
    },
    close: () => db.close(),
  }
}
