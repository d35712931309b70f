import type { z } from '@hono/zod-openapi'
import type { Hold } from '../../../shared/contract/workspace.ts'
import type { Services } from '../../services.ts'
import { countHeld } from '../../store/actions.ts'
import { viewActors } from '../../store/actors.ts'
import type { ReadDb } from '../../store/schema.ts'
import { readHold, saveHold } from '../../store/workspace-state.ts'
import type { Caller } from '../caller.ts'
import type { Act } from '../transition.ts'

export type HoldView = z.output<typeof Hold>

export const showHold = ({ store, clock }: Pick<Services, 'store' | 'clock'>, { workspace }: Caller) =>
  viewHold(store.read, workspace, new Date(clock()).toISOString())

/** One switch for everything that runs by itself. To set it as it is already changes nothing, and is no entry. */
export async function setHold({ tx, who }: Act, wanted: { held: boolean; reason?: string | undefined }) {
  const before = await readHold(tx.db, tx.workspace)
  if ((before?.held ?? false) !== wanted.held) {
    const reason = wanted.reason?.trim() || null
    const action = wanted.held ? 'workspace.hold.placed' : 'workspace.hold.lifted'
    const { seq } = tx.append({ action, subject: `workspace:${tx.workspace}`, actor: who, data: { reason } })
    await saveHold(tx, { held: wanted.held, reason, by: who, since: tx.now, last_seq: seq })
  }
  return viewHold(tx.db, tx.workspace, tx.now)
}

async function viewHold(db: ReadDb, workspace: string, now: string): Promise<HoldView> {
  const hold = await readHold(db, workspace)
  const waiting = await countHeld(db, workspace, now)
  if (!hold?.held) return { held: false, reason: null, by: null, since: null, waiting }
  const actors = await viewActors(db, workspace, [hold.by.digest])
  return { held: true, reason: hold.reason, by: actors[hold.by.digest] ?? null, since: hold.since, waiting }
}
