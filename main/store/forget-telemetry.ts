import { sql } from 'kysely'
import type { ReadDb } from './schema.ts'
import type { Tx } from './store.ts'

const batch = 200
/** Of spans, whatever traces they are of: one may have a million. */
const spansAtOnce = 5_000

/** Whether there is anything that old: a look that takes no lock. */
export async function hasOldTelemetry(db: ReadDb, workspace: string, before_ms: number): Promise<boolean> {
  const { rows } = await sql<{ old: number }>`
    select 1 as old where exists (select 1 from trace
        where workspace = ${workspace} and started_us < ${before_ms * 1000} and ended_us < ${before_ms * 1000})
      or exists (select 1 from evaluation where workspace = ${workspace} and at_ms < ${before_ms})
      or exists (select 1 from usage_bucket where workspace = ${workspace} and bucket_ms < ${before_ms})
      or exists (select 1 from alert_event
        where workspace = ${workspace} and updated_ms < ${before_ms} and status = 'resolved')`.execute(db)
  return rows.length > 0
}

/** Lets go of some of what is older: at most so many traces with their spans, and as many of the rest. Whether more is left. */
export async function forgetTelemetry(tx: Tx, before_ms: number): Promise<boolean> {
  const { workspace } = tx
  const moreTraces = await forgetTraces(tx, before_ms * 1000)
  const counts = [
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
  return moreTraces || counts.some((count) => count >= batch)
}

async function forgetTraces(tx: Tx, before_us: number): Promise<boolean> {
  const { db, workspace } = tx
  const old = await db
    .selectFrom('trace')
    .select(['trace_id', 'span_count'])
    .where('workspace', '=', workspace)
    // The first is what the index knows; what went on later than that is not old.
    .where('started_us', '<', before_us)
    .where('ended_us', '<', before_us)
    .orderBy('started_us')
    .limit(batch)
    .execute()
  const gone: string[] = []
  let spans = 0
  for (const { trace_id, span_count } of old) {
    if (spans + span_count > spansAtOnce) break
    spans += span_count
    gone.push(trace_id)
  }
  const [first] = old
  if (first === undefined) return false
  if (gone.length === 0) {
    // Larger than anything at once: a part of it, and the trace itself with the last one.
    const { trace_id } = first
    const dropped = await drop(
      tx,
      sql`delete from span where workspace = ${workspace} and trace_id = ${trace_id} and span_id in (
      select span_id from span where workspace = ${workspace} and trace_id = ${trace_id} limit ${spansAtOnce})`,
    )
    if (dropped >= spansAtOnce) return true
    gone.push(trace_id)
  }
  await db.deleteFrom('span').where('workspace', '=', workspace).where('trace_id', 'in', gone).execute()
  await db.deleteFrom('trace').where('workspace', '=', workspace).where('trace_id', 'in', gone).execute()
  return old.length >= batch || gone.length < old.length
}

async function drop({ db }: Tx, statement: ReturnType<typeof sql>): Promise<number> {
  return Number((await statement.execute(db)).numAffectedRows ?? 0)
}
