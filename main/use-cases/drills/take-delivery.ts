import type { Who } from '../../../shared/domain/action.ts'
import { systemIdentity } from '../../identity/system.ts'
import { knowActor } from '../../store/actors.ts'
import { type ConnectorRecord, findConnector } from '../../store/connectors.ts'
import { type DrillDelivery, findDrillDelivery } from '../../store/drill-deliveries.ts'
import { beginAttempt, restoredLease } from '../../store/drill-delivery-queue.ts'
import { findPlan } from '../../store/drill-plans.ts'
import { readSchedule } from '../../store/drill-schedules.ts'
import type { Tx } from '../../store/store.ts'
import { type DrillNotice, drillNotice } from '../connectors/messages/drill-notice.ts'
import { dropsDuplicates } from '../connectors/send-through.ts'
import { recordOutcome } from './record-outcome.ts'

/** One attempt at one delivery, which this process alone makes. */
export type Taken = {
  workspace: string
  delivery: DrillDelivery
  n: number
  lease: string
  connector: ConnectorRecord | undefined
  notice: DrillNotice
}

/** A process that has not come back so long after the time that an attempt may take is taken for dead. */
const deadAfterMs = 30_000
const restored = 'It comes from a backup: whether it was sent before is not known, so it is not sent.'
const died = 'The process that sent it ended before an answer came.'

/**
 * Takes a delivery that is due, or goes on with one's own, and writes down that an attempt begins. What may have been
 * sent already, by a process that died or before a backup was restored, is settled as unknown instead, unless its
 * receiver drops what comes twice.
 */
export async function takeDelivery(tx: Tx, delivery_id: string, lease: string): Promise<Taken | undefined> {
  const { workspace } = tx
  const delivery = await findDrillDelivery(tx.db, workspace, delivery_id)
  if (delivery === undefined || delivery.outcome !== 'pending') return undefined
  if (delivery.lease !== lease && delivery.due_at !== null && delivery.due_at > tx.now) return undefined
  const doubt = doubtAbout(delivery)
  const found = doubt === undefined ? await findPlan(tx.db, workspace, delivery.plan_id) : undefined
  if (found === undefined) {
    await recordOutcome(tx, await bySystem(tx), delivery, { outcome: 'unknown', error: doubt ?? restored, url: null })
    return undefined
  }
  const { plan, generated_at: at } = found
  const connector = await findConnector(tx.db, workspace, delivery.provider)
  const schedule = (await readSchedule(tx.db, workspace, plan.schedule_id))?.schedule
  const n = delivery.tries + 1
  const until = new Date(Date.parse(tx.now) + delivery.timeout_ms + deadAfterMs).toISOString()
  await beginAttempt(tx, { delivery_id, n, lease, until, connector: connector?.kind ?? null })
  const notice = drillNotice({ id: delivery_id, at, plan, schedule }, delivery.provider)
  return { workspace, delivery, n, lease, connector, notice }
}

function doubtAbout({ lease, attempts, connector, tries, retries }: DrillDelivery): string | undefined {
  if (lease === restoredLease) return restored
  const isOpen = attempts.at(-1)?.ended_at === null
  // One attempt more than was asked for makes up for the one that nobody saw the end of.
  const mayRepeat = dropsDuplicates(connector) && tries <= retries + 1
  return isOpen && !mayRepeat ? died : undefined
}

export const bySystem = (tx: Tx): Promise<Who> => knowActor(tx, systemIdentity)
