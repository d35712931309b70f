import { type RawBuilder, sql } from 'kysely'
import type { ReadDb } from './schema.ts'
import { runShaped } from './shaped.ts'

export type UsageRange = { from_ms: number; to_ms: number; agent?: string | undefined }
export type Used = { cost_nano: number; calls: number; input_tokens: number; output_tokens: number }

const whole = (column: string) => sql`cast(coalesce(sum(${sql.ref(column)}), 0) as bigint)`
const sums = sql`${whole('cost_nano')} as cost_nano, ${whole('calls')} as calls,
  ${whole('input_tokens')} as input_tokens, ${whole('output_tokens')} as output_tokens`

const within = (workspace: string, { from_ms, to_ms, agent }: UsageRange) =>
  agent === undefined
    ? sql`workspace = ${workspace} and bucket_ms >= ${from_ms} and bucket_ms < ${to_ms}`
    : sql`workspace = ${workspace} and bucket_ms >= ${from_ms} and bucket_ms < ${to_ms} and agent = ${agent}`
const valuesOf = (workspace: string, { from_ms, to_ms, agent }: UsageRange) =>
  agent === undefined ? [workspace, from_ms, to_ms] : [workspace, from_ms, to_ms, agent]

function run<Row>(db: ReadDb, shape: string, values: readonly unknown[], query: RawBuilder<Row>): Promise<Row[]> {
  return runShaped<Row>(db, shape, values, () => ({ compile: () => query.compile(db) }))
}

/** Five-minute buckets put together to larger ones, of `size_ms` each, from the beginning of the range on. */
export async function sumUsageOverTime(
  db: ReadDb,
  workspace: string,
  range: UsageRange,
  size_ms: number,
): Promise<Map<number, Used>> {
  const rows = await run<Used & { at: number }>(
    db,
    `usage over time${range.agent === undefined ? '' : ' of one'}`,
    // Whole numbers on both engines: a bound number is a fraction to SQLite.
    [range.from_ms, size_ms, ...valuesOf(workspace, range)],
    sql`select (bucket_ms - cast(${range.from_ms} as bigint)) / cast(${size_ms} as bigint) as at, ${sums}
      from usage_bucket where ${within(workspace, range)} group by 1`,
  )
  return new Map(rows.map(({ at, ...used }) => [at, used]))
}

export type UsedBy = Used & { agent: string; model: string; unpriced: number }

/** By agent and model, over the whole of it. */
export const sumUsageByWho = (db: ReadDb, workspace: string, range: UsageRange): Promise<UsedBy[]> =>
  run<UsedBy>(
    db,
    `usage by who${range.agent === undefined ? '' : ' of one'}`,
    valuesOf(workspace, range),
    sql`select agent, model, ${sums}, ${whole('unpriced')} as unpriced
      from usage_bucket where ${within(workspace, range)} group by agent, model`,
  )

export async function sumCost(db: ReadDb, workspace: string, range: UsageRange): Promise<number> {
  const [row] = await run<{ cost_nano: number }>(
    db,
    `usage cost${range.agent === undefined ? '' : ' of one'}`,
    valuesOf(workspace, range),
    sql`select ${whole('cost_nano')} as cost_nano from usage_bucket where ${within(workspace, range)}`,
  )
  return row?.cost_nano ?? 0
}
