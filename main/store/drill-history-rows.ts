import type { Selectable } from 'kysely'
import { type PlanRecord, planRecordOf } from './drill-plans.ts'
import type { ReadDb, Schema } from './schema.ts'
import { shortColumns, shortDocument } from './short-documents.ts'

type DeliveryRow = Selectable<Schema['drill_delivery']>
export type SettledRow = Pick<
  DeliveryRow,
  'delivery_id' | 'plan_id' | 'schedule_id' | 'provider' | 'outcome' | 'tries' | 'url'
> & { settled_at: string }

type HistoryPlan = PlanRecord & { truncated: boolean }
const decisions = { begins: '"route_decisions":[', ends: '],"schedule_id":' }

/** By their ids, whichever there are; in no order. One that is longer than this comes without its routes. */
export async function readHistoryPlans(
  db: ReadDb,
  workspace: string,
  ids: readonly string[],
  mostBytes: number,
): Promise<HistoryPlan[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('drill_plan')
    .select(['n', 'workspace', 'plan_id', 'schedule_id', 'occasion', 'generated_at', 'generated_by'])
    .select(['generated_by_digest', 'seq'])
    .select(shortColumns(mostBytes))
    .where('workspace', '=', workspace)
    .where('plan_id', 'in', ids)
    .execute()
  return rows.map(({ whole, head, tail, ...row }) => {
    const { document, truncated } = shortDocument({ whole, head, tail }, decisions)
    return { ...planRecordOf({ ...row, document }), truncated }
  })
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
