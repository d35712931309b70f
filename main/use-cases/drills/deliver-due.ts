import { randomUUID } from 'node:crypto'
import type { Services } from '../../services.ts'
import { type DuePlace, findDueDrillDeliveries, findNextDrillDelivery } from '../../store/drill-delivery-queue.ts'
import type { Sending } from '../webhooks/deliver-due.ts'
import type { Outbox } from '../webhooks/start-deliverer.ts'
import { sendDelivery, settleAttempt } from './send-delivery.ts'
import { bySystem, takeDelivery } from './take-delivery.ts'

/** To how many providers at once. */
const lanes = 16

/** Begins to send every notification that is due: what the scheduler planned, and what others began and did not end. */
export async function deliverDrills(services: Services, sending: Sending): Promise<void> {
  const { store, clock } = services
  const due = await findDueDrillDeliveries(store.read, new Date(clock()).toISOString(), lanes)
  for (const place of due) {
    if (sending.enough.aborted || sending.lanes.size >= lanes) return
    const { delivery_id } = place
    if (sending.lanes.has(delivery_id)) continue
    const lane = deliver(services, place, sending.hangUp).catch(sending.onError)
    sending.lanes.set(delivery_id, lane)
    void lane.finally(() => sending.lanes.delete(delivery_id))
  }
}

async function deliver(services: Services, { workspace, delivery_id }: DuePlace, hangUp: AbortSignal): Promise<void> {
  const { store } = services
  const lease = randomUUID()
  const taken = await store.write(workspace, (tx) => takeDelivery(tx, delivery_id, lease))
  if (taken === undefined) return
  const tried = await sendDelivery(services, taken, hangUp)
  await store.write(workspace, async (tx) => settleAttempt(tx, await bySystem(tx), taken, tried, 'in_background'))
}

export const drillOutbox: Outbox = {
  what: 'drill notifications',
  deliver: deliverDrills,
  nextDue: findNextDrillDelivery,
}
