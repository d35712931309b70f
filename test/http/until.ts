import { setTimeout as pause } from 'node:timers/promises'

const patienceMs = 15_000

/** Waits for what has no event of its own to wait for; what it never became is in the failure. */
export async function until<T>(look: () => T | Promise<T>, is: (seen: T) => boolean): Promise<T> {
  const deadline = performance.now() + patienceMs
  for (;;) {
    const seen = await look()
    if (is(seen)) return seen
    if (performance.now() > deadline) throw new Error(`it stayed at ${JSON.stringify(seen)}`)
    await pause(10)
  }
}
