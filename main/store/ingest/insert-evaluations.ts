import type { EvaluationDocument, Label } from '../../../shared/domain/fleet.ts'
import { newId } from '../new-id.ts'
import type { Engine } from '../schema.ts'
import type { Tx } from '../store.ts'
import { manyRows } from './many-rows.ts'

export type NewEvaluationRow = {
  trace_id: string
  span_id: string | null
  agent: string
  rule: string
  source: 'reported' | 'countersign'
  rule_id: string | null
  score: number | null
  label: Label
  explanation: string | null
  document: EvaluationDocument
  at_ms: number
  /** What makes two reports the same one. */
  told_by: string
}

const insert = manyRows({
  into: 'evaluation',
  columns: [
    ...['workspace', 'evaluation_id', 'trace_id', 'span_id', 'agent', 'rule', 'source', 'rule_id', 'score', 'label'],
    ...['explanation', 'document', 'at_ms', 'told_by'],
  ],
  onwards: 'on conflict (workspace, told_by) do nothing returning evaluation_id',
})

/** The ids of those that were not known yet. */
export async function insertEvaluations(
  { db, workspace, now }: Tx,
  engine: Engine,
  evaluations: readonly NewEvaluationRow[],
): Promise<string[]> {
  const made = Date.parse(now)
  const rows = evaluations.map((each) => [
    workspace,
    newId(made),
    each.trace_id,
    each.span_id,
    each.agent,
    each.rule,
    each.source,
    each.rule_id,
    each.score,
    each.label,
    each.explanation,
    JSON.stringify(each.document),
    each.at_ms,
    each.told_by,
  ])
  const ids: string[] = []
  for (const query of insert(engine, rows))
    for (const row of (await db.executeQuery(query)).rows) ids.push((row as { evaluation_id: string }).evaluation_id)
  return ids
}
