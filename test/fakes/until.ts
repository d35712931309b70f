import { setTimeout as pause } from 'node:timers/promises'

/** For what another process does: asks again until it is so. Bounded by how often, not by how long the machine takes. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let n = 0; n < 3_000; n++) {
    if (await isSo()) return
    await pause(10)
  }
  throw new Error(`waited in vain: ${what}`)
}
