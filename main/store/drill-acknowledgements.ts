import type { Insertable, Selectable } from 'kysely'
import { z } from 'zod'
import type { Who } from '../../shared/domain/action.ts'
import type { Acknowledgement } from '../../shared/domain/drill-entries.ts'
import { acknowledgementStates } from '../../shared/domain/drill-route.ts'
import type { ReadDb, Schema } from './schema.ts'
import { runByKey, runShaped } from './shaped.ts'
import type { Tx } from './store.ts'

/** An acknowledgement as it was recorded: when, by whom, and by which entry. */
export type AcknowledgementRecord = Acknowledgement & { schedule_id: string; by: Who; at: string; seq: number }
export type AcknowledgementRow = Selectable<Schema['drill_acknowledgement']>

/** Bulk requests are mostly full ones: of these and of single ones PostgreSQL keeps the plan. */
export const runMany = (count: number): typeof runShaped => (count === 1 || count === 100 ? runByKey : runShaped)

export async function insertAcknowledgements(tx: Tx, records: readonly AcknowledgementRecord[]): Promise<void> {
  if (records.length === 0) return
  const rows = records.map((record) => rowOf(tx.workspace, record))
  const values = rows.flatMap((row) => Object.values(row))
  await runMany(rows.length)(tx.db, `insert acknowledgements ${rows.length}`, values, () =>
    tx.db.insertInto('drill_acknowledgement').values(rows),
  )
}

/** By their ids, whichever there are; in no order. */
export async function readAcknowledgements(
  db: ReadDb,
  workspace: string,
  ids: readonly string[],
): Promise<AcknowledgementRecord[]> {
  if (ids.length === 0) return []
  const rows = await runShaped<AcknowledgementRow>(db, `acknowledgements ${ids.length}`, [workspace, ...ids], () =>
    db
      .selectFrom('drill_acknowledgement')
      .selectAll()
      .where('workspace', '=', workspace)
      .where('acknowledgement_id', 'in', ids),
  )
  return rows.map(acknowledgementOf)
}

/** Everything that was ever answered to what a plan sent by one provider, oldest first. */
export async function readAcknowledgementsOf(
  db: ReadDb,
  workspace: string,
  { plan_id, provider }: { plan_id: string; provider: string },
): Promise<AcknowledgementRecord[]> {
  const values = [workspace, plan_id, provider]
  const rows = await runByKey<AcknowledgementRow>(db, 'acknowledgements of a plan', values, () =>
    db
      .selectFrom('drill_acknowledgement')
      .selectAll()
      .where('workspace', '=', workspace)
      .where('plan_id', '=', plan_id)
      .where('provider', '=', provider)
      .orderBy('seq'),
  )
  return rows.map(acknowledgementOf)
}

export function acknowledgementOf({
  owners,
  route_ids,
  state,
  by_id,
  by_digest,
  through_id,
  through_digest,
  ...row
}: AcknowledgementRow): AcknowledgementRecord {
  return {
    acknowledgement_id: row.acknowledgement_id,
    schedule_id: row.schedule_id,
    plan_id: row.plan_id,
    provider: row.provider,
    owners: Texts.parse(JSON.parse(owners)),
    route_ids: Texts.parse(JSON.parse(route_ids)),
    acknowledgement_state: State.parse(state),
    external_ref: row.external_ref,
    notes: row.notes,
    through: through_id !== null && through_digest !== null ? { id: through_id, digest: through_digest } : null,
    by: { id: by_id, digest: by_digest },
    at: row.at,
    seq: row.seq,
  }
}

const Texts = z.array(z.string())
const State = z.enum(acknowledgementStates)

export function rowOf(
  workspace: string,
  { owners, route_ids, acknowledgement_state, by, through, ...record }: AcknowledgementRecord,
): Insertable<Schema['drill_acknowledgement']> {
  return {
    workspace,
    acknowledgement_id: record.acknowledgement_id,
    schedule_id: record.schedule_id,
    plan_id: record.plan_id,
    provider: record.provider,
    owners: JSON.stringify(owners),
    route_ids: JSON.stringify(route_ids),
    state: acknowledgement_state,
    external_ref: record.external_ref,
    notes: record.notes,
    by_id: by.id,
    by_digest: by.digest,
    through_id: through?.id ?? null,
    through_digest: through?.digest ?? null,
    at: record.at,
    seq: record.seq,
  }
}
