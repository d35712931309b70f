import { sql } from 'kysely'
import type { ReadDb } from './schema.ts'
import { runShaped } from './shaped.ts'
import type { Tx } from './store.ts'
import type { Attempt } from './webhook-deliveries.ts'
import { everywhere } from './within.ts'

/** In the text of the query: only so does SQLite see that the index of what is pending is enough. */
const pending = sql.lit('pending')

/** Webhooks for which something is due, of any workspace. */
export async function findDueWebhooks(db: ReadDb, now: string): Promise<{ id: string; workspace: string }[]> {
  const query = () =>
    db
      .selectFrom('webhook')
      .select(['id', 'workspace'])
      .where((e) =>
        e.exists(
          e
            .selectFrom('webhook_delivery')
            .select('webhook_delivery.id')
            .whereRef('webhook_delivery.webhook_id', '=', 'webhook.id')
            .where('webhook_delivery.status', '=', pending)
            .where('webhook_delivery.due_at', '<=', now),
        ),
      )
      .orderBy('id')
  return everywhere(() => runShaped(db, 'due webhooks', [now], query))
}

/** When the next one is due that is not due yet, of any workspace. */
export async function findNextDue(db: ReadDb, now: string): Promise<string | undefined> {
  const query = () =>
    db
      .selectFrom('webhook_delivery')
      .select('due_at')
      .where('status', '=', pending)
      .where('due_at', '>', now)
      .orderBy('due_at')
      .limit(1)
  const [row] = await everywhere(() => runShaped(db, 'next due delivery', [now, 1], query))
  return row?.due_at ?? undefined
}

export type Leased = { id: string; type: string; body: string; n: number; tries: number }

/**
 * Takes the longest due delivery of a webhook, until `until`, and writes down that an attempt begins: should this
 * process die, the attempt stays without an end, and after that time somebody else tries.
 */
export async function leaseDelivery(
  tx: Tx,
  webhook_id: string,
  lease: string,
  until: string,
): Promise<Leased | undefined> {
  const due = await tx.db
    .selectFrom('webhook_delivery')
    .select(['id', 'type', 'body', 'attempts', 'tries'])
    .where('workspace', '=', tx.workspace)
    .where('webhook_id', '=', webhook_id)
    .where('status', '=', pending)
    .where('due_at', '<=', tx.now)
    .orderBy('due_at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  if (due === undefined) return undefined
  const { id, type, body } = due
  const [n, tries] = [due.attempts + 1, due.tries + 1]
  await tx.db
    .updateTable('webhook_delivery')
    .set({ due_at: until, lease, attempts: n, tries })
    .where('id', '=', id)
    .execute()
  await tx.db
    .insertInto('webhook_attempt')
    .values({ delivery_id: id, n, at: tx.now, ended_at: null, status: null, error: null, answer: null })
    .execute()
  return { id, type, body, n, tries }
}

export async function endAttempt(
  tx: Tx,
  { id, n }: Pick<Leased, 'id' | 'n'>,
  end: Pick<Attempt, 'status' | 'error' | 'answer'>,
): Promise<void> {
  await tx.db
    .updateTable('webhook_attempt')
    .set({ ended_at: tx.now, ...end })
    .where('delivery_id', '=', id)
    .where('n', '=', n)
    .where('ended_at', 'is', null)
    .execute()
}

/** What arrived has arrived, whoever took the delivery over meanwhile. */
export async function markDelivered(tx: Tx, id: string): Promise<void> {
  await tx.db
    .updateTable('webhook_delivery')
    .set({ status: 'delivered', dead_because: null, settled_at: tx.now, due_at: null, lease: null })
    .where('id', '=', id)
    .execute()
}

/** Only for whoever still has it: false where it was taken over, or is not to be sent any more. */
export async function giveBack(tx: Tx, id: string, lease: string, due_at: string | null): Promise<boolean> {
  const dead = { status: 'dead', dead_because: 'exhausted', settled_at: tx.now, due_at: null, lease: null }
  const { numUpdatedRows } = await tx.db
    .updateTable('webhook_delivery')
    .set(due_at === null ? dead : { due_at, lease: null })
    .where('id', '=', id)
    .where('lease', '=', lease)
    .where('status', '=', 'pending')
    .executeTakeFirst()
  return numUpdatedRows > 0n
}
