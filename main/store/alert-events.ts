import { type Selectable, sql } from 'kysely'
import { plannedOnce } from './planned-once.ts'
import type { ReadDb, Schema } from './schema.ts'
import { runShaped } from './shaped.ts'

export type AlertRecord = Omit<Selectable<Schema['alert_event']>, 'workspace' | 'silent'>

const columns = [
  'n',
  'alert_id',
  'fingerprint',
  'source',
  'name',
  'agent',
  'severity',
  'status',
  'summary',
  'document',
  'starts_ms',
  'ends_ms',
  'updated_ms',
] as const

export type AlertFilter = { status?: string | undefined; agent?: string | undefined; since?: string | undefined }
export type AlertPlace = { updated_ms: number; n: number }

/** The one that changed last first, after a place in that order. */
export async function readAlerts(
  db: ReadDb,
  workspace: string,
  { status, agent, since }: AlertFilter,
  { after, limit }: { after?: AlertPlace | undefined; limit: number },
): Promise<AlertRecord[]> {
  const since_ms = since === undefined ? undefined : Date.parse(since)
  const given = [status, agent, since_ms, after?.updated_ms, after?.n].filter((value) => value !== undefined)
  const shape = [status, agent, since, after].map((value) => (value === undefined ? '0' : '1')).join('')
  const build = () => {
    let query = db.selectFrom('alert_event').select(columns).where('workspace', '=', workspace)
    if (status !== undefined) query = query.where('status', '=', status)
    if (agent !== undefined) query = query.where('agent', '=', agent)
    if (since_ms !== undefined) query = query.where('updated_ms', '>=', since_ms)
    if (after) query = query.where(sql<boolean>`(updated_ms, n) < (${after.updated_ms}, ${after.n})`)
    return query.orderBy('updated_ms', 'desc').orderBy('n', 'desc').limit(limit)
  }
  // Those that fire have an index of their own, which SQLite uses only where it looks at the status that is asked for.
  const keep = status === undefined ? plannedOnce : undefined
  return runShaped<AlertRecord>(db, `alerts ${shape}`, [workspace, ...given, limit], build, keep)
}

/** Those of an agent that burned at some moment of this time; the last ones of very many. */
export async function readAlertsDuring(
  db: ReadDb,
  workspace: string,
  { agent, from_ms, to_ms, limit }: { agent: string; from_ms: number; to_ms: number; limit: number },
): Promise<AlertRecord[]> {
  const build = () =>
    db
      .selectFrom('alert_event')
      .select(columns)
      .where('workspace', '=', workspace)
      .where('agent', '=', agent)
      .where('starts_ms', '<=', to_ms)
      .where((is) => is.or([is('ends_ms', 'is', null), is('ends_ms', '>=', from_ms)]))
      .orderBy('starts_ms', 'desc')
      .orderBy('n', 'desc')
      .limit(limit)
  const values = [workspace, agent, to_ms, from_ms, limit]
  return runShaped<AlertRecord>(db, 'alerts during', values, build, plannedOnce)
}

/** How many burn now, by agent. */
export async function countFiring(db: ReadDb, workspace: string): Promise<Map<string, number>> {
  const build = () =>
    db
      .selectFrom('alert_event')
      .select(({ fn }) => ['agent', fn.countAll<number>().as('count')])
      .where('workspace', '=', workspace)
      .where('status', '=', sql.lit('firing'))
      .groupBy('agent')
  const rows = await runShaped(db, 'alerts that fire', [workspace], build, plannedOnce)
  return new Map(rows.flatMap(({ agent, count }) => (agent === null ? [] : [[agent, count] as const])))
}

export async function readFiringOf(db: ReadDb, workspace: string, source: string): Promise<AlertRecord[]> {
  return db
    .selectFrom('alert_event')
    .select(columns)
    .where('workspace', '=', workspace)
    .where('status', '=', sql.lit('firing'))
    .where('source', '=', source)
    .orderBy('n')
    .execute()
}
