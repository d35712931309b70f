export type Urgency = 'calm' | 'soon' | 'over'

/** The last fifth of a time is when it must be seen from across the room. */
export function urgencyOf(from: number, until: number, now: number): Urgency {
  if (now >= until) return 'over'
  return until - now <= (until - from) / 5 ? 'soon' : 'calm'
}

/** `2:41`, `1:02:10`: what is left, rounded up, so that 0:00 is never shown before it is over. */
export function clockFace(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000))
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  const two = (value: number) => String(value).padStart(2, '0')
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}
