import { sql } from 'kysely'
import type { AlertDocument } from '../../../shared/domain/fleet.ts'
import { newId } from '../new-id.ts'
import type { Engine } from '../schema.ts'
import type { Tx } from '../store.ts'
import { manyRows } from './many-rows.ts'

export type AlertRow = {
  fingerprint: string
  source: 'alertmanager' | 'detector'
  name: string
  agent: string | null
  severity: string
  status: 'firing' | 'resolved'
  summary: string | null
  document: AlertDocument
  starts_ms: number
  ends_ms: number | null
}

const told = ['name', 'agent', 'severity', 'status', 'summary', 'document', 'ends_ms', 'updated_ms', 'silent'] as const

const upsert = manyRows({
  into: 'alert_event',
  columns: ['workspace', 'alert_id', 'fingerprint', 'source', 'starts_ms', ...told],
  // What is over stays over, in whatever order the messages come: it begins again with another beginning. What is over
  // only because nobody told of it goes on when somebody does.
  onwards: `on conflict (workspace, fingerprint, starts_ms) do update set
    ${told.map((column) => `${column} = excluded.${column}`).join(', ')}
    where alert_event.source = excluded.source
      and not (alert_event.status = 'resolved' and alert_event.silent = 0 and excluded.status = 'firing')`,
})

/** Of the same fingerprint and beginning there is one: told again, it is what was told last. */
export async function putAlerts(
  { db, workspace, now }: Tx,
  engine: Engine,
  alerts: readonly AlertRow[],
): Promise<void> {
  const at = Date.parse(now)
  // PostgreSQL does not change a row twice in one statement; within one message the later word counts.
  const single = new Map<string, AlertRow>()
  for (const alert of alerts) {
    const key = `${alert.starts_ms} ${alert.fingerprint}`
    const before = single.get(key)
    if (before?.status !== 'resolved' || alert.status === 'resolved') single.set(key, alert)
  }
  const rows = [...single.values()].map((alert) => [
    workspace,
    newId(at),
    alert.fingerprint,
    alert.source,
    alert.starts_ms,
    alert.name,
    alert.agent,
    alert.severity,
    alert.status,
    alert.summary,
    JSON.stringify(alert.document),
    alert.ends_ms,
    at,
    0,
  ])
  for (const query of upsert(engine, rows)) await db.executeQuery(query)
  // What begins anew had ended before, even where nobody said so: else it would be firing beside itself.
  await sql`update alert_event set status = 'resolved', silent = 0, updated_ms = ${at}, ends_ms =
      (select min(later.starts_ms) from alert_event later where ${laterOne})
    where workspace = ${workspace} and status = 'firing'
      and exists (select 1 from alert_event later where ${laterOne})`.execute(db)
}

const laterOne = sql`later.workspace = alert_event.workspace and later.fingerprint = alert_event.fingerprint
  and later.source = alert_event.source and later.starts_ms > alert_event.starts_ms`
