import { startGate } from './gate/executor.ts'
import { startWatch } from './gate/watch.ts'
import type { Services } from './services.ts'

/** What the deploy gate does without anybody asking: for a console that stays open, and for a command that deploys. */
export function startGateWork(services: Services): { idle(): Promise<void>; stop(): Promise<void> } {
  const gate = startGate(services)
  const watch = startWatch(services)
  return {
    idle: gate.idle,
    async stop() {
      await Promise.all([gate.stop(), watch.stop()])
    },
  }
}
