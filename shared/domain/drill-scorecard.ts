import { type DrillRun, isWithinLimit, recoverySeconds } from './drill-run.ts'

/** A route that was told, as far as it says how well drills are answered. */
export type ToldRoute = {
  created_at: string
  slo_ends_at: string
  answered_at: string | null
  /** Whether anybody ever escalated it. */
  escalated: boolean
}

export type Scorecard = {
  told: number
  acknowledged: number
  acknowledgement_p50_seconds: number | null
  acknowledgement_p95_seconds: number | null
  missed: number
  escalations_missed: number
  runs: number
  runs_within_limit: number
  rollback_p50_seconds: number | null
  rollback_max_seconds: number | null
  recoveries: { run_id: string; schedule_id: string; at: string; seconds: number; limit: number }[]
}

const shownRecoveries = 20

/**
 * Of routes that were told, in any order, and of runs that ended, oldest first. That a later plan told somebody again
 * takes nothing back: who was too late for the first is still counted.
 */
export function scoreDrills(routes: readonly ToldRoute[], ended: readonly DrillRun[], now: number): Scorecard {
  const waits = routes.flatMap(({ created_at, answered_at }) =>
    answered_at === null ? [] : [secondsBetween(created_at, answered_at)],
  )
  const missed = routes.filter((route) => isMissed(route, now))
  const recoveries = ended.flatMap(recoveryOf)
  const seconds = recoveries.map((each) => each.seconds)
  return {
    told: routes.length,
    acknowledged: waits.length,
    acknowledgement_p50_seconds: percentile(waits, 50),
    acknowledgement_p95_seconds: percentile(waits, 95),
    missed: missed.length,
    escalations_missed: missed.filter(({ escalated }) => !escalated).length,
    // One that was broken off did not bring anything back in time.
    runs: ended.length,
    runs_within_limit: ended.filter((run) => run.progress.state === 'finished' && isWithinLimit(run)).length,
    rollback_p50_seconds: percentile(seconds, 50),
    rollback_max_seconds: percentile(seconds, 100),
    recoveries: recoveries.toReversed().slice(0, shownRecoveries),
  }
}

/** Nobody had answered when its time was over: the moment itself counts. */
export const isMissed = ({ slo_ends_at, answered_at }: Omit<ToldRoute, 'escalated' | 'created_at'>, now: number) =>
  Date.parse(slo_ends_at) <= (answered_at === null ? now : Date.parse(answered_at))

/** The smallest of the values that so many of a hundred do not exceed (nearest rank): one that was really measured. */
export function percentile(values: readonly number[], percent: number): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(1, Math.ceil((percent * sorted.length) / 100)) - 1] ?? null
}

function recoveryOf(run: DrillRun): Scorecard['recoveries'] {
  const { run_id, schedule_id, progress, recovery_limit_seconds } = run
  const seconds = recoverySeconds(run)
  if (progress.state !== 'finished' || seconds === null) return []
  return [{ run_id, schedule_id, at: progress.finished_at, seconds, limit: recovery_limit_seconds }]
}

/** A clock that was set back makes no answer come before its question. */
const secondsBetween = (from: string, to: string): number => Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000)
