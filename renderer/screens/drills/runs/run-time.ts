import { clockFace, type Urgency, urgencyOf } from '../../../components/urgency.ts'
import type { DrillRun } from '../../../drills-api.ts'

export type RunTime = {
  /** How much of the limit is gone, or the measured time. */
  face: string
  urgency: Urgency
  says: string
  /** Of the limit, at most 1. */
  part: number
}

type Of = Pick<DrillRun, 'state' | 'began_at' | 'recovery_limit_seconds' | 'recovery_seconds' | 'within_limit'>

/** What the big clock shows: it runs until the rollback is through, and stands from then on at what was measured. */
export function runTime(run: Of, now: number): RunTime {
  const limit = run.recovery_limit_seconds
  if (run.recovery_seconds !== null) {
    const late = run.recovery_seconds - limit
    return {
      face: clockFace(run.recovery_seconds * 1000),
      urgency: run.within_limit ? 'calm' : 'over',
      says: run.within_limit
        ? `through, ${clockFace(-late * 1000)} before the limit`
        : `through, ${clockFace(late * 1000)} over the limit`,
      part: Math.min(1, run.recovery_seconds / limit),
    }
  }
  if (run.state !== 'running') return { face: '–:––', urgency: 'calm', says: 'not measured', part: 0 }
  const begun = Date.parse(run.began_at)
  const end = begun + limit * 1000
  const gone = Math.max(0, now - begun)
  return {
    // Whole seconds that are over, as a stopwatch has it.
    face: clockFace(Math.floor(gone / 1000) * 1000),
    urgency: urgencyOf(begun, end, now),
    says: now < end ? `${clockFace(end - now)} left` : `over by ${clockFace(Math.floor((now - end) / 1000) * 1000)}`,
    part: Math.min(1, gone / (limit * 1000)),
  }
}
