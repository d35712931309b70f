import { sql } from 'kysely'
import type { Incident, IncidentStatus, Link, Severity } from '../../shared/domain/incident.ts'
import { searchWords } from '../../shared/domain/search-words.ts'
import { type IncidentRecord, type IncidentRow, type LinkRow, recordOf, rowOf, stateOf } from './incident-record.ts'
import type { ReadDb } from './schema.ts'
import { runShaped } from './shaped.ts'
import type { Tx } from './store.ts'

export async function insertIncident(tx: Tx, incident: Incident, seq: number): Promise<void> {
  await tx.db.insertInto('incident').values(rowOf(incident, seq)).execute()
  for (const link of incident.links) await insertLink(tx, incident.id, link, link.seq)
}

export async function saveIncident(tx: Tx, incident: Incident, seq: number): Promise<void> {
  await tx.db
    .updateTable('incident')
    .set({ ...stateOf(incident), last_seq: seq })
    .where('workspace', '=', tx.workspace)
    .where('id', '=', incident.id)
    .execute()
}

export async function insertLink(tx: Tx, incident: string, { kind, ref }: Link, seq: number): Promise<void> {
  await tx.db.insertInto('incident_link').values({ workspace: tx.workspace, incident, kind, ref, seq }).execute()
}

export async function findIncident(db: ReadDb, workspace: string, id: string): Promise<IncidentRecord | undefined> {
  const [row] = await runShaped<IncidentRow>(db, 'incident', [workspace, id], () =>
    db.selectFrom('incident').selectAll().where('workspace', '=', workspace).where('id', '=', id),
  )
  return row && (await withLinks(db, workspace, [row]))[0]
}

export type IncidentFilter = {
  status?: readonly IncidentStatus[] | undefined
  severity?: readonly Severity[] | undefined
  /** An actor's id, or `none` for those that nobody owns. */
  owner?: string | undefined
  q?: string | undefined
}

/** Newest first, after a place in that order. */
export async function readIncidents(
  db: ReadDb,
  workspace: string,
  filter: IncidentFilter,
  { after, limit }: { after?: number | undefined; limit: number },
): Promise<IncidentRecord[]> {
  let query = matching(db, workspace, filter).selectAll().orderBy('n', 'desc').limit(limit)
  if (after !== undefined) query = query.where('n', '<', after)
  return withLinks(db, workspace, await query.execute())
}

export async function countIncidents(
  db: ReadDb,
  workspace: string,
  filter: IncidentFilter,
): Promise<Record<IncidentStatus, number>> {
  const rows = await matching(db, workspace, filter)
    .select((e) => ['status', e.fn.countAll<number>().as('count')])
    .groupBy('status')
    .execute()
  return { open: 0, resolved: 0, ...Object.fromEntries(rows.map(({ status, count }) => [status, count])) }
}

function matching(db: ReadDb, workspace: string, { status, severity, owner, q }: IncidentFilter) {
  let query = db.selectFrom('incident').where('workspace', '=', workspace)
  if (status?.length) query = query.where('status', 'in', status)
  if (severity?.length) query = query.where('severity', 'in', severity)
  if (owner === 'none') query = query.where('owner', 'is', null)
  else if (owner !== undefined) query = query.where('owner', '=', owner)
  const words = searchWords(q ?? '')
  // A question of nothing but punctuation is one that nothing answers.
  if (words.length === 0 && (q ?? '').trim() !== '') query = query.where(sql<boolean>`1 = 0`)
  // A word is letters and digits alone, so it holds nothing that `like` would take for a pattern.
  for (const word of words) query = query.where('words', 'like', `% ${word}%`)
  return query
}

/** All of a workspace's rows as they stand, for the verifier. */
export async function readIncidentRows(db: ReadDb, workspace: string): Promise<IncidentRow[]> {
  return db.selectFrom('incident').selectAll().where('workspace', '=', workspace).orderBy('n').execute()
}

export async function readLinkRows(db: ReadDb, workspace: string): Promise<LinkRow[]> {
  return db.selectFrom('incident_link').selectAll().where('workspace', '=', workspace).orderBy('seq').execute()
}

async function withLinks(db: ReadDb, workspace: string, rows: readonly IncidentRow[]): Promise<IncidentRecord[]> {
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  const links = await runShaped<LinkRow>(db, `links ${ids.length}`, [workspace, ...ids], () =>
    db
      .selectFrom('incident_link')
      .selectAll()
      .where('workspace', '=', workspace)
      .where('incident', 'in', ids)
      .orderBy('seq')
      .orderBy('kind')
      .orderBy('ref'),
  )
  const byIncident = Map.groupBy(links, ({ incident }) => incident)
  return rows.map((row) => recordOf(row, byIncident.get(row.id) ?? []))
}
