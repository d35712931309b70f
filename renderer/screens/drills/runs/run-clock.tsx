import type { DrillRun } from '../../../drills-api.ts'
import { useNow } from '../../../state/now.ts'
import { minutesAndSeconds } from '../schedules/schedule-marks.tsx'
import { runTime } from './run-time.ts'

const looks = { calm: 'text-ink', soon: 'text-warn', over: 'text-bad' } as const
const bars = { calm: 'bg-accent', soon: 'bg-warn', over: 'bg-bad' } as const

/** To be read from across the room: how long it has been, against how long it may take. */
export function RunClock({ run }: { run: DrillRun }) {
  const { face, urgency, says, part } = runTime(run, useNow())
  return (
    <div className="border-b border-line px-4 py-3">
      <div className="flex flex-wrap items-baseline gap-x-3">
        <span
          role="timer"
          aria-label="Time of the drill"
          className={`font-mono text-[44px] leading-none font-semibold ${looks[urgency]}`}
        >
          {face}
        </span>
        <span className={urgency === 'calm' ? 'text-muted' : `font-semibold ${looks[urgency]}`}>{says}</span>
      </div>
      <div aria-hidden className="mt-2.5 h-1.5 overflow-hidden rounded-full bg-line">
        <div className={`h-full ${bars[urgency]}`} style={{ width: `${part * 100}%` }} />
      </div>
      <p className="mt-1 text-s text-muted">
        The limit is {minutesAndSeconds(run.recovery_limit_seconds)}, from the beginning until the rollback is through,
        by the server's clock.
      </p>
    </div>
  )
}
