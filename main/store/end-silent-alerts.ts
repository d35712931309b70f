import { sql } from 'kysely'
import type { Store } from './store.ts'

/** Ended when they were told of last; where one is told of again after all, it goes on. */
export async function endSilentAlerts(store: Store, workspace: string, before_ms: number): Promise<void> {
  const silent = sql`workspace = ${workspace} and status = 'firing' and source = 'alertmanager' and updated_ms < ${before_ms}`
  // A look that takes no lock.
  const { rows } = await sql`select 1 from alert_event where ${silent} limit 1`.execute(store.read)
  if (rows.length === 0) return
  await store.write(workspace, async ({ db, now }) => {
    await sql`update alert_event set status = 'resolved', ends_ms = updated_ms, updated_ms = ${Date.parse(now)}, silent = 1
      where ${silent}`.execute(db)
  })
}
