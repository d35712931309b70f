import { sql } from 'kysely'
import type { Label } from '../../shared/domain/fleet.ts'
import type { JudgedSpan } from '../../shared/domain/judge-trace.ts'
import { newId } from './new-id.ts'
import type { ReadDb } from './schema.ts'
import { runByKey, runShaped } from './shaped.ts'
import type { Tx } from './store.ts'

export type Unjudged = { trace_id: string; agent: string; ended_us: number; received_ms: number }

/** Since when nothing has come: to a trace whose root is there, to any; and since when one has waited that never falls quiet. */
export type Due = { whole: number; any: number; restless: number }

/** Those that are due, the one that waits longest first. */
export const readUnjudged = (db: ReadDb, workspace: string, due: Due, limit: number): Promise<Unjudged[]> =>
  runShaped<Unjudged>(db, 'unjudged traces', [workspace, due.whole, due.any, due.restless, limit], () =>
    db
      .selectFrom('trace')
      .select(['trace_id', 'agent', 'ended_us', 'received_ms'])
      .where('workspace', '=', workspace)
      .where('judged', '=', sql.lit(0))
      .where((is) =>
        is.or([
          is.and([is('root_seen', '=', sql.lit(1)), is('received_ms', '<=', due.whole)]),
          is('received_ms', '<=', due.any),
          is('unjudged_since_ms', '<=', due.restless),
        ]),
      )
      .orderBy('received_ms')
      .limit(limit),
  )

/** The workspaces in which there is something to judge. */
export const readUnjudgedWorkspaces = async (db: ReadDb): Promise<string[]> => {
  const rows = await db.selectFrom('trace').select('workspace').where('judged', '=', sql.lit(0)).distinct().execute()
  return rows.map(({ workspace }) => workspace).sort()
}

const looked = [
  'span_id',
  'parent_span_id',
  'start_us',
  'duration_us',
  'status',
  'operation',
  'tool',
  'model',
  'input_tokens',
  'output_tokens',
  'cost_nano',
] as const

/** Of a trace that is larger than anything sensible, the first spans stand for it. */
const mostSpans = 20_000

export const readJudgedSpans = (db: ReadDb, workspace: string, trace_id: string): Promise<JudgedSpan[]> =>
  runByKey<JudgedSpan>(db, 'judged spans', [workspace, trace_id, mostSpans], () =>
    db
      .selectFrom('span')
      .select(looked)
      .where('workspace', '=', workspace)
      .where('trace_id', '=', trace_id)
      .orderBy('start_us')
      .limit(mostSpans),
  )

/** Whether it was still to be judged, as it was when it was looked at. */
export async function markJudged(tx: Tx, { trace_id, received_ms }: Unjudged): Promise<boolean> {
  const done = await tx.db
    .updateTable('trace')
    .set({ judged: 1 })
    .where('workspace', '=', tx.workspace)
    .where('trace_id', '=', trace_id)
    .where('judged', '=', 0)
    .where('received_ms', '=', received_ms)
    .executeTakeFirst()
  return Number(done.numUpdatedRows) === 1
}

/** What rules of ours said of it that have nothing to say of it any more: as where its root came and named another agent. */
export async function dropOtherVerdicts(tx: Tx, trace_id: string, rule_ids: readonly string[]): Promise<void> {
  let query = tx.db
    .deleteFrom('evaluation')
    .where('workspace', '=', tx.workspace)
    .where('trace_id', '=', trace_id)
    .where('source', '=', 'countersign')
  if (rule_ids.length > 0) query = query.where('rule_id', 'not in', rule_ids)
  await query.execute()
}

export type VerdictRow = {
  trace_id: string
  agent: string
  rule: string
  rule_id: string
  score: number
  label: Label
  explanation: string
  /** `EvaluationDocument`, as JSON. */
  document: string
  at_ms: number
}

/**
 * One verdict per trace and rule, however many processes judge and however often. Spans that come late may change it:
 * then the same evaluation says what is so now. One that comes out the same stays as it was found first.
 */
export async function putVerdicts(tx: Tx, verdicts: readonly VerdictRow[]): Promise<void> {
  const now = Date.parse(tx.now)
  for (let from = 0; from < verdicts.length; from += 100)
    await tx.db
      .insertInto('evaluation')
      .values(
        verdicts.slice(from, from + 100).map((verdict) => ({
          ...verdict,
          workspace: tx.workspace,
          evaluation_id: newId(now),
          span_id: null,
          source: 'countersign',
          told_by: `rule:${verdict.rule_id}:${verdict.trace_id}`,
        })),
      )
      .onConflict((conflict) =>
        conflict
          .columns(['workspace', 'told_by'])
          .doUpdateSet((update) => ({
            agent: update.ref('excluded.agent'),
            rule: update.ref('excluded.rule'),
            score: update.ref('excluded.score'),
            label: update.ref('excluded.label'),
            explanation: update.ref('excluded.explanation'),
            document: update.ref('excluded.document'),
            at_ms: update.ref('excluded.at_ms'),
          }))
          .where(
            sql<boolean>`evaluation.label <> excluded.label or evaluation.score <> excluded.score or evaluation.agent <> excluded.agent`,
          ),
      )
      .execute()
}
