import { type Selectable, sql } from 'kysely'
import type { WebhookEvent } from '../../shared/domain/webhook.ts'
import type { ReadDb, Schema } from './schema.ts'
import type { Tx } from './store.ts'

/** A webhook as it is stored: secrets are sealed. */
export type Webhook = Omit<Selectable<Schema['webhook']>, 'events' | 'enabled' | 'workspace'> & {
  events: WebhookEvent[]
  enabled: boolean
}

const columns = [
  'id',
  'url',
  'url_salt',
  'description',
  'events',
  'enabled',
  'stopped',
  'secret',
  'old_secret',
  'old_secret_until',
  'created_at',
  'removed_at',
  'last_seq',
] as const

export async function insertWebhook(tx: Tx, webhook: Webhook): Promise<void> {
  await tx.db
    .insertInto('webhook')
    .values({ workspace: tx.workspace, ...rowOf(webhook) })
    .execute()
}

export async function saveWebhook(tx: Tx, webhook: Webhook): Promise<void> {
  const { id, url_salt, created_at, ...changing } = rowOf(webhook)
  await tx.db.updateTable('webhook').set(changing).where('workspace', '=', tx.workspace).where('id', '=', id).execute()
}

/** One that was removed is not there any more. */
export async function findWebhook(db: ReadDb, workspace: string, id: string): Promise<Webhook | undefined> {
  const row = await db
    .selectFrom('webhook')
    .select(columns)
    .where('workspace', '=', workspace)
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  return row && present(row)
}

export async function listWebhooks(db: ReadDb, workspace: string): Promise<Webhook[]> {
  const rows = await db
    .selectFrom('webhook')
    .select(columns)
    .where('workspace', '=', workspace)
    .where('removed_at', 'is', null)
    .orderBy('id')
    .execute()
  return rows.map(present)
}

/** As stored, removed ones too: for the verifier. */
export async function readWebhookRows(db: ReadDb, workspace: string) {
  return db.selectFrom('webhook').select(columns).where('workspace', '=', workspace).orderBy('id').execute()
}

/** How each webhook is doing, in one question for all of them. */
export async function countDeliveries(
  db: ReadDb,
  workspace: string,
): Promise<Map<string, { pending: number; dead: number }>> {
  const counts = new Map<string, { pending: number; dead: number }>()
  for (const status of ['pending', 'dead'] as const) {
    const rows = await db
      .selectFrom('webhook_delivery')
      .select((e) => ['webhook_id', e.fn.countAll<number>().as('count')])
      .where('workspace', '=', workspace)
      // In the text of the query: only so does SQLite see that the index of these few is enough.
      .where('status', '=', sql.lit(status))
      .groupBy('webhook_id')
      .execute()
    for (const { webhook_id, count } of rows)
      counts.set(webhook_id, { pending: 0, dead: 0, ...counts.get(webhook_id), [status]: Number(count) })
  }
  return counts
}

const rowOf = ({ events, enabled, ...rest }: Webhook) => ({
  ...rest,
  events: JSON.stringify(events),
  enabled: enabled ? 1 : 0,
})

const present = ({ events, enabled, ...rest }: Omit<Selectable<Schema['webhook']>, 'workspace'>): Webhook => ({
  ...rest,
  events: JSON.parse(events) as WebhookEvent[],
  enabled: enabled === 1,
})
