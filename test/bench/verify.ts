import Database from 'better-sqlite3'
import { leafHash } from '../../main/ledger/hash.ts'
import { verifyDatabase } from '../../main/use-cases/audit/verify-database.ts'
import { verifyInWorker } from '../../main/use-cases/audit/verify-in-worker.ts'
import { grow, openFixture, workspace } from './ledger-fixture.ts'
import { interleave, type Measurement, median, ms, timed } from './measure.ts'

const batch = 2_000
const encoder = new TextEncoder()

/** Everything `verify` does, against reading the same rows and hashing each body once. */
export const measureVerify: Measurement = async ({ folder, quick }) => {
  const entries = quick ? 20_000 : 100_000
  const fixture = await openFixture(folder, 'verify')
  await grow(fixture, entries)
  await fixture.close()
  const job = { database: fixture.database, workspace }
  const verified = async (verify: () => Promise<{ ok: boolean; checked: number }>) => {
    const report = await verify()
    if (!report.ok || report.checked < entries) throw new Error(`the ledger did not verify: ${JSON.stringify(report)}`)
  }
  const samples = await interleave(
    {
      inProcess: () => timed(() => verified(() => verifyDatabase(job))),
      limit: () => timed(() => scanAndHash(fixture.database)),
      worker: () => timed(() => verified(() => verifyInWorker(job, undefined))),
    },
    { rounds: quick ? 3 : 9 },
  )
  const limit = median(samples.limit)
  const row = (name: string, sample: readonly number[], note: string) => ({
    name,
    ours: ms(median(sample)),
    limit: ms(limit),
    ratio: median(sample) / limit,
    aim: { atMost: 1.2 },
    notes: [note],
    numbers: { ours: median(sample), limit, entries },
  })
  const size = entries.toLocaleString('en')
  return [
    row(
      `verify ${size} entries`,
      samples.inProcess,
      `the limit reads the same rows with better-sqlite3, ${batch} at a time, and hashes each body once`,
    ),
    row(
      `verify ${size} entries, in a worker`,
      samples.worker,
      'as the API does it; starting the thread is in the figure',
    ),
  ]
}

function scanAndHash(database: string): number {
  const db = new Database(database, { readonly: true })
  const page = db.prepare<[string, number, number], { seq: number; body: string; leaf: Buffer }>(
    'select seq, body, leaf from ledger_entry where workspace = ? and seq > ? order by seq limit ?',
  )
  let last = 0
  for (;;) {
    const rows = page.all(workspace, last, batch)
    for (const { seq, body, leaf } of rows) {
      if (Buffer.compare(leafHash(encoder.encode(body)), leaf) !== 0)
        throw new Error(`entry ${seq} does not hash to its leaf`)
      last = seq
    }
    if (rows.length === 0) break
  }
  db.close()
  return last
}
