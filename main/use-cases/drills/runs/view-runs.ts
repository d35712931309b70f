import type { z } from '@hono/zod-openapi'
import type { DrillRun as DrillRunShape } from '../../../../shared/contract/drill-runs.ts'
import type { Who } from '../../../../shared/domain/action.ts'
import { type DrillRun, isWithinLimit, recoverySeconds } from '../../../../shared/domain/drill-run.ts'
import { allowedOnRun } from '../../../../shared/domain/drill-run-offers.ts'
import { type ActorView, viewActors } from '../../../store/actors.ts'
import { endOf, type RunRecord } from '../../../store/drill-run-record.ts'
import { readSchedules } from '../../../store/drill-schedules.ts'
import type { ReadDb } from '../../../store/schema.ts'
import { unknown } from '../../actions/view-actions.ts'
import type { Caller } from '../../caller.ts'
import type { Act } from '../../transition.ts'

export type RunView = z.output<typeof DrillRunShape>

/** Runs as this caller sees them: with names for those who acted, and with what the caller may do now. */
export async function viewRuns(
  db: ReadDb,
  { workspace, permissions }: Pick<Caller, 'workspace' | 'permissions'>,
  records: readonly RunRecord[],
): Promise<RunView[]> {
  if (records.length === 0) return []
  const schedules = await readSchedules(db, workspace)
  const titles = new Map(schedules.map(({ schedule }) => [schedule.schedule_id, schedule.title]))
  const digests = records.flatMap(({ run }) => peopleOf(run).map(({ digest }) => digest))
  const actors = await viewActors(db, workspace, digests)
  const name = (who: Who): ActorView => actors[who.digest] ?? unknown(who)
  return records.map(({ run, last_seq }) => {
    const { run_id, schedule_id, route_id, target, began_at, recovery_limit_seconds, progress } = run
    const ender = enderOf(run)
    return {
      run_id,
      schedule_id,
      schedule_title: titles.get(schedule_id) ?? schedule_id,
      route_id,
      target: { ...target },
      state: progress.state,
      began_at,
      began_by: name(run.began_by),
      recovery_limit_seconds,
      steps: run.steps.map(({ text, ticked }) => ({
        text,
        ticked_at: ticked?.at ?? null,
        ticked_by: ticked && name(ticked.by),
      })),
      recovered_at: progress.recovered_at,
      recovery_seconds: recoverySeconds(run),
      within_limit: isWithinLimit(run),
      ended_at: endOf(run),
      ended_by: ender && name(ender),
      notes: progress.state === 'running' ? null : progress.notes,
      last_seq,
      commands: allowedOnRun(run, permissions),
    }
  })
}

/** What has just come of a run, inside the transaction in which it did. */
export async function viewRunInside({ tx, caller }: Act, record: RunRecord): Promise<RunView> {
  const [view] = await viewRuns(tx.db, caller, [record])
  if (view === undefined) throw new Error('a record has no view')
  return view
}

function enderOf({ progress }: DrillRun): Who | null {
  if (progress.state === 'running') return null
  return progress.state === 'finished' ? progress.finished_by : progress.abandoned_by
}

function peopleOf(run: DrillRun): Who[] {
  const ender = enderOf(run)
  return [run.began_by, ...run.steps.flatMap(({ ticked }) => ticked?.by ?? []), ...(ender ? [ender] : [])]
}
