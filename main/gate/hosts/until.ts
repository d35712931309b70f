import { setTimeout as pause } from 'node:timers/promises'
import { HostRefused } from '../host.ts'

/** How often a host is asked whether it is done: soon at first, then seldom, because it counts requests. */
export type Pace = { firstMs: number; mostMs: number; longestMs: number }
export const standardPace: Pace = { firstMs: 250, mostMs: 4_000, longestMs: 60 * 60_000 }

/** What should be there soon is not waited for as long as a build is. */
export const within = (ms: number, pace: Pace): Pace => ({ ...pace, longestMs: Math.min(ms, pace.longestMs) })

/**
 * Asks until there is something; `late` is said when there is not. How long was waited is summed up, because a clock
 * that is passed in need not go on by itself.
 */
export async function until<T>(
  late: string,
  { firstMs, mostMs, longestMs }: Pace,
  look: () => Promise<T | undefined>,
  signal: AbortSignal,
): Promise<T> {
  let waited = 0
  for (let wait = firstMs; ; wait = Math.min(wait * 1.5, mostMs)) {
    signal.throwIfAborted()
    const found = await look()
    if (found !== undefined) return found
    if (waited >= longestMs) throw new HostRefused(late)
    await pause(wait, undefined, { signal })
    waited += wait
  }
}
