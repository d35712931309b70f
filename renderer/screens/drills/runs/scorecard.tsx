import { useId, useState } from 'react'
import { Button } from '../../../components/button.tsx'
import { Time } from '../../../components/time.tsx'
import type { Scorecard as Figures } from '../../../drills-api.ts'
import { minutesAndSeconds } from '../schedules/schedule-marks.tsx'
import { RecoveryChart, shareOf } from './recovery-chart.tsx'

const seconds = (value: number | null): string => (value === null ? 'none yet' : minutesAndSeconds(Math.round(value)))

/** How well drills are answered and how fast rollbacks are: figures, a picture, and the table behind it. */
export function Scorecard({ figures }: { figures: Figures }) {
  const [table, setTable] = useState(false)
  const id = useId()
  const { days, told, acknowledged, missed, escalations_missed, runs, runs_within_limit, recoveries } = figures
  return (
    <section aria-label="Scorecard" className="shrink-0 border-b border-line bg-surface px-3 py-2.5">
      <div className="flex flex-wrap items-stretch gap-x-6 gap-y-3">
        <dl className="grid grid-cols-[repeat(3,auto)] gap-x-6 gap-y-1.5">
          <Figure name="Answered" says={`${acknowledged} of ${told}`} />
          <Figure name="Answered, p50" says={seconds(figures.acknowledgement_p50_seconds)} />
          <Figure name="Answered, p95" says={seconds(figures.acknowledgement_p95_seconds)} />
          <Figure name="Not answered in time" says={String(missed)} bad={missed > 0} />
          <Figure name="Escalations missed" says={String(escalations_missed)} bad={escalations_missed > 0} />
          <Figure
            name="Runs within their limit"
            says={`${runs_within_limit} of ${runs}`}
            bad={runs_within_limit < runs}
          />
          <Figure name="Rollback, p50" says={seconds(figures.rollback_p50_seconds)} />
          <Figure name="Rollback, slowest" says={seconds(figures.rollback_max_seconds)} />
          <Figure name="Of the last" says={`${days} days`} />
        </dl>
        {recoveries.length > 0 && (
          <div className="flex min-w-60 flex-1 flex-col gap-1">
            <div className="flex items-center justify-between gap-2">
              <p className="text-xs text-faint">
                What rollbacks took of their own limit, oldest first; the line is 100%
              </p>
              <Button kind="ghost" aria-expanded={table} aria-controls={id} onClick={() => setTable(!table)}>
                {table ? 'As a picture' : 'As a table'}
              </Button>
            </div>
            {table ? (
              <RecoveryTable id={id} recoveries={recoveries} />
            ) : (
              <div id={id}>
                <RecoveryChart recoveries={recoveries} />
              </div>
            )}
          </div>
        )}
      </div>
    </section>
  )
}

const Figure = ({ name, says, bad = false }: { name: string; says: string; bad?: boolean }) => (
  <div>
    <dt className="text-xs text-faint">{name}</dt>
    <dd className={`font-semibold ${bad ? 'text-bad' : ''}`}>{says}</dd>
  </div>
)

function RecoveryTable({ id, recoveries }: { id: string; recoveries: Figures['recoveries'] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div id={id} className="max-h-32 overflow-y-auto" tabIndex={0}>
      <table className="w-full text-s" aria-label="Rollbacks that were measured">
        <thead>
          <tr className="text-left text-xs text-faint">
            <th scope="col" className="font-semibold">
              When
            </th>
            <th scope="col" className="font-semibold">
              Schedule
            </th>
            <th scope="col" className="text-right font-semibold">
              Seconds
            </th>
            <th scope="col" className="text-right font-semibold">
              Limit
            </th>
            <th scope="col" className="text-right font-semibold">
              Of the limit
            </th>
          </tr>
        </thead>
        <tbody>
          {recoveries.map(({ run_id, schedule_id, at, seconds: took, limit }) => (
            <tr key={run_id} className="border-t border-line">
              <td>
                <Time at={at} />
              </td>
              <td className="font-mono">{schedule_id}</td>
              <td className={`text-right ${took > limit ? 'font-semibold text-bad' : ''}`}>
                {took}
                {took > limit && ' over'}
              </td>
              <td className="text-right">{limit}</td>
              <td className="text-right">{shareOf(took, limit)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
