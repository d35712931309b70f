import type { Services } from '../../services.ts'
import type { ReadDb } from '../../store/schema.ts'
import { findNextDue } from '../../store/webhook-queue.ts'
import { deliverDue, type Sending } from './deliver-due.ts'

/** A commit may have put something into the outbox; a burst of them is looked at once. */
const gatherMs = 25
/** A wake-up may get lost, and a process that sends may die. */
const longestSleepMs = 30_000
const afterFailureMs = 2_000
/** What is being sent when the program stops may still come to its end. */
const graceMs = 2_000

/** What waits to be sent: how to begin with what is due, and when the next of it will be. */
export type Outbox = {
  what: string
  deliver(services: Services, sending: Sending): Promise<void>
  nextDue(db: ReadDb, now: string): Promise<string | undefined>
}
const webhooks: Outbox = { what: 'webhooks', deliver: deliverDue, nextDue: findNextDue }

/** Sends what is due as it becomes due, until it is stopped; sleeps meanwhile. */
export function startDeliverer(services: Services, outbox: Outbox = webhooks): { stop(): Promise<void> } {
  const { store, clock, log, stopping } = services
  const [enough, hangUp] = [new AbortController(), new AbortController()]
  const alarm = createAlarm(() => {
    looking ??= look().finally(() => {
      looking = undefined
    })
  })
  const onError = (error: unknown) => {
    log.warn({ err: error }, `${outbox.what} could not be sent; it is tried again`)
    alarm.in(afterFailureMs)
  }
  const sending: Sending = { lanes: new Map(), enough: enough.signal, hangUp: hangUp.signal, onError }
  let looking: Promise<void> | undefined

  async function look(): Promise<void> {
    try {
      await outbox.deliver(services, sending)
      const now = clock()
      const next = await outbox.nextDue(store.read, new Date(now).toISOString())
      alarm.in(
        next === undefined ? longestSleepMs : Math.min(longestSleepMs, Math.max(gatherMs, Date.parse(next) - now)),
      )
    } catch (error) {
      onError(error)
    }
  }

  const unwatch = store.watch(() => alarm.in(gatherMs))
  const halt = () => {
    enough.abort()
    unwatch()
    alarm.off()
  }
  stopping.addEventListener('abort', halt, { once: true })
  alarm.in(0)
  return {
    async stop() {
      halt()
      const limit = setTimeout(() => hangUp.abort(), graceMs)
      await looking
      await Promise.all(sending.lanes.values())
      clearTimeout(limit)
    },
  }
}

/** Rings once, at the earliest time that was asked for since it rang last. */
function createAlarm(ring: () => void) {
  let timer: NodeJS.Timeout | undefined
  let at = Number.POSITIVE_INFINITY
  let isOff = false
  return {
    in(ms: number): void {
      const wanted = performance.now() + ms
      if (isOff || wanted >= at) return
      clearTimeout(timer)
      at = wanted
      timer = setTimeout(() => {
        at = Number.POSITIVE_INFINITY
        ring()
      }, ms)
    },
    off(): void {
      isOff = true
      clearTimeout(timer)
    },
  }
}
