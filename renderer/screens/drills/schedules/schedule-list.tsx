import type { MouseEvent, ReactNode } from 'react'
import { Mark, Tag } from '../../../components/mark.tsx'
import { useWidth } from '../../../components/use-width.ts'
import type { DrillSchedule } from '../../../drills-api.ts'
import { ownersOf, providersOf } from './names-of.ts'
import { DueIn, StandingMark } from './schedule-marks.tsx'

type Opens = (id: string, how: 'keyboard' | 'pointer') => void
type Props = { schedules: readonly DrillSchedule[]; open: string | undefined; onOpen: Opens }

type Column = { name: string; look: string; from: number; cell: (schedule: DrillSchedule) => ReactNode }

/** What goes first when the drawer takes its room: which, how it stands and when it is due stay. */
const columns: readonly Column[] = [
  { name: 'Status', look: 'w-28', from: 0, cell: (schedule) => <StandingMark schedule={schedule} /> },
  { name: 'Next due', look: 'w-28', from: 0, cell: (schedule) => <DueIn schedule={schedule} /> },
  { name: 'Owners', look: 'w-[16%]', from: 860, cell: (schedule) => <Names names={ownersOf(schedule)} /> },
  {
    name: 'Providers',
    look: 'w-[14%]',
    from: 960,
    cell: (schedule) => <Names names={providersOf(schedule)} mono />,
  },
  { name: 'Waiting', look: 'w-32', from: 620, cell: (schedule) => <Waiting schedule={schedule} /> },
]

/** All of them, those that are due first as the server has them; what is not asked for last. */
export function ScheduleList({ schedules, open, onOpen }: Props) {
  const [box, width] = useWidth<HTMLDivElement>()
  const shown = columns.filter(({ from }) => width >= from)
  return (
    <div ref={box}>
      <table className="w-full table-fixed border-collapse" aria-label="Schedules">
        <thead>
          <tr className="h-8 border-b border-line text-left text-xs text-faint">
            <th scope="col" className="px-2 pl-3 font-semibold">
              Schedule
            </th>
            {shown.map(({ name, look }) => (
              <th key={name} scope="col" className={`px-2 font-semibold last:pr-3 ${look}`}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {schedules.map((schedule) => (
            <Row
              key={schedule.schedule_id}
              schedule={schedule}
              shown={shown}
              open={open === schedule.schedule_id}
              onOpen={onOpen}
            />
          ))}
        </tbody>
      </table>
    </div>
  )
}

type RowProps = { schedule: DrillSchedule; shown: readonly Column[]; open: boolean; onOpen: Opens }

function Row({ schedule, shown, open, onOpen }: RowProps) {
  const { schedule_id, title, environment } = schedule
  return (
    <tr
      className={`relative h-(--row) border-b border-line hover:bg-hover has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 has-focus-visible:outline-focus ${open ? 'bg-accent-bg shadow-[inset_2px_0_var(--accent)]' : ''}`}
    >
      <td className="px-2 pl-3">
        <div className="flex min-w-0 items-center gap-2">
          <button
            type="button"
            data-schedule={schedule_id}
            aria-expanded={open}
            // A press by Enter or Space has no pointer behind it.
            onClick={({ detail }: MouseEvent) => onOpen(schedule_id, detail === 0 ? 'keyboard' : 'pointer')}
            title={title}
            className="min-w-0 cursor-pointer truncate text-left after:absolute after:inset-0 focus-visible:outline-none"
          >
            {title}
          </button>
          <Tag>{environment}</Tag>
        </div>
      </td>
      {shown.map(({ name, cell }) => (
        <td key={name} className="px-2 last:pr-3">
          <div className="flex min-w-0 items-center">
            <span className="inline-flex min-w-0 truncate">{cell(schedule)}</span>
          </div>
        </td>
      ))}
    </tr>
  )
}

const Names = ({ names, mono = false }: { names: readonly string[]; mono?: boolean }) => (
  <span className={`truncate ${mono ? 'font-mono text-s text-muted' : ''}`} title={names.join(', ')}>
    {names.join(', ')}
  </span>
)

function Waiting({ schedule: { outstanding_count, breached_count } }: { schedule: DrillSchedule }) {
  if (outstanding_count === 0) return <span className="text-muted">nobody</span>
  if (breached_count === 0) return <Mark means="waiting">{outstanding_count} waiting</Mark>
  return (
    <Mark means="bad">
      {breached_count} of {outstanding_count} late
    </Mark>
  )
}
