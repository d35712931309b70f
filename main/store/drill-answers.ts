import { type Compilable, type RawBuilder, sql } from 'kysely'
import {
  type AcknowledgementState,
  type RouteAction,
  type RouteState,
  routeActions,
  routeStates,
} from '../../shared/domain/drill-route.ts'
import { runMany } from './drill-acknowledgements.ts'
import type { Engine, ReadDb } from './schema.ts'
import type { Tx } from './store.ts'

/** Whom an answer is about: what a plan told by a provider, to one owner or to all of them; without a plan the latest. */
export type Answered = {
  schedule_id: string
  provider: string
  plan_id?: string | undefined
  owner?: string | undefined
}

/** What of a route decides whether it can be answered. `place` is that of the question in its list. */
export type AnswerableRoute = {
  place: number
  n: number
  route_id: string
  plan_id: string
  owner: string
  action: RouteAction
  reason: string
  state: RouteState | null
}
type Row = Omit<AnswerableRoute, 'action' | 'state'> & { action: string; state: string | null }

/**
 * The routes that each of these is about, in one question, in their order. A plan that is not of the schedule that is
 * named has none.
 */
export async function readAnswerable(
  db: ReadDb,
  engine: Engine,
  workspace: string,
  asked: readonly Answered[],
): Promise<AnswerableRoute[]> {
  if (asked.length === 0) return []
  const wanted = asked.map(({ schedule_id, provider, plan_id, owner }, place) => [
    place,
    schedule_id,
    provider,
    plan_id ?? null,
    owner ?? null,
  ])
  const values = [...wanted.flat(), workspace, workspace, workspace, workspace]
  const rows = await runMany(asked.length)<Row>(db, `answerable ${asked.length}`, values, () =>
    compiled(db, answerableTo(engine, workspace, wanted)),
  )
  return rows.map((row) => ({ ...row, action: one(routeActions, row.action), state: stateOf(row.state) }))
}

/** Those that name an owner, and those that mean every owner: so that an index finds the one route among many. */
const answerableTo = (engine: Engine, workspace: string, wanted: readonly Values[]): RawBuilder<Row> => sql`
  with asked (place, schedule_id, provider, plan_id, owner) as (values ${tuples(wanted)})
  ${routesFor(engine, workspace, (owner) => sql`${owner} = asked.owner`)}
  union all
  ${routesFor(engine, workspace, () => sql`asked.owner is null`)}
  order by 1, 2`

/** The questions come first, then for each its plan, then the routes of that plan. */
function routesFor(
  engine: Engine,
  workspace: string,
  isMeant: (owner: RawBuilder<unknown>) => RawBuilder<unknown>,
): RawBuilder<unknown> {
  const plan = sql`coalesce(asked.plan_id, (
    select latest.plan_id from drill_route as latest
    where latest.workspace = ${workspace}
      and latest.schedule_id = asked.schedule_id
      and latest.provider = asked.provider
      and latest.action = 'deliver'
      and ${isMeant(sql`latest.owner`)}
    order by latest.n desc limit 1))`
  const ofPlan = (plan_id: RawBuilder<unknown>) => sql`
    route.workspace = ${workspace}
    and route.plan_id = ${plan_id}
    and route.provider = asked.provider
    and ${isMeant(sql`route.owner`)}`
  // SQLite keeps to the order of a cross join. PostgreSQL joins as it likes, but moves nothing across an offset; and under
  // row security it looks nothing up by what a query within the condition says, so the plan is settled before.
  const routes =
    engine === 'postgresql'
      ? sql`lateral (select ${plan} as plan_id offset 0) as chosen
          cross join lateral (
            select * from drill_route as route where ${ofPlan(sql`chosen.plan_id`)} offset 0
          ) as route
          where true`
      : sql`drill_route as route where ${ofPlan(plan)}`
  return sql`
    select asked.place, route.n, route_id, route.plan_id, route.owner, action, reason, state
    from asked cross join ${routes} and route.schedule_id = asked.schedule_id`
}

/** Which entry changed a route, and the acknowledgement that it tells of. */
export type Moved = { n: number; acknowledgement_id: string; seq: number }

/** All to one state, at one moment. Found by their numbers, which are those of this workspace alone. */
export async function moveRoutes(tx: Tx, state: AcknowledgementState, moved: readonly Moved[]): Promise<void> {
  if (moved.length === 0) return
  const rows = moved.map(({ n, acknowledgement_id, seq }) => [n, acknowledgement_id, seq])
  const values = [...rows.flat(), state, tx.now]
  await runMany(moved.length)(tx.db, `move routes ${moved.length}`, values, () =>
    compiled(
      tx.db,
      sql`with moved (n, acknowledgement_id, seq) as (values ${tuples(rows)})
        update drill_route
        set state = ${state}, answered_at = coalesce(answered_at, ${tx.now}),
          acknowledgement_id = moved.acknowledgement_id, last_seq = moved.seq
        from moved
        where drill_route.n = moved.n`,
    ),
  )
}

type Values = readonly (string | number | null)[]

/** PostgreSQL takes every parameter of such a list for a text, unless it is told what it is. */
const tuples = (rows: readonly Values[]) =>
  sql.join(
    rows.map(
      (row) => sql`(${sql.join(row.map((value) => (typeof value === 'number' ? whole(value) : sql`${value}`)))})`,
    ),
  )
const whole = (value: number) => sql`cast(${value} as bigint)`

const compiled = <Row>(db: ReadDb, query: RawBuilder<Row>): Compilable<Row> => ({
  compile: () => query.compile(db),
})

const stateOf = (text: string | null): RouteState | null => (text === null ? null : one(routeStates, text))

function one<const T extends string>(known: readonly T[], text: string): T {
  const found = known.find((each) => each === text)
  if (found === undefined) throw new Error(`a route has ${text} where one of ${known.join(', ')} belongs`)
  return found
}
