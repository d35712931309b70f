import { sql } from 'kysely'
import { runByKey } from './shaped.ts'
import type { Tx } from './store.ts'

/** What is counted by itself, each in a window of its own. */
const kinds = ['transitions', 'chat', 'explanations'] as const
export type CountedKind = (typeof kinds)[number]

/** The window of a client. */
export const windowOf = (kind: CountedKind, client: string): string =>
  kind === 'transitions' ? client : `${kind}:${client}`

export const windowsOf = (client: string): string[] => kinds.map((kind) => windowOf(kind, client))

export type Window = { began_at: number; used: number }

/**
 * Counts one more in a client's window; one that is over begins anew. In the transaction of what is counted: whatever
 * process a client comes to, it is the same count, and what is undone was not counted.
 */
export async function countInWindow(tx: Tx, client: string, now: number, lengthMs: number): Promise<Window> {
  const over = now - lengthMs
  const values = [tx.workspace, client, now, 1, over, over]
  const [window] = await runByKey(tx.db, 'rate window', values, () =>
    tx.db
      .insertInto('rate_window')
      .values({ workspace: tx.workspace, client, began_at: now, used: 1 })
      .onConflict((conflict) =>
        conflict.columns(['workspace', 'client']).doUpdateSet({
          began_at: sql`case when rate_window.began_at <= ${over} then excluded.began_at else rate_window.began_at end`,
          used: sql`case when rate_window.began_at <= ${over} then 1 else rate_window.used + 1 end`,
        }),
      )
      .returning(['began_at', 'used']),
  )
  if (window === undefined) throw new Error('an upsert returned nothing')
  return window
}
