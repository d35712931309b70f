import type { Selectable } from 'kysely'
import type { Who } from '../../shared/domain/action.ts'
import { PlanDocument } from '../../shared/domain/drill-entries.ts'
import type { Plan } from '../../shared/domain/drill-plan.ts'
import type { RouteState } from '../../shared/domain/drill-route.ts'
import { canonicalText, type Json } from '../../shared/domain/entry.ts'
import { routeRowsOf } from './drill-route-record.ts'
import type { ReadDb, Schema } from './schema.ts'
import { runByKey } from './shaped.ts'
import type { Tx } from './store.ts'

/** A plan, who asked for it and when, and the entry that says it. */
export type PlanRecord = { n: number; plan: Plan; generated_at: string; generated_by: Who; seq: number }
type PlanRow = Selectable<Schema['drill_plan']>

/** So many rows in one statement: databases bound how many values one may have. */
const batch = 500
/** A later plan speaks for what still waits; what is over stays as it ended. */
const open: readonly RouteState[] = ['outstanding', 'acknowledged', 'escalated']

/** The plan with all its routes; what earlier plans told the same owners by the same providers is this one's from now on. */
export async function insertPlan(tx: Tx, plan: Plan, by: Who, seq: number): Promise<void> {
  await tx.db
    .insertInto('drill_plan')
    .values({
      workspace: tx.workspace,
      plan_id: plan.plan_id,
      schedule_id: plan.schedule_id,
      occasion: plan.occasion,
      document: documentOf(plan),
      generated_at: tx.now,
      generated_by: by.id,
      generated_by_digest: by.digest,
      seq,
    })
    .execute()
  await supersede(tx, plan, seq)
  const rows = routeRowsOf(tx.workspace, plan, tx.now, seq)
  for (let from = 0; from < rows.length; from += batch)
    await tx.db
      .insertInto('drill_route')
      .values(rows.slice(from, from + batch))
      .execute()
}

async function supersede(tx: Tx, { plan_id, schedule_id, route_decisions }: Plan, seq: number): Promise<void> {
  const told = route_decisions.filter(({ action }) => action === 'deliver')
  for (const [provider, routes] of Map.groupBy(told, (route) => route.provider))
    await tx.db
      .updateTable('drill_route')
      .set({ superseded_by: plan_id, last_seq: seq })
      .where('workspace', '=', tx.workspace)
      .where('schedule_id', '=', schedule_id)
      .where('provider', '=', provider)
      .where(
        'owner',
        'in',
        routes.map(({ owner }) => owner),
      )
      .where('state', 'in', open)
      .where('superseded_by', 'is', null)
      .execute()
}

/** A plan is JSON by its making; its type does not say so. */
export const documentOf = (plan: Plan): string => canonicalText(plan as unknown as Json)

export async function findPlan(db: ReadDb, workspace: string, plan_id: string): Promise<PlanRecord | undefined> {
  const [row] = await runByKey<PlanRow>(db, 'drill plan', [workspace, plan_id], () =>
    db.selectFrom('drill_plan').selectAll().where('workspace', '=', workspace).where('plan_id', '=', plan_id),
  )
  return row && planRecordOf(row)
}

/** The one whose id begins so, in ids that go on in hexadecimal. */
export async function findPlanAmong(
  db: ReadDb,
  workspace: string,
  beginning: string,
): Promise<Pick<PlanRow, 'plan_id' | 'generated_at'> | undefined> {
  return db
    .selectFrom('drill_plan')
    .select(['plan_id', 'generated_at'])
    .where('workspace', '=', workspace)
    .where('plan_id', '>=', beginning)
    .where('plan_id', '<', `${beginning}g`)
    .executeTakeFirst()
}

/** Of one occasion, oldest first: what the scheduler has to know of. */
export async function readPlansOf(
  db: ReadDb,
  workspace: string,
  { schedule_id, occasion }: Pick<Plan, 'schedule_id' | 'occasion'>,
): Promise<Plan[]> {
  const rows = await runByKey<Pick<PlanRow, 'document'>>(
    db,
    'drill plans of an occasion',
    [workspace, schedule_id, occasion],
    () =>
      db
        .selectFrom('drill_plan')
        .select('document')
        .where('workspace', '=', workspace)
        .where('schedule_id', '=', schedule_id)
        .where('occasion', '=', occasion)
        .orderBy('n'),
  )
  return rows.map(({ document }) => PlanDocument.parse(JSON.parse(document)))
}

export const planRecordOf = (row: PlanRow): PlanRecord => ({
  n: row.n,
  plan: PlanDocument.parse(JSON.parse(row.document)),
  generated_at: row.generated_at,
  generated_by: { id: row.generated_by, digest: row.generated_by_digest },
  seq: row.seq,
})
