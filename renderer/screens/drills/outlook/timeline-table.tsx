import { Mark } from '../../../components/mark.tsx'
import { Time } from '../../../components/time.tsx'
import type { Health, Lane, Outlook } from './timeline-geometry.ts'

export const healthWords: Record<Health, string> = { overdue: 'past due', soon: 'due soon', healthy: 'healthy' }
const means = { overdue: 'bad', soon: 'warn', healthy: 'ok' } as const

/** The same as the picture, to read and to copy. Where it is only heard, its links are those of the picture. */
export function TimelineTable({ outlook: { lanes }, seen }: { outlook: Outlook; seen: boolean }) {
  return (
    <table className="w-full border-collapse text-s" aria-label="Next drills">
      <thead>
        <tr className="text-left text-xs text-faint">
          <th className="py-1 pr-3 font-semibold">Drill</th>
          <th className="py-1 pr-3 font-semibold">Due</th>
          <th className="py-1 pr-3 font-semibold">State</th>
          <th className="py-1 font-semibold">Maintenance windows</th>
        </tr>
      </thead>
      <tbody>
        {lanes.map((lane) => (
          <tr key={lane.schedule_id} className="border-t border-line align-top">
            <td className="py-1 pr-3">
              {seen ? (
                <a href={linkTo(lane)} className="rounded-s text-accent underline">
                  {lane.title}
                </a>
              ) : (
                lane.title
              )}
            </td>
            <td className="py-1 pr-3 whitespace-nowrap">
              <Time at={lane.due} show="both" />
            </td>
            <td className="py-1 pr-3 whitespace-nowrap">
              <Mark means={means[lane.health]}>{healthWords[lane.health]}</Mark>
            </td>
            <td className="py-1">
              {lane.windows.length === 0 && <span className="text-faint">none</span>}
              {lane.windows.map(({ from, until, reason, open }) => (
                <span key={`${from} ${until}`} className="block">
                  <Time at={from} /> to <Time at={until} />
                  {open && ', open now'}: {reason}
                </span>
              ))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

export const linkTo = ({ schedule_id }: Pick<Lane, 'schedule_id'>): string =>
  `#/drills?view=schedules&sched=${encodeURIComponent(schedule_id)}`
