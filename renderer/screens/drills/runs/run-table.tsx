import type { MouseEvent, ReactNode } from 'react'
import { Tag } from '../../../components/mark.tsx'
import { Time } from '../../../components/time.tsx'
import { clockFace } from '../../../components/urgency.ts'
import { useWidth } from '../../../components/use-width.ts'
import type { DrillRun } from '../../../drills-api.ts'
import { useNow } from '../../../state/now.ts'
import { ActorName } from '../../audit/actor-name.tsx'
import { RunStateMark } from './run-marks.tsx'
import { runTime } from './run-time.ts'

type Opens = (id: string, how: 'keyboard' | 'pointer') => void
type Props = { running: readonly DrillRun[]; ended: readonly DrillRun[]; open: string | undefined; onOpen: Opens }
type Column = { name: string; look: string; from: number; cell: (run: DrillRun) => ReactNode }

const columns: readonly Column[] = [
  { name: 'State', look: 'w-40', from: 0, cell: (run) => <RunStateMark run={run} /> },
  { name: 'Rollback', look: 'w-40', from: 560, cell: (run) => <Took run={run} /> },
  { name: 'Steps', look: 'w-20', from: 700, cell: (run) => <Steps run={run} /> },
  { name: 'Begun by', look: 'w-[18%] min-w-44', from: 820, cell: ({ began_by }) => <ActorName actor={began_by} /> },
  { name: 'Begun', look: 'w-56', from: 960, cell: ({ began_at }) => <Began at={began_at} /> },
]

export function RunTable({ running, ended, open, onOpen }: Props) {
  const [box, width] = useWidth<HTMLDivElement>()
  const shown = columns.filter(({ from }) => width >= from)
  const part = (name: string, runs: readonly DrillRun[], none: string) => (
    <tbody>
      <tr className="border-b border-line bg-surface">
        <th scope="rowgroup" colSpan={shown.length + 1} className="h-8 px-3 text-left text-s font-semibold text-muted">
          {name} <span className="font-normal">{runs.length === 0 ? none : ''}</span>
        </th>
      </tr>
      {runs.map((run) => (
        <Row key={run.run_id} run={run} shown={shown} open={open === run.run_id} onOpen={onOpen} />
      ))}
    </tbody>
  )
  return (
    <div ref={box}>
      <table className="w-full table-fixed border-collapse" aria-label="Drill runs">
        <thead>
          <tr className="h-8 border-b border-line text-left text-xs text-faint">
            <th scope="col" className="px-2 pl-3 font-semibold">
              Drill
            </th>
            {shown.map(({ name, look }) => (
              <th key={name} scope="col" className={`px-2 font-semibold last:pr-3 ${look}`}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        {part('Running', running, 'none')}
        {part('Ended', ended, 'none yet')}
      </table>
    </div>
  )
}

type RowProps = { run: DrillRun; shown: readonly Column[]; open: boolean; onOpen: Opens }

function Row({ run, shown, open, onOpen }: RowProps) {
  return (
    <tr
      className={`relative h-(--row) border-b border-line hover:bg-hover has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 has-focus-visible:outline-focus ${open ? 'bg-accent-bg shadow-[inset_2px_0_var(--accent)]' : ''}`}
    >
      <td className="px-2 pl-3">
        <div className="flex min-w-0 items-center gap-2">
          <button
            type="button"
            data-run={run.run_id}
            aria-expanded={open}
            // A press by Enter or Space has no pointer behind it.
            onClick={({ detail }: MouseEvent) => onOpen(run.run_id, detail === 0 ? 'keyboard' : 'pointer')}
            className="min-w-0 cursor-pointer truncate text-left after:absolute after:inset-0 focus-visible:outline-none"
          >
            {run.schedule_title}
          </button>
          <Tag>{run.target.surface}</Tag>
        </div>
      </td>
      {shown.map(({ name, cell }) => (
        <td key={name} className="px-2 last:pr-3">
          <div className="flex min-w-0 items-center">
            <span className="min-w-0 truncate">{cell(run)}</span>
          </div>
        </td>
      ))}
    </tr>
  )
}

const looks = { calm: '', soon: 'text-warn', over: 'font-semibold text-bad' } as const

function Took({ run }: { run: DrillRun }) {
  const { face, urgency } = runTime(run, useNow())
  return (
    <span className="font-mono text-s">
      <span className={looks[urgency]}>{face}</span>{' '}
      <span className="text-muted">of {clockFace(run.recovery_limit_seconds * 1000)}</span>
    </span>
  )
}

const Steps = ({ run: { steps } }: { run: DrillRun }) => (
  <span className="text-muted">
    {steps.filter(({ ticked_at }) => ticked_at !== null).length} of {steps.length}
  </span>
)

/** Not fainter than a row that is open can bear. */
const Began = ({ at }: { at: string }) => (
  <>
    <Time at={at} /> <Time at={at} show="relative" className="text-muted" />
  </>
)
