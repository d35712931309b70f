import { decideOnRun, evolveRun, type RunCommand } from '../../../../shared/domain/drill-run.ts'
import { writeRunEvent } from '../../../../shared/domain/drill-run-entries.ts'
import { dueAfter } from '../../../../shared/domain/drill-schedule.ts'
import { ok, type Result } from '../../../../shared/domain/result.ts'
import type { RunRecord } from '../../../store/drill-run-record.ts'
import { findRun, saveRun } from '../../../store/drill-runs.ts'
import { readSchedule } from '../../../store/drill-schedules.ts'
import type { Act } from '../../transition.ts'
import { recordSchedule } from '../record-schedule.ts'
import { noSuchRun } from './show-run.ts'

/** Gives a run a command: it is decided on the row as it is inside this transaction, whoever else is at it. */
export async function commandRun(act: Act, run_id: string, command: RunCommand): Promise<Result<RunRecord>> {
  const { tx, who } = act
  const record = await findRun(tx.db, tx.workspace, run_id)
  if (record === undefined) return { ok: false, refusal: noSuchRun }
  const decision = decideOnRun(record.run, command, { who, now: tx.now })
  if (!decision.ok) return decision
  const event = decision.value
  const { seq } = tx.append({ ...writeRunEvent(record.run, event), actor: who })
  const run = evolveRun(record.run, event)
  await saveRun(tx, run, seq)
  if (event.kind === 'finished') await moveDueDay(act, run.schedule_id, event.at)
  return ok({ ...record, run, last_seq: seq })
}

/** The drill was run to its end, so the next one is due an interval from now. */
async function moveDueDay(act: Act, schedule_id: string, finished_at: string): Promise<void> {
  const found = await readSchedule(act.tx.db, act.tx.workspace, schedule_id)
  if (found === undefined) throw new Error('a drill has no schedule')
  await recordSchedule(act, { ...found.schedule, next_due_at: dueAfter(found.schedule, finished_at) })
}
