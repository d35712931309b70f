import { type Suppression, suppressions } from '../../../../shared/domain/drill-route.ts'
import type { DrillTrend } from '../../../drills-api.ts'

type Part = { category: Suppression; count: number; from: number; height: number }
export type Bar = { day: string; total: number; parts: Part[] }

/** One bar for every day, also for those on which nothing was kept back; heights are shares of the highest. */
export function barsOf(days: DrillTrend['days'], lastDay: string, length: number): Bar[] {
  const counts = new Map(days.map(({ day, category_counts }) => [day, category_counts]))
  const raw = daysBack(lastDay, length).map((day) => {
    const of = counts.get(day) ?? {}
    return { day, counts: suppressions.map((category) => ({ category, count: of[category] ?? 0 })) }
  })
  const totals = raw.map(({ counts: each }) => each.reduce((sum, { count }) => sum + count, 0))
  const highest = Math.max(1, ...totals)
  return raw.map(({ day, counts: each }, index) => {
    let from = 0
    const parts = each.flatMap(({ category, count }) => {
      if (count === 0) return []
      const part = { category, count, from, height: count / highest }
      from += part.height
      return [part]
    })
    return { day, total: totals[index] ?? 0, parts }
  })
}

/** Days of UTC, as the server counts them, oldest first. */
export function daysBack(lastDay: string, length: number): string[] {
  const last = Date.parse(`${lastDay}T00:00:00Z`)
  return Array.from({ length }, (_, n) => new Date(last - (length - 1 - n) * 86_400_000).toISOString().slice(0, 10))
}
