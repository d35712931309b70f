import { sql } from 'kysely'
import type { ReadDb } from './schema.ts'
import type { Tx } from './store.ts'

const batch = 200

/** Whether there is anything that old: a look that takes no lock. */
export async function hasOldTelemetry(db: ReadDb, workspace: string, before_ms: number): Promise<boolean> {
  const { rows } = await sql<{ old: number }>`
    select 1 as old where exists (select 1 from trace where workspace = ${workspace} and started_us < ${before_ms * 1000})
      or exists (select 1 from evaluation where workspace = ${workspace} and at_ms < ${before_ms})
      or exists (select 1 from usage_bucket where workspace = ${workspace} and bucket_ms < ${before_ms})
      or exists (select 1 from alert_event
        where workspace = ${workspace} and updated_ms < ${before_ms} and status = 'resolved')`.execute(db)
  return rows.length > 0
}

/** Lets go of some of what is older: at most so many traces with their spans, and as many of the rest. Whether more is left. */
export async function forgetTelemetry(tx: Tx, before_ms: number): Promise<boolean> {
  const { db, workspace } = tx
  const old = db
    .selectFrom('trace')
    .select('trace_id')
    .where('workspace', '=', workspace)
    .where('started_us', '<', before_ms * 1000)
    .orderBy('started_us')
    .limit(batch)
  const traces = (await old.execute()).map(({ trace_id }) => trace_id)
  if (traces.length > 0) {
    await db.deleteFrom('span').where('workspace', '=', workspace).where('trace_id', 'in', traces).execute()
    await db.deleteFrom('trace').where('workspace', '=', workspace).where('trace_id', 'in', traces).execute()
  }
  const counts = [
    traces.length,
    await drop(
      tx,
      sql`delete from evaluation where n in (
      select n from evaluation where workspace = ${workspace} and at_ms < ${before_ms} order by at_ms limit ${batch})`,
    ),
    await drop(
      tx,
      sql`delete from alert_event where n in (
      select n from alert_event where workspace = ${workspace} and updated_ms < ${before_ms} and status = 'resolved'
      order by updated_ms limit ${batch})`,
    ),
    await drop(
      tx,
      sql`delete from usage_bucket where workspace = ${workspace} and (bucket_ms, agent, model) in (
      select bucket_ms, agent, model from usage_bucket where workspace = ${workspace} and bucket_ms < ${before_ms}
      order by bucket_ms, agent, model limit ${batch})`,
    ),
  ]
  return counts.some((count) => count >= batch)
}

async function drop({ db }: Tx, statement: ReturnType<typeof sql>): Promise<number> {
  return Number((await statement.execute(db)).numAffectedRows ?? 0)
}
