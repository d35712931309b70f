import { setTimeout as wait } from 'node:timers/promises'

/** Rejects with the signal's reason as soon as there is one. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  await wait(ms, undefined, { signal }).catch((error: unknown) => {
    signal.throwIfAborted()
    throw error
  })
}
