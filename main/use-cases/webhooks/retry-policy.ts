const second = 1000
const minute = 60 * second
const hour = 60 * minute

/** After each failed try, how long until the next: eight tries over a day. Then it is given up, and listed. */
export const retryDelaysMs = [5 * second, minute, 5 * minute, 30 * minute, 2 * hour, 7 * hour, 15 * hour] as const
/** By so much a delay may differ, so that what failed together does not come back together. */
const jitter = 0.1
/** A receiver may ask for patience; not for so much that it is forgotten. */
const longestPatienceMs = hour

export const deliveryPolicy = {
  timeoutMs: 15 * second,
  /** A process that has not come back after this is taken for dead: well beyond the timeout. */
  leaseMs: minute,
  /** For how long the old secret signs along after a new one was made. */
  oldSecretMs: 24 * hour,
  /** To how many webhooks at once; each is told one thing after the other. */
  lanes: 16,
} as const

/** In how many milliseconds to try again after `tries` failures; null when that was the last. */
export function nextTryIn(tries: number, random: number, retryAfterMs = 0): number | null {
  const delay = retryDelaysMs[tries - 1]
  if (delay === undefined) return null
  const wanted = delay * (1 + jitter * (2 * random - 1))
  return Math.round(Math.max(wanted, Math.min(retryAfterMs, longestPatienceMs)))
}
