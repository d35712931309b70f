import type { Services } from '../../services.ts'
import { type Quiet, scheduleDrills } from './schedule-drills.ts'

/** Drills are due by the day: this is soon enough, and costs one question. */
const everyMs = 5_000

/** Plans drills as they become due, until it is stopped. */
export function startScheduler(services: Services): { stop(): Promise<void> } {
  const quiet: Quiet = new Map()
  let running: Promise<void> | undefined
  const look = () => {
    running ??= scheduleDrills(services, quiet)
      .catch((error: unknown) => services.log.warn({ err: error }, 'drills could not be planned; it is tried again'))
      .finally(() => {
        running = undefined
      })
  }
  const timer = setInterval(look, everyMs)
  look()
  return {
    async stop() {
      clearInterval(timer)
      await running
    },
  }
}
