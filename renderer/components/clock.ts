export const zone = Intl.DateTimeFormat().resolvedOptions().timeZone

const day = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short' })
const clock = new Intl.DateTimeFormat('sv-SE', { timeStyle: 'medium' })
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always', style: 'narrow' })

export const timeOfDay = (date: Date): string => clock.format(date)
export const dayAndTime = (date: Date): string => `${day.format(date)} ${clock.format(date)}`

const steps: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
]

export function ago(at: number, now: number): string {
  const seconds = Math.round((at - now) / 1000)
  if (Math.abs(seconds) < 1) return 'now'
  const [unit, size] = steps.find(([, length]) => Math.abs(seconds) >= length) ?? ['second', 1]
  return relative.format(Math.trunc(seconds / size), unit)
}

const dayOfYear = new Intl.DateTimeFormat('en-GB', { day: '2-digit', month: 'short' })

/** For a narrow column: today's by the clock, with how long ago that was; this year's by day and minute; others by day. */
export function shortTime(date: Date, now: number): [absolute: string, relative: string] {
  if (day.format(date) === day.format(now)) return [timeOfDay(date), ago(date.getTime(), now)]
  const thisYear = date.getFullYear() === new Date(now).getFullYear()
  return [thisYear ? `${dayOfYear.format(date)} ${timeOfDay(date).slice(0, 5)}` : day.format(date), '']
}

export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000))
  if (seconds < 120) return `${seconds} s`
  return seconds < 7200 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 3600)} h`
}

const whole = new Intl.NumberFormat('en-US')
export const count = (value: number): string => whole.format(value)
