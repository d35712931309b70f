import type { Identity } from '../../../shared/domain/actor.ts'
import type { Result } from '../../../shared/domain/result.ts'
import { keptSince } from '../../../shared/domain/retention.ts'
import type { Services } from '../../services.ts'
import { readRetention } from '../../store/retention.ts'
import { within } from '../../store/within.ts'
import { byPolicy } from './may-prune.ts'
import { type Pruned, pruneEntries } from './prune-entries.ts'

/** What is older than a day, if the policy lets it go. */
export const pruneBefore = (
  services: Services,
  by: Identity,
  wanted: { workspace: string; before: string },
): Promise<Result<Pruned>> => pruneEntries(services, by, wanted, byPolicy)

/** All that is older than the policy says. */
export async function pruneByPolicy(
  services: Services,
  by: Identity,
  { workspace }: { workspace: string },
): Promise<Result<Pruned>> {
  const { store, clock } = services
  const retention = await within(workspace, () => readRetention(store.read, workspace))
  const before = keptSince(retention, new Date(clock()).toISOString())
  return pruneBefore(services, by, { workspace, before })
}
