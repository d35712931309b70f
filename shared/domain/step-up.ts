/** When a person last proved who they are, where their issuer said so, and how long ago that may be for a grave step. */
export type SignedIn = { at: string | null; maxAgeSeconds: number }

/** The issuer's clock may be ahead of ours by this much, as everywhere where times of tokens are compared. */
const leewayMs = 60_000

export function isFresh({ at, maxAgeSeconds }: SignedIn, now: string): boolean {
  const age = at === null ? Number.NaN : Date.parse(now) - Date.parse(at)
  return age >= -leewayMs && age <= maxAgeSeconds * 1000
}

/** "5 minutes", "90 seconds". */
export function inWords(seconds: number): string {
  const [count, unit] = seconds % 60 === 0 ? [seconds / 60, 'minute'] : [seconds, 'second']
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}
