import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { canonicalBytes } from '../../shared/domain/entry.ts'
import { openFixture } from './ledger-fixture.ts'
import { interleave, type Measurement, median, ms, percentile, timed } from './measure.ts'

/** One durable append after the other, against appending the same bytes to a file and fsync. */
export const measureAppend: Measurement = async ({ folder, quick }) => {
  const fixture = await openFixture(folder, 'append')
  const bytes = Buffer.from(canonicalBytes(await fixture.append()))
  const file = openSync(join(folder, 'append.log'), 'a')
  const plain = plainTable(join(folder, 'append-plain.db'))
  try {
    const samples = await interleave(
      {
        ours: () => timed(fixture.append),
        limit: () =>
          timed(() => {
            writeSync(file, bytes)
            fsyncSync(file)
          }),
        sqlite: () => timed(() => plain.insert(bytes.toString())),
      },
      { rounds: quick ? 20 : 100, turns: 25, warmUp: 15 },
    )
    const [ours, limit, sqlite] = [median(samples.ours), median(samples.limit), median(samples.sqlite)]
    const tail = percentile(samples.ours, 0.95)
    const limitTail = percentile(samples.limit, 0.95)
    const row = {
      name: 'durable append, p50',
      ours: `${ms(ours)} (p95 ${ms(tail)})`,
      limit: `${ms(limit)} (p95 ${ms(limitTail)})`,
      ratio: ours / limit,
      aim: { atMost: 1.5 },
      notes: [
        `the limit is write+fsync of the entry's ${bytes.length} bytes at the end of a file`,
        `for comparison, one row in a bare better-sqlite3 table, WAL and FULL: ${ms(sqlite)}; ours is ${(ours / sqlite).toFixed(2)} of it`,
      ],
      numbers: { ours, limit, sqlite, ours_p95: tail, limit_p95: limitTail },
    }
    return [row]
  } finally {
    closeSync(file)
    plain.close()
    await fixture.close()
  }
}

function plainTable(file: string) {
  const db = new Database(file)
  db.pragma('journal_mode = wal')
  db.pragma('synchronous = full')
  db.exec('create table plain (id integer primary key, body text not null)')
  const insert = db.prepare('insert into plain (body) values (?)')
  return { insert: (body: string) => insert.run(body), close: () => db.close() }
}
