import type { Selectable } from 'kysely'
import {
  type ConnectorKind,
  connectorKinds,
  type DeliveryOutcome,
  deliveryOutcomes,
} from '../../shared/domain/connector.ts'
import type { ReadDb, Schema } from './schema.ts'
import type { Tx } from './store.ts'

type DeliveryRow = Selectable<Schema['drill_delivery']>
export type DeliveryAttempt = Omit<Selectable<Schema['drill_delivery_attempt']>, 'workspace' | 'delivery_id'>

/** One plan told to one provider: however many owners it names, it is one message. */
export type DrillDelivery = Omit<DeliveryRow, 'workspace' | 'outcome' | 'connector'> & {
  outcome: DeliveryOutcome
  connector: ConnectorKind | null
  /** Oldest first. */
  attempts: DeliveryAttempt[]
}

export type NewDrillDelivery = Pick<
  DeliveryRow,
  'delivery_id' | 'plan_id' | 'schedule_id' | 'provider' | 'connector' | 'retries' | 'timeout_ms'
>

/** Due at once. They commit with their plan, or not at all. */
export async function insertDrillDeliveries(tx: Tx, deliveries: readonly NewDrillDelivery[]): Promise<void> {
  if (deliveries.length === 0) return
  const fresh = { created_at: tx.now, outcome: 'pending', due_at: tx.now, lease: null, tries: 0 }
  const unsettled = { url: null, settled_at: null, seq: null }
  await tx.db
    .insertInto('drill_delivery')
    .values(deliveries.map((delivery) => ({ workspace: tx.workspace, ...delivery, ...fresh, ...unsettled })))
    .execute()
}

export const readDrillDeliveries = (db: ReadDb, workspace: string, plan_id: string): Promise<DrillDelivery[]> =>
  deliveriesWhere(db, workspace, 'plan_id', plan_id)

export async function findDrillDelivery(
  db: ReadDb,
  workspace: string,
  delivery_id: string,
): Promise<DrillDelivery | undefined> {
  return (await deliveriesWhere(db, workspace, 'delivery_id', delivery_id))[0]
}

async function deliveriesWhere(
  db: ReadDb,
  workspace: string,
  column: 'plan_id' | 'delivery_id',
  value: string,
): Promise<DrillDelivery[]> {
  const rows = await db
    .selectFrom('drill_delivery')
    .selectAll()
    .where('workspace', '=', workspace)
    .where(column, '=', value)
    .orderBy('provider')
    .execute()
  if (rows.length === 0) return []
  const attempts = await db
    .selectFrom('drill_delivery_attempt')
    .select(['delivery_id', 'n', 'at', 'ended_at', 'status', 'error'])
    .where('workspace', '=', workspace)
    .where(
      'delivery_id',
      'in',
      rows.map(({ delivery_id }) => delivery_id),
    )
    .orderBy('n')
    .execute()
  const byDelivery = Map.groupBy(attempts, ({ delivery_id }) => delivery_id)
  return rows.map(({ workspace: _, outcome, connector, ...row }) => ({
    ...row,
    outcome: deliveryOutcomes.find((each) => each === outcome) ?? 'unknown',
    connector: connectorKinds.find((each) => each === connector) ?? null,
    attempts: (byDelivery.get(row.delivery_id) ?? []).map(({ delivery_id: _, ...attempt }) => attempt),
  }))
}
