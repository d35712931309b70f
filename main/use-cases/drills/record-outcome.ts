import type { Who } from '../../../shared/domain/action.ts'
import { type SettledDelivery, writeSettledDelivery } from '../../../shared/domain/drill-delivery-entries.ts'
import type { DrillDelivery } from '../../store/drill-deliveries.ts'
import { settleDelivery } from '../../store/drill-delivery-queue.ts'
import type { Tx } from '../../store/store.ts'

type Outcome = Pick<SettledDelivery, 'outcome' | 'error' | 'url'>

/** What became of telling one provider of a plan, with the entry that says so. It is said once, and stays. */
export async function recordOutcome(
  tx: Tx,
  by: Who,
  { delivery_id, plan_id, schedule_id, provider, connector, tries }: DrillDelivery,
  { outcome, error, url }: Outcome,
): Promise<void> {
  const settled = { plan_id, provider, connector, outcome, attempts: tries, url, error }
  const { seq } = tx.append({ ...writeSettledDelivery(schedule_id, settled), actor: by })
  await settleDelivery(tx, delivery_id, { outcome, url, seq })
}
