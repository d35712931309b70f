import type { Selectable } from 'kysely'
import type { ReadDb, Schema } from './schema.ts'

/** So many at a time, so that whoever looks at all of them holds few. */
const batch = 1000

type Numbered = { n: number }

async function* inBatches<Row extends Numbered>(
  read: (after: number, limit: number) => Promise<Row[]>,
): AsyncGenerator<Row> {
  // Rows that somebody has put before the first are rows too.
  let after = Number.MIN_SAFE_INTEGER
  for (;;) {
    const rows = await read(after, batch)
    yield* rows
    const last = rows.at(-1)
    if (last === undefined || rows.length < batch) return
    after = last.n
  }
}

/** All rows of a workspace as they stand, in the order in which they were made: for the verifier. */
export const everyPlanRow = (db: ReadDb, workspace: string) =>
  inBatches<Selectable<Schema['drill_plan']>>((after, limit) =>
    db
      .selectFrom('drill_plan')
      .selectAll()
      .where('workspace', '=', workspace)
      .where('n', '>', after)
      .orderBy('n')
      .limit(limit)
      .execute(),
  )

export type RouteEvidenceRow = Selectable<Schema['drill_route']> & { plan_seq: number | null }

/** Each with the place of its plan's entry. */
export const everyRouteRow = (db: ReadDb, workspace: string) =>
  inBatches<RouteEvidenceRow>((after, limit) =>
    db
      .selectFrom('drill_route as route')
      .leftJoin('drill_plan as plan', (join) =>
        join.onRef('plan.workspace', '=', 'route.workspace').onRef('plan.plan_id', '=', 'route.plan_id'),
      )
      .selectAll('route')
      .select('plan.seq as plan_seq')
      .where('route.workspace', '=', workspace)
      .where('route.n', '>', after)
      .orderBy('route.n')
      .limit(limit)
      .execute(),
  )

export const everyAcknowledgementRow = (db: ReadDb, workspace: string) =>
  inBatches<Selectable<Schema['drill_acknowledgement']>>((after, limit) =>
    db
      .selectFrom('drill_acknowledgement')
      .selectAll()
      .where('workspace', '=', workspace)
      .where('n', '>', after)
      .orderBy('n')
      .limit(limit)
      .execute(),
  )

export type DeliveryEvidenceRow = Selectable<Schema['drill_delivery']> & { plan_seq: number | null }

/** Each with the place of its plan's entry. */
export const everyDeliveryRow = (db: ReadDb, workspace: string) =>
  inBatches<DeliveryEvidenceRow>((after, limit) =>
    db
      .selectFrom('drill_delivery as delivery')
      .leftJoin('drill_plan as plan', (join) =>
        join.onRef('plan.workspace', '=', 'delivery.workspace').onRef('plan.plan_id', '=', 'delivery.plan_id'),
      )
      .selectAll('delivery')
      .select('plan.seq as plan_seq')
      .where('delivery.workspace', '=', workspace)
      .where('delivery.n', '>', after)
      .orderBy('delivery.n')
      .limit(limit)
      .execute(),
  )

export type AttemptCount = { delivery_id: string; count: number; lowest: number; highest: number; good: number }

/** Of each delivery: how many attempts, the numbers of the first and the last, and how many of them ended without an error. */
export async function countAttempts(db: ReadDb, workspace: string): Promise<AttemptCount[]> {
  const rows = await db
    .selectFrom('drill_delivery_attempt')
    .select((e) => [
      'delivery_id',
      e.fn.countAll<number>().as('count'),
      e.fn.min('n').as('lowest'),
      e.fn.max('n').as('highest'),
      e.fn
        .sum<number>(
          e
            .case()
            .when(e.and([e('error', 'is', null), e('ended_at', 'is not', null)]))
            .then(1)
            .else(0)
            .end(),
        )
        .as('good'),
    ])
    .where('workspace', '=', workspace)
    .groupBy('delivery_id')
    .orderBy('delivery_id')
    .execute()
  return rows.map(({ delivery_id, count, lowest, highest, good }) => ({
    delivery_id,
    count: Number(count),
    lowest: Number(lowest),
    highest: Number(highest),
    good: Number(good),
  }))
}
