import type { ReadDb } from './schema.ts'

export type Suppressed = {
  category: string
  owner: string
  provider: string
  schedule_id: string
  /** Of UTC. */
  created_at: string
}
type Filter = { schedule_id?: string | undefined; owner?: string | undefined; provider?: string | undefined }

/** What was not sent since then, oldest first. */
export async function readSuppressed(
  db: ReadDb,
  workspace: string,
  { schedule_id, owner, provider }: Filter,
  since: string,
): Promise<Suppressed[]> {
  let query = db
    .selectFrom('drill_route')
    .select(['category', 'owner', 'provider', 'schedule_id', 'created_at'])
    .where('workspace', '=', workspace)
    .where('state', 'is', null)
    // Its time ends after it began: so the index of what waits finds it.
    .where('slo_ends_at', '>=', since)
    .where('created_at', '>=', since)
    .orderBy('n')
  if (schedule_id !== undefined) query = query.where('schedule_id', '=', schedule_id)
  if (owner !== undefined) query = query.where('owner', '=', owner)
  if (provider !== undefined) query = query.where('provider', '=', provider)
  return query.execute()
}
