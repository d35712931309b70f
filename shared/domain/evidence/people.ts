import { z } from 'zod'
import { drillActions } from '../drill-entries.ts'
import type { Entry, Json } from '../entry.ts'
import { isDeployEntry } from '../gate-entries.ts'

const person = z.object({ digest: z.string() })
const Through = z.object({ through: person })
/** Whose deploy it is, and who approved it: neither has to be who wrote it down. */
const AboutDeploy = z.object({
  actor: person.optional(),
  approved_by: person.nullish(),
  approval: z.object({ by: person }).nullish(),
})

/** Whom an entry names, by the digests that `actors.json` opens: who did it, and whom it speaks of besides. */
export function digestsOf({ action, actor_digest, data }: Pick<Entry, 'action' | 'actor_digest' | 'data'>): string[] {
  if (action === drillActions.acknowledged) {
    const through = Through.safeParse(data).data?.through.digest
    return through === undefined ? [actor_digest] : [actor_digest, through]
  }
  return isDeployEntry({ action }) ? [...new Set([actor_digest, ...digestsOfDeploy(data)])] : [actor_digest]
}

function digestsOfDeploy(data: Json): string[] {
  const read = AboutDeploy.safeParse(data).data
  const people = [read?.actor, read?.approved_by, read?.approval?.by]
  return people.flatMap((each) => each?.digest ?? [])
}
