import { type Selectable, sql } from 'kysely'
import type { DeathCause, DeliveryStatus } from '../../shared/domain/webhook.ts'
import type { ReadDb, Schema } from './schema.ts'
import type { Tx } from './store.ts'

export type Delivery = Omit<Selectable<Schema['webhook_delivery']>, 'workspace' | 'body'>
export type Attempt = Omit<Selectable<Schema['webhook_attempt']>, 'delivery_id'>
export type DeliveryPlace = { webhook_id: string } | { status: 'dead' }

const columns = [
  'id',
  'webhook_id',
  'type',
  'subject',
  'created_at',
  'status',
  'dead_because',
  'settled_at',
  'due_at',
  'lease',
  'attempts',
  'tries',
] as const

/** Newest first: of one webhook, or of all what was given up. */
export async function listDeliveries(
  db: ReadDb,
  workspace: string,
  of: DeliveryPlace,
  { status, before, limit }: { status?: DeliveryStatus | undefined; before?: string | undefined; limit: number },
): Promise<Delivery[]> {
  let query = db.selectFrom('webhook_delivery').select(columns).where('workspace', '=', workspace)
  query =
    'webhook_id' in of
      ? query.where('webhook_id', '=', of.webhook_id)
      : // In the text of the query: only so does SQLite see that the index of the dead is enough.
        query.where('status', '=', sql.lit(of.status))
  if (status !== undefined) query = query.where('status', '=', status)
  if (before !== undefined) query = query.where('id', '<', before)
  return query.orderBy('id', 'desc').limit(limit).execute()
}

export async function findDelivery(
  db: ReadDb,
  workspace: string,
  id: string,
): Promise<(Delivery & { body: string }) | undefined> {
  return db
    .selectFrom('webhook_delivery')
    .select([...columns, 'body'])
    .where('workspace', '=', workspace)
    .where('id', '=', id)
    .executeTakeFirst()
}

export async function readAttempts(db: ReadDb, deliveries: readonly string[]): Promise<Map<string, Attempt[]>> {
  const byDelivery = new Map<string, Attempt[]>()
  if (deliveries.length === 0) return byDelivery
  const rows = await db
    .selectFrom('webhook_attempt')
    .select(['delivery_id', 'n', 'at', 'ended_at', 'status', 'error', 'answer'])
    .where('delivery_id', 'in', deliveries)
    .orderBy('delivery_id')
    .orderBy('n')
    .execute()
  for (const { delivery_id, ...attempt } of rows)
    byDelivery.set(delivery_id, [...(byDelivery.get(delivery_id) ?? []), attempt])
  return byDelivery
}

/** Due again at once, with all its tries before it. */
export async function requeueDelivery(tx: Tx, id: string): Promise<void> {
  await tx.db
    .updateTable('webhook_delivery')
    .set({ status: 'pending', dead_because: null, settled_at: null, due_at: tx.now, lease: null, tries: 0 })
    .where('workspace', '=', tx.workspace)
    .where('id', '=', id)
    .execute()
}

/** A copy tells nobody by itself what the original may have told already: whoever restored it decides. */
export async function buryRestored(tx: Tx): Promise<void> {
  await tx.db
    .updateTable('webhook_delivery')
    .set({ status: 'dead', dead_because: 'restored', settled_at: tx.now, due_at: null, lease: null })
    .where('status', '=', 'pending')
    .execute()
}

/** Gives up what still waits for a webhook that is not to be told any more: on the list of the dead it is not forgotten. */
export async function buryPending(tx: Tx, webhook_id: string, dead_because: DeathCause): Promise<void> {
  await tx.db
    .updateTable('webhook_delivery')
    .set({ status: 'dead', dead_because, settled_at: tx.now, due_at: null, lease: null })
    .where('workspace', '=', tx.workspace)
    .where('webhook_id', '=', webhook_id)
    .where('status', '=', 'pending')
    .execute()
}
