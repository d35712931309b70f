import { perform, runsByItself } from '../../../shared/domain/action-rules.ts'
import { systemIdentity } from '../../identity/system.ts'
import type { Services } from '../../services.ts'
import { findAction, findLate, findReleased } from '../../store/actions.ts'
import { knowActor } from '../../store/actors.ts'
import type { Tx } from '../../store/store.ts'
import { isHeld } from '../../store/workspace-state.ts'
import { recordEvent } from './record-event.ts'
import { runByItself } from './run-by-itself.ts'

const batch = 200

/**
 * What time does: proposals whose time is over expire, and what was held until now runs. Looked for outside, decided
 * again inside a transaction: of several processes that sweep, one does it. Returns how many rows changed.
 */
export async function sweepActions(services: Pick<Services, 'store' | 'clock' | 'stopping'>): Promise<number> {
  for (let all = 0; ; ) {
    const changed = await sweepSome(services)
    all += changed
    // Where as many were found as are looked for at once, there may be more, and they are as late.
    if (changed < batch || services.stopping.aborted) return all
  }
}

async function sweepSome({ store, clock }: Pick<Services, 'store' | 'clock'>): Promise<number> {
  const now = new Date(clock()).toISOString()
  const late = await findLate(store.read, now, batch)
  const released = await findReleased(store.read, now, batch)
  const changed = await Promise.all([
    ...late.map(({ workspace, id }) => store.write(workspace, (tx) => expire(tx, id))),
    ...released.map(({ workspace, id }) => store.write(workspace, (tx) => release(tx, id))),
  ])
  return changed.filter(Boolean).length
}

async function expire(tx: Tx, id: string): Promise<boolean> {
  const record = await findAction(tx.db, tx.workspace, id)
  if (!record) return false
  const by = await knowActor(tx, systemIdentity)
  const event = perform(record.action, { name: 'expire' }, by, tx.now, false)
  if (!event) return false
  await recordEvent(tx, by, record, event)
  return true
}

async function release(tx: Tx, id: string): Promise<boolean> {
  const record = await findAction(tx.db, tx.workspace, id)
  const held = await isHeld(tx.db, tx.workspace)
  if (!record || !runsByItself(record.action, held, tx.now)) return false
  await runByItself(tx, record)
  return true
}
