import type { DrillSchedule } from '../../../drills-api.ts'

const dayMs = 24 * 60 * 60_000

type Shown = Pick<
  DrillSchedule,
  'schedule_id' | 'title' | 'status' | 'next_due_at' | 'due_soon_days' | 'maintenance_windows'
>
export type Health = 'overdue' | 'soon' | 'healthy'
export type Lane = {
  schedule_id: string
  title: string
  due: number
  health: Health
  /** Beyond what is drawn: the mark stands at the edge, and points there. */
  beyond: 'past' | 'future' | null
  windows: { from: number; until: number; reason: string; open: boolean }[]
}
export type Axis = { from: number; until: number; now: number }
export type Outlook = { axis: Axis; lanes: Lane[] }

const longestAhead = 60 * dayMs
const longestBack = 14 * dayMs

/** The drills of schedules that are active, the most urgent first, on an axis that has room for what can be done about. */
export function outlookOf(schedules: readonly Shown[], now: number): Outlook {
  const active = schedules
    .filter(({ status }) => status === 'active')
    .map((schedule) => ({ schedule, due: Date.parse(schedule.next_due_at) }))
    .sort((one, other) => one.due - other.due || one.schedule.schedule_id.localeCompare(other.schedule.schedule_id))
  const dues = active.map(({ due }) => due - now)
  const back = Math.min(longestBack, Math.max(dayMs, ...dues.map((left) => -left)))
  const ahead = Math.min(longestAhead, Math.max(7 * dayMs, ...dues))
  // A margin, so that a mark at an end is whole.
  const margin = (back + ahead) * 0.03
  const axis = { from: now - back - margin, until: now + ahead + margin, now }
  return { axis, lanes: active.map(({ schedule, due }) => laneOf(schedule, due, axis)) }
}

function laneOf(schedule: Shown, due: number, { from, until, now }: Axis): Lane {
  const { schedule_id, title, due_soon_days, maintenance_windows } = schedule
  return {
    schedule_id,
    title,
    due,
    health: due <= now ? 'overdue' : due - now <= due_soon_days * dayMs ? 'soon' : 'healthy',
    beyond: due < from ? 'past' : due > until ? 'future' : null,
    windows: maintenance_windows
      .map(({ start_at, end_at, reason }) => {
        const [start, end] = [Date.parse(start_at), Date.parse(end_at)]
        return { from: start, until: end, reason, open: start <= now && now < end }
      })
      .filter((window) => window.until > from && window.from < until),
  }
}

/** Where a moment is on the axis, from 0 to 1; what is beyond an end is at the end. */
export const placeOf = (at: number, { from, until }: Axis): number =>
  Math.min(1, Math.max(0, (at - from) / (until - from)))

/** Days that the axis names: as many as there is room for, each the beginning of a local day. */
export function ticksOf({ from, until, now }: Axis, room: number): number[] {
  const days = (until - from) / dayMs
  const step = [1, 2, 7, 14, 28].find((each) => days / each <= Math.max(2, room)) ?? 56
  const today = new Date(now).setHours(0, 0, 0, 0)
  const ticks: number[] = []
  const back = Math.floor((today - from) / dayMs / step)
  for (let n = -back; ; n += 1) {
    const at = new Date(today)
    at.setDate(at.getDate() + n * step)
    if (at.getTime() > until) return ticks
    if (at.getTime() >= from) ticks.push(at.getTime())
  }
}
