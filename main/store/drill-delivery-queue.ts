import { sql } from 'kysely'
import type { DeliveryOutcome } from '../../shared/domain/connector.ts'
import type { DeliveryAttempt } from './drill-deliveries.ts'
import type { ReadDb } from './schema.ts'
import { runShaped } from './shaped.ts'
import type { Tx } from './store.ts'
import { everywhere } from './within.ts'

/** In the text of the query: only so does SQLite see that the index of what is pending is enough. */
const pending = sql.lit('pending')

/** Whose lease a delivery has that came out of a backup: nobody's, and nobody may send it. */
export const restoredLease = 'restored'

export type DuePlace = { workspace: string; delivery_id: string }

/** Of any workspace, the longest due first: what nobody sends, and what somebody began to send and did not come back. */
export async function findDueDrillDeliveries(db: ReadDb, now: string, limit: number): Promise<DuePlace[]> {
  const query = () =>
    db
      .selectFrom('drill_delivery')
      .select(['workspace', 'delivery_id'])
      .where('outcome', '=', pending)
      .where('due_at', '<=', now)
      .orderBy('due_at')
      .orderBy('n')
      .limit(limit)
  return everywhere(() => runShaped(db, 'due drill deliveries', [now, limit], query))
}

/** When the next one is due that is not due yet, of any workspace. */
export async function findNextDrillDelivery(db: ReadDb, now: string): Promise<string | undefined> {
  const query = () =>
    db
      .selectFrom('drill_delivery')
      .select('due_at')
      .where('outcome', '=', pending)
      .where('due_at', '>', now)
      .orderBy('due_at')
      .limit(1)
  const [row] = await everywhere(() => runShaped(db, 'next due drill delivery', [now, 1], query))
  return row?.due_at ?? undefined
}

type Beginning = { delivery_id: string; n: number; lease: string; until: string; connector: string | null }

/**
 * Takes a delivery until `until` and writes down that an attempt begins: should this process die, the attempt stays
 * without an end, which is how another one knows that it may have arrived.
 */
export async function beginAttempt(tx: Tx, { delivery_id, n, lease, until, connector }: Beginning): Promise<void> {
  await change(tx, delivery_id, { lease, due_at: until, tries: n, connector })
  await tx.db
    .insertInto('drill_delivery_attempt')
    .values({ workspace: tx.workspace, delivery_id, n, at: tx.now, ended_at: null, status: null, error: null })
    .execute()
}

export async function endDrillAttempt(
  tx: Tx,
  delivery_id: string,
  { n, status, error }: Pick<DeliveryAttempt, 'n' | 'status' | 'error'>,
): Promise<void> {
  await tx.db
    .updateTable('drill_delivery_attempt')
    .set({ ended_at: tx.now, status, error })
    .where('workspace', '=', tx.workspace)
    .where('delivery_id', '=', delivery_id)
    .where('n', '=', n)
    .where('ended_at', 'is', null)
    .execute()
}

/** To be tried again at `due_at`, by whoever holds the lease that stays, if one does. */
export const putOff = (tx: Tx, delivery_id: string, due_at: string, lease: string | null): Promise<void> =>
  change(tx, delivery_id, { due_at, lease })

type Settlement = { outcome: Exclude<DeliveryOutcome, 'pending'>; url: string | null; seq: number }

export const settleDelivery = (tx: Tx, delivery_id: string, settlement: Settlement): Promise<void> =>
  change(tx, delivery_id, { ...settlement, settled_at: tx.now, due_at: null, lease: null })

async function change(
  tx: Tx,
  delivery_id: string,
  values: Partial<Settlement> & {
    due_at: string | null
    lease: string | null
    settled_at?: string
    tries?: number
    connector?: string | null
  },
): Promise<void> {
  await tx.db
    .updateTable('drill_delivery')
    .set(values)
    .where('workspace', '=', tx.workspace)
    .where('delivery_id', '=', delivery_id)
    .where('outcome', '=', pending)
    .execute()
}

/**
 * A copy must not send what the original may have sent. What became of it is said by an entry, and a restored ledger is
 * the original's to the letter: so it is only marked here, and settled as unknown when the copy begins to work.
 */
export async function markRestored(tx: Tx): Promise<void> {
  await tx.db
    .updateTable('drill_delivery')
    .set((e) => ({ lease: restoredLease, due_at: e.ref('created_at') }))
    .where('outcome', '=', pending)
    .execute()
}
