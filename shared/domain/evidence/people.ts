import { z } from 'zod'
import { drillActions } from '../drill-entries.ts'
import type { Entry } from '../entry.ts'

const Through = z.object({ through: z.object({ digest: z.string() }) })

/** Whom an entry names, by the digests that `actors.json` opens: who did it, and the gateway that vouched for them. */
export function digestsOf({ action, actor_digest, data }: Pick<Entry, 'action' | 'actor_digest' | 'data'>): string[] {
  const through = action === drillActions.acknowledged ? Through.safeParse(data).data?.through.digest : undefined
  return through === undefined ? [actor_digest] : [actor_digest, through]
}
