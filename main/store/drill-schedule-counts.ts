import type { ReadDb } from './schema.ts'

export type ScheduleCounts = { outstanding: number; breached: number }

/** Of each schedule: how many routes wait for an answer, and how many of them are late by `now`. */
export async function readScheduleCounts(
  db: ReadDb,
  workspace: string,
  now: string,
): Promise<Map<string, ScheduleCounts>> {
  const rows = await db
    .selectFrom('drill_route')
    .select((e) => [
      'schedule_id',
      e.fn.countAll<number>().as('outstanding'),
      e.fn.sum<number>(e.case().when('slo_ends_at', '<=', now).then(1).else(0).end()).as('breached'),
    ])
    .where('workspace', '=', workspace)
    .where('state', '=', 'outstanding')
    .where('superseded_by', 'is', null)
    .groupBy('schedule_id')
    .execute()
  return new Map(
    rows.map(({ schedule_id, outstanding, breached }) => [
      schedule_id,
      { outstanding: Number(outstanding), breached: Number(breached) },
    ]),
  )
}

/** When a drill of each schedule was last run to its end. */
export async function readLastDrills(db: ReadDb, workspace: string): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('drill_run')
    .select((e) => ['schedule_id', e.fn.max('ended_at').as('ended_at')])
    .where('workspace', '=', workspace)
    .where('state', '=', 'finished')
    .groupBy('schedule_id')
    .execute()
  return new Map(rows.flatMap(({ schedule_id, ended_at }) => (ended_at === null ? [] : [[schedule_id, ended_at]])))
}
