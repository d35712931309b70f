import type { ReadDb } from './schema.ts'
import { runShaped } from './shaped.ts'
import { everywhere } from './within.ts'

/** A schedule that may be due, and the newest plan of it: as long as neither changes, nothing new follows from them. */
export type DueSchedule = {
  workspace: string
  schedule_id: string
  document: string
  last_seq: number
  latest_plan: number | null
}

/** Of any workspace: active ones that are due by then, those that are due first before the others. */
export async function findDueSchedules(db: ReadDb, by: string): Promise<DueSchedule[]> {
  const query = () =>
    db
      .selectFrom('drill_schedule as s')
      .select((e) => [
        's.workspace',
        's.schedule_id',
        's.document',
        's.last_seq',
        e
          .selectFrom('drill_plan as p')
          .select((of) => of.fn.max<number | null>('p.n').as('n'))
          .whereRef('p.workspace', '=', 's.workspace')
          .whereRef('p.schedule_id', '=', 's.schedule_id')
          .as('latest_plan'),
      ])
      .where('s.status', '=', 'active')
      .where('s.next_due_at', '<=', by)
      .orderBy('s.next_due_at')
      .orderBy('s.workspace')
      .orderBy('s.schedule_id')
  return everywhere(() => runShaped<DueSchedule>(db, 'due schedules', ['active', by], query))
}
