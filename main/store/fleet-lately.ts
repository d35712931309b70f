import { sql } from 'kysely'
import { plannedOnce } from './planned-once.ts'
import type { ReadDb } from './schema.ts'
import { runShaped } from './shaped.ts'

/** What the traces that began since a moment add up to. A percentile is the duration of the trace at its rank: no estimate. */
export type Lately = {
  runs: number
  errors: number
  p50_us: number | null
  p95_us: number | null
  cost_nano: number
  input_tokens: number
  output_tokens: number
}
export type Range = { from_us: number; to_us: number; agent?: string | undefined }

const sums = sql`
  cast(count(*) as bigint) as runs,
  cast(coalesce(sum(case when status = 'error' then 1 else 0 end), 0) as bigint) as errors,
  max(case when place = (total * 50 + 99) / 100 then duration_us end) as p50_us,
  max(case when place = (total * 95 + 99) / 100 then duration_us end) as p95_us,
  cast(coalesce(sum(cost_nano), 0) as bigint) as cost_nano,
  cast(coalesce(sum(input_tokens), 0) as bigint) as input_tokens,
  cast(coalesce(sum(output_tokens), 0) as bigint) as output_tokens`

const within = (workspace: string, { from_us, to_us, agent }: Range) =>
  agent === undefined
    ? sql`workspace = ${workspace} and started_us >= ${from_us} and started_us < ${to_us}`
    : sql`workspace = ${workspace} and started_us >= ${from_us} and started_us < ${to_us} and agent = ${agent}`

const valuesOf = (workspace: string, { from_us, to_us, agent }: Range) =>
  agent === undefined ? [workspace, from_us, to_us] : [workspace, from_us, to_us, agent]

/** Of all of them together. */
export async function sumTraces(db: ReadDb, workspace: string, range: Range): Promise<Lately> {
  const shape = `fleet sums${range.agent === undefined ? '' : ' of one'}`
  const build = () => sql<Lately>`select ${sums} from (
    select status, duration_us, cost_nano, input_tokens, output_tokens,
      row_number() over (order by duration_us) as place, count(*) over () as total
    from trace where ${within(workspace, range)}) as ranked`
  const compilable = () => ({ compile: () => build().compile(db) })
  const [row] = await runShaped<Lately>(db, shape, valuesOf(workspace, range), compilable, plannedOnce)
  return row ?? { runs: 0, errors: 0, p50_us: null, p95_us: null, cost_nano: 0, input_tokens: 0, output_tokens: 0 }
}

/** Of each agent by itself. */
export async function sumTracesByAgent(db: ReadDb, workspace: string, range: Range): Promise<Map<string, Lately>> {
  const shape = `fleet sums by agent${range.agent === undefined ? '' : ' of one'}`
  const build = () => sql<Lately & { agent: string }>`select agent, ${sums} from (
    select agent, status, duration_us, cost_nano, input_tokens, output_tokens,
      row_number() over (partition by agent order by duration_us) as place, count(*) over (partition by agent) as total
    from trace where ${within(workspace, range)}) as ranked group by agent`
  const compilable = () => ({ compile: () => build().compile(db) })
  const values = valuesOf(workspace, range)
  const rows = await runShaped<Lately & { agent: string }>(db, shape, values, compilable, plannedOnce)
  return new Map(rows.map(({ agent, ...lately }) => [agent, lately]))
}

/**
 * Who was heard of since a moment, and when last: from agent to agent along the index, however many traces each has.
 */
export async function readAgentsSince(
  db: ReadDb,
  workspace: string,
  since_us: number,
): Promise<{ agent: string; last_us: number }[]> {
  const first = sql`select min(agent) from trace where workspace = ${workspace}`
  const next = sql`select min(trace.agent) from trace where trace.workspace = ${workspace} and trace.agent > known.agent`
  const last = sql`select max(started_us) from trace where trace.workspace = ${workspace} and trace.agent = known.agent`
  const build = () => sql<{ agent: string; last_us: number }>`
    with recursive known(agent) as (
      select (${first}) union all select (${next}) from known where known.agent is not null
    ), heard as (select known.agent, (${last}) as last_us from known where known.agent is not null)
    select agent, last_us from heard where last_us >= ${since_us} order by agent`
  const compilable = () => ({ compile: () => build().compile(db) })
  return runShaped(db, 'agents since', [workspace, workspace, workspace, since_us], compilable, plannedOnce)
}

/** By agent: how many evaluations there were since a moment, and how many of them are violations. */
export async function countEvaluations(
  db: ReadDb,
  workspace: string,
  { from_ms, to_ms }: { from_ms: number; to_ms: number },
): Promise<Map<string, { evaluated: number; violations: number }>> {
  const values = [workspace, from_ms, to_ms]
  const rows = await runShaped<{ agent: string; evaluated: number; violations: number }>(
    db,
    'evaluations by agent',
    values,
    () => ({
      compile: () =>
        sql<{ agent: string; evaluated: number; violations: number }>`
          select agent, cast(count(*) as bigint) as evaluated,
            cast(sum(case when label = 'green' then 0 else 1 end) as bigint) as violations
          from evaluation where workspace = ${workspace} and at_ms >= ${from_ms} and at_ms < ${to_ms}
          group by agent`.compile(db),
    }),
    plannedOnce,
  )
  return new Map(rows.map(({ agent, ...counts }) => [agent, counts]))
}
