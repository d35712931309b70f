import { ago } from '../../../components/clock.ts'
import { Mark } from '../../../components/mark.tsx'
import { clockFace } from '../../../components/urgency.ts'
import type { DrillSchedule } from '../../../drills-api.ts'
import { useNow } from '../../../state/now.ts'

/** How it stands, in a word and a shape. */
export function StandingMark({ schedule }: { schedule: Pick<DrillSchedule, 'drill_status' | 'status'> }) {
  switch (schedule.drill_status) {
    case 'ready':
      return <Mark means="ok">Ready</Mark>
    case 'due_soon':
      return <Mark means="warn">Due soon</Mark>
    case 'needs_attention':
      return <Mark means="bad">Stale</Mark>
    case 'not_requested':
      return <Mark means="neutral">{schedule.status === 'retired' ? 'Retired' : 'Paused'}</Mark>
    default:
      return schedule.drill_status satisfies never
  }
}

const dayMs = 24 * 60 * 60_000

/** Days while it is far, a clock on its last day, and how long it is past. Who is not asked for counts nothing down. */
export function DueIn({
  schedule,
}: {
  schedule: Pick<DrillSchedule, 'next_due_at' | 'drill_status' | 'due_soon_days'>
}) {
  const now = useNow()
  const due = Date.parse(schedule.next_due_at)
  const left = due - now
  if (schedule.drill_status === 'not_requested') return <span className="text-muted">not asked for</span>
  if (left <= 0) return <span className="font-semibold text-bad">{ago(due, now)}</span>
  const soon = left <= schedule.due_soon_days * dayMs
  return (
    <span className={`font-mono text-s ${soon ? 'text-warn' : 'text-muted'}`}>
      in {left < dayMs ? clockFace(left) : `${Math.floor(left / dayMs)} d`}
    </span>
  )
}

/** `1 h 5 min`, `4 min 30 s`: how long something may take, or took. */
export function minutesAndSeconds(seconds: number): string {
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ]
  // Two places say enough.
  const from = parts.findIndex(([size]) => size > 0)
  const told = parts.slice(Math.max(from, 0), Math.max(from, 0) + 2).filter(([size]) => size > 0)
  return told.length === 0 ? '0 s' : told.map(([size, unit]) => `${size} ${unit}`).join(' ')
}
