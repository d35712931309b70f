import type { Compliance } from '../../../fleet-api.ts'

export type DayBar = { day: string; passed: number; evaluated: number; rate: number | null }

/** A place for each day of the window, whether anything was judged on it or not. */
export function dayBars({ days, to, daily }: Pick<Compliance, 'days' | 'to' | 'daily'>): DayBar[] {
  const known = new Map(daily.map((each) => [each.day, each]))
  // The window ends with its last day, which may end later than now.
  const last = Date.parse(`${new Date(Date.parse(to) - 1).toISOString().slice(0, 10)}T00:00:00Z`)
  return Array.from({ length: days }, (_, place) => {
    const day = new Date(last - (days - 1 - place) * 86_400_000).toISOString().slice(0, 10)
    const { passed = 0, evaluated = 0, pass_rate = null } = known.get(day) ?? {}
    return { day, passed, evaluated, rate: pass_rate }
  })
}
