import { setTimeout as pause } from 'node:timers/promises'
import type { Who } from '../../../shared/domain/action.ts'
import type { Services } from '../../services.ts'
import { sendDelivery, settleAttempt } from './send-delivery.ts'
import { type Taken, takeDelivery } from './take-delivery.ts'

/** What is being sent when the program stops may still come to its end. */
const graceMs = 2_000

/** Tries one delivery as often as it is to be tried, for whoever waits for it. What is left over, others go on with. */
export async function tryUntilSettled(services: Services, by: Who, first: Taken): Promise<void> {
  const { store, stopping } = services
  const { workspace, lease } = first
  const { delivery_id } = first.delivery
  const { signal: hangUp, release } = afterGrace(stopping)
  try {
    for (let taken: Taken | undefined = first; taken; ) {
      const one = taken
      const tried = await sendDelivery(services, one, hangUp)
      const wait = await store.write(workspace, (tx) => settleAttempt(tx, by, one, tried, 'awaited'))
      if (wait === 'settled' || stopping.aborted) return
      // Broken off when the program stops.
      await pause(wait, undefined, { signal: stopping }).catch(() => undefined)
      if (stopping.aborted) return
      taken = await store.write(workspace, (tx) => takeDelivery(tx, delivery_id, lease))
    }
  } finally {
    release()
  }
}

function afterGrace(stopping: AbortSignal): { signal: AbortSignal; release(): void } {
  const over = new AbortController()
  let limit: NodeJS.Timeout | undefined
  const arm = () => {
    limit = setTimeout(() => over.abort(), graceMs)
  }
  if (stopping.aborted) arm()
  stopping.addEventListener('abort', arm, { once: true })
  return {
    signal: over.signal,
    release() {
      stopping.removeEventListener('abort', arm)
      clearTimeout(limit)
    },
  }
}
