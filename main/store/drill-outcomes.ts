import { type DeliveryOutcome, deliveryOutcomes } from '../../shared/domain/connector.ts'
import type { ReadDb } from './schema.ts'
import { runShaped } from './shaped.ts'

type Row = { plan_id: string; provider: string; outcome: string }

/** What became of telling each provider of these plans; by plan and provider. */
export async function readOutcomes(
  db: ReadDb,
  workspace: string,
  plans: readonly string[],
): Promise<(plan_id: string, provider: string) => DeliveryOutcome | null> {
  const wanted = [...new Set(plans)]
  const rows = wanted.length === 0 ? [] : await readRows(db, workspace, wanted)
  const known = new Map(rows.map((row) => [JSON.stringify([row.plan_id, row.provider]), row.outcome]))
  return (plan_id, provider) => {
    const outcome = known.get(JSON.stringify([plan_id, provider]))
    return deliveryOutcomes.find((each) => each === outcome) ?? null
  }
}

const readRows = (db: ReadDb, workspace: string, plans: readonly string[]): Promise<Row[]> =>
  runShaped<Row>(db, `drill outcomes ${plans.length}`, [workspace, ...plans], () =>
    db
      .selectFrom('drill_delivery')
      .select(['plan_id', 'provider', 'outcome'])
      .where('workspace', '=', workspace)
      .where('plan_id', 'in', plans),
  )
