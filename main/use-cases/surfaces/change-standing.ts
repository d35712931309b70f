import type { Who } from '../../../shared/domain/action.ts'
import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import { writeStandingEvent } from '../../../shared/domain/surface-entries.ts'
import {
  evolveStanding,
  impossibleForStanding,
  type Standing,
  type StandingEvent,
} from '../../../shared/domain/surface-standing.ts'
import type { Tx } from '../../store/store.ts'
import { readStanding, saveStanding } from '../../store/surfaces.ts'

/** What happens to a surface: the entry and the standing that follows from it, in the caller's transaction. */
export async function changeStanding(
  tx: Tx,
  surface_id: string,
  event: StandingEvent,
  by: Who,
): Promise<Result<Standing>> {
  const standing = await readStanding(tx.db, tx.workspace, surface_id)
  const why = impossibleForStanding(standing, event)
  if (why !== undefined) return refuse('invalid_transition', `This is not possible at ${surface_id}: ${why}.`)
  const { seq } = tx.append({ ...writeStandingEvent(surface_id, event), actor: by })
  const next = evolveStanding(standing, event)
  await saveStanding(tx, surface_id, next, seq)
  return ok(next)
}
