import type { Selectable } from 'kysely'
import { type PlanRecord, planRecordOf } from './drill-plans.ts'
import type { ReadDb, Schema } from './schema.ts'

type DeliveryRow = Selectable<Schema['drill_delivery']>
export type SettledRow = Pick<
  DeliveryRow,
  'delivery_id' | 'plan_id' | 'schedule_id' | 'provider' | 'outcome' | 'tries' | 'url'
> & { settled_at: string }

/** By their ids, whichever there are; in no order. */
export async function readHistoryPlans(db: ReadDb, workspace: string, ids: readonly string[]): Promise<PlanRecord[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('drill_plan')
    .selectAll()
    .where('workspace', '=', workspace)
    .where('plan_id', 'in', ids)
    .execute()
  return rows.map(planRecordOf)
}

export async function readHistoryDeliveries(
  db: ReadDb,
  workspace: string,
  ids: readonly string[],
): Promise<SettledRow[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('drill_delivery')
    .select(['delivery_id', 'plan_id', 'schedule_id', 'provider', 'outcome', 'tries', 'url', 'settled_at'])
    .where('workspace', '=', workspace)
    .where('delivery_id', 'in', ids)
    .execute()
  return rows.flatMap(({ settled_at, ...row }) => (settled_at === null ? [] : [{ ...row, settled_at }]))
}
