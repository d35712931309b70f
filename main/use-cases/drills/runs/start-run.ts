import { whyNotStartDrill } from '../../../../shared/domain/drill-guards.ts'
import type { DrillRun } from '../../../../shared/domain/drill-run.ts'
import { writeRunStart } from '../../../../shared/domain/drill-run-entries.ts'
import { ok, type Result, refuse } from '../../../../shared/domain/result.ts'
import { findRoute } from '../../../store/drill-routes.ts'
import type { RunRecord } from '../../../store/drill-run-record.ts'
import { findRun, findRunning, insertRun } from '../../../store/drill-runs.ts'
import { readSchedule } from '../../../store/drill-schedules.ts'
import { newId } from '../../../store/new-id.ts'
import type { Tx } from '../../../store/store.ts'
import type { Act } from '../../transition.ts'

/** Where it is rehearsed is the schedule's environment, which cannot be production. */
export type NewRun = { schedule_id: string; route_id?: string | undefined; surface: string }

/** Begins a drill: the clock runs from now on, and the steps are those that the schedule has now. */
export async function startRun(
  { tx, caller, who }: Act,
  { schedule_id, route_id, surface }: NewRun,
): Promise<Result<RunRecord>> {
  const found = await readSchedule(tx.db, tx.workspace, schedule_id)
  if (found === undefined) return unknownIn('schedule_id', 'There is no such schedule.')
  const { schedule } = found
  if (route_id !== undefined) {
    const route = await findRoute(tx.db, tx.workspace, route_id)
    if (route?.schedule_id !== schedule_id) return unknownIn('route_id', 'There is no such route of this schedule.')
  }
  const refusal = whyNotStartDrill(schedule, caller.permissions)
  if (refusal) return { ok: false, refusal }
  const running = await findRunning(tx.db, tx.workspace, schedule_id)
  if (running !== undefined)
    return refuse('invalid_transition', `A drill of this schedule is running: ${running}. End it first.`, {
      status: 'running',
      run_id: running,
    })
  const run: DrillRun = {
    run_id: newId(Date.parse(tx.now)),
    schedule_id,
    route_id: route_id ?? null,
    target: { environment: schedule.environment, surface },
    began_at: tx.now,
    began_by: who,
    recovery_limit_seconds: schedule.recovery_limit_seconds,
    steps: schedule.runbook_steps.map((text) => ({ text, ticked: null })),
    progress: { state: 'running', recovered_at: null },
  }
  const { seq } = tx.append({ ...writeRunStart(run), actor: who })
  await insertRun(tx, run, seq)
  return ok(await written(tx, run.run_id))
}

async function written(tx: Tx, run_id: string): Promise<RunRecord> {
  const record = await findRun(tx.db, tx.workspace, run_id)
  if (record === undefined) throw new Error('what was just begun is not there')
  return record
}

const unknownIn = (field: string, detail: string) =>
  refuse('invalid_input', detail, { issues: [{ path: [field], message: 'expected one of this workspace' }] })
