const longestDay = 26 * 60 * 60_000

/**
 * The moment at which the day that `now` belongs to began in a time zone. Found by halving, since a day may begin at one
 * o'clock, or have 23 or 25 hours: the clock itself is asked, and nothing is computed from offsets.
 */
export function startOfDay(now: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  const today = format.format(now)
  let before = now - longestDay
  let within = now
  while (within - before > 1) {
    const between = Math.floor((before + within) / 2)
    if (format.format(between) === today) within = between
    else before = between
  }
  return within
}
