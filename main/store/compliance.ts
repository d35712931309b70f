import { sql } from 'kysely'
import type { ReadDb } from './schema.ts'
import { runShaped } from './shaped.ts'

/** Of one day, one rule with the frameworks that it served, one label. */
export type Tally = { day: number; rule: string; frameworks: string; label: string; count: number }

const dayMs = 86_400_000

/** `day` counts whole days of UTC since 1970. */
export async function tallyEvaluations(
  db: ReadDb,
  workspace: string,
  { from_ms, to_ms }: { from_ms: number; to_ms: number },
): Promise<Tally[]> {
  const query = sql<Tally>`
    select at_ms / ${sql.lit(dayMs)} as day, rule, frameworks, label, cast(count(*) as bigint) as count
    from evaluation where workspace = ${workspace} and at_ms >= ${from_ms} and at_ms < ${to_ms}
    group by 1, rule, frameworks, label`
  return runShaped<Tally>(db, 'evaluations by day', [workspace, from_ms, to_ms], () => ({
    compile: () => query.compile(db),
  }))
}
