import { type Selectable, sql } from 'kysely'
import { plannedOnce } from './planned-once.ts'
import { keepPlan } from './prepared.ts'
import type { Engine, ReadDb, Schema } from './schema.ts'
import { runByKey, runShaped } from './shaped.ts'

export type EvaluationRecord = Omit<Selectable<Schema['evaluation']>, 'workspace' | 'told_by' | 'frameworks'>

const columns = [
  'n',
  'evaluation_id',
  'trace_id',
  'span_id',
  'agent',
  'rule',
  'source',
  'rule_id',
  'score',
  'label',
  'explanation',
  'document',
  'at_ms',
] as const

export type EvaluationFilter = {
  labels: readonly string[]
  agent?: string | undefined
  rule?: string | undefined
  trace_id?: string | undefined
  since?: string | undefined
}
export type EvaluationPlace = { at_ms: number; n: number }

/**
 * Newest first, after a place in that order. Each label is walked by itself: what is rare is not looked for among the rest.
 * SQLite merges the walks row by row, unless each has a limit of its own: then it sorts what each has found, and then all
 * of it. PostgreSQL merges only where each has one, and else reads all violations that there ever were.
 */
export async function readEvaluations(
  db: ReadDb,
  workspace: string,
  { labels, agent, rule, trace_id, since }: EvaluationFilter,
  { engine, after, limit }: { engine: Engine; after?: EvaluationPlace | undefined; limit: number },
): Promise<EvaluationRecord[]> {
  if (labels.length === 0) return []
  const since_ms = since === undefined ? undefined : Date.parse(since)
  const given = [agent, rule, trace_id, since_ms, after?.at_ms, after?.n].filter((value) => value !== undefined)
  const shape = [agent, rule, trace_id, since, after].map((value) => (value === undefined ? '0' : '1')).join('')
  const each = engine === 'postgresql' ? [limit] : []
  const values = [...labels.flatMap((label) => [workspace, label, ...given, ...each]), limit]
  const build = () => {
    const ofLabel = (label: string) => {
      let query = db.selectFrom('evaluation').select(columns).where('workspace', '=', workspace)
      query = query.where('label', '=', label)
      if (agent !== undefined) query = query.where('agent', '=', agent)
      if (rule !== undefined) query = query.where('rule', '=', rule)
      if (trace_id !== undefined) query = query.where('trace_id', '=', trace_id)
      if (since_ms !== undefined) query = query.where('at_ms', '>=', since_ms)
      if (after) query = query.where(sql<boolean>`(at_ms, n) < (${after.at_ms}, ${after.n})`)
      if (engine === 'postgresql') query = query.orderBy('at_ms', 'desc').orderBy('n', 'desc').limit(limit)
      return sql<EvaluationRecord>`select * from (${query}) as one`
    }
    const all = sql.join(labels.map(ofLabel), sql` union all `)
    return sql<EvaluationRecord>`select * from (${all}) as found order by at_ms desc, n desc limit ${limit}`
  }
  const compilable = () => {
    const query = build()
    return { compile: () => query.compile(db) }
  }
  return runShaped<EvaluationRecord>(db, `evaluations ${labels.length} ${shape}`, values, compilable, plannedOnce)
}

export async function findEvaluation(
  db: ReadDb,
  workspace: string,
  evaluation_id: string,
): Promise<EvaluationRecord | undefined> {
  const [row] = await runByKey<EvaluationRecord>(db, 'evaluation', [workspace, evaluation_id], () =>
    db
      .selectFrom('evaluation')
      .select(columns)
      .where('workspace', '=', workspace)
      .where('evaluation_id', '=', evaluation_id),
  )
  return row
}

/** Of one trace, in the order in which they came; the last ones of very many. */
export async function readEvaluationsOf(
  db: ReadDb,
  workspace: string,
  trace_id: string,
  limit: number,
): Promise<EvaluationRecord[]> {
  const build = () =>
    db
      .selectFrom('evaluation')
      .select(columns)
      .where('workspace', '=', workspace)
      .where('trace_id', '=', trace_id)
      .orderBy('n', 'desc')
      .limit(limit)
  const keep = (text: string) => keepPlan(plannedOnce(text))
  const rows = await runShaped<EvaluationRecord>(db, 'evaluations of', [workspace, trace_id, limit], build, keep)
  return rows.reverse()
}
