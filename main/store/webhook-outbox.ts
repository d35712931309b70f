import type { ReadDb } from './schema.ts'
import { runByKey } from './shaped.ts'
import type { Tx } from './store.ts'

/** Ids of the webhooks that want to hear of this type. Asked inside every transition, so its text is kept. */
export async function findListeners(db: ReadDb, workspace: string, type: string): Promise<string[]> {
  const rows = await runByKey(db, 'webhook listeners', [workspace, 1], () =>
    db
      .selectFrom('webhook')
      .select(['id', 'events'])
      .where('workspace', '=', workspace)
      .where('enabled', '=', 1)
      .where('removed_at', 'is', null),
  )
  // Sorted here: mostly there are none, and SQLite sets up its sorting for none too.
  const listening = rows.filter(({ events }) => (JSON.parse(events) as string[]).includes(type))
  return listening.map(({ id }) => id).sort()
}

export type NewDelivery = { id: string; webhook_id: string; type: string; subject: string; body: string }

/** Due at once. It commits with what it tells of, or not at all. */
export async function insertDeliveries(tx: Tx, deliveries: readonly NewDelivery[]): Promise<void> {
  if (deliveries.length === 0) return
  const fresh = {
    workspace: tx.workspace,
    created_at: tx.now,
    status: 'pending',
    dead_because: null,
    settled_at: null,
    due_at: tx.now,
    lease: null,
    attempts: 0,
    tries: 0,
  }
  await tx.db
    .insertInto('webhook_delivery')
    .values(deliveries.map((delivery) => ({ ...delivery, ...fresh })))
    .execute()
}
