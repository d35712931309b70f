import { z } from 'zod'
import type { Who } from '../../shared/domain/action.ts'
import { canonicalText } from '../../shared/domain/entry.ts'
import { FleetRule } from '../../shared/domain/fleet-rule.ts'
import { WhoShape } from '../../shared/domain/gate-shapes.ts'
import type { ReadDb } from './schema.ts'
import { runByKey, runShaped } from './shaped.ts'
import type { Tx } from './store.ts'

const Document = z.strictObject({ rule: FleetRule, by: WhoShape, since: z.string() })
export type RuleRecord = { rule_id: string; rule: FleetRule; by: Who; since: string; last_seq: number }
type RuleRow = { rule_id: string; document: string; removed: number; last_seq: number }

const columns = ['rule_id', 'document', 'removed', 'last_seq'] as const

/** Those that are there, in the order in which they were made. */
export async function readRules(db: ReadDb, workspace: string): Promise<RuleRecord[]> {
  const rows = await runByKey<RuleRow>(db, 'fleet-rules', [workspace, 0], () =>
    db
      .selectFrom('fleet_rule')
      .select(columns)
      .where('workspace', '=', workspace)
      .where('removed', '=', 0)
      .orderBy('rule_id'),
  )
  return rows.map(recordOf)
}

/** Nothing for one that was removed. */
export async function findRule(db: ReadDb, workspace: string, rule_id: string): Promise<RuleRecord | undefined> {
  const row = await db
    .selectFrom('fleet_rule')
    .select(columns)
    .where('workspace', '=', workspace)
    .where('rule_id', '=', rule_id)
    .where('removed', '=', 0)
    .executeTakeFirst()
  return row && recordOf(row)
}

/** All of a workspace's rows as they stand, for the verifier. */
export async function readRuleRows(db: ReadDb, workspace: string): Promise<RuleRow[]> {
  return db.selectFrom('fleet_rule').select(columns).where('workspace', '=', workspace).orderBy('rule_id').execute()
}

export async function saveRule(tx: Tx, { rule_id, rule, by, since, last_seq }: RuleRecord): Promise<void> {
  const row = { document: canonicalText({ rule, by, since }), last_seq }
  await tx.db
    .insertInto('fleet_rule')
    .values({ workspace: tx.workspace, rule_id, removed: 0, ...row })
    .onConflict((conflict) => conflict.columns(['workspace', 'rule_id']).doUpdateSet(row))
    .execute()
}

/** It stays as it was, for what it has judged. */
export async function removeRule(tx: Tx, rule_id: string, last_seq: number): Promise<void> {
  await tx.db
    .updateTable('fleet_rule')
    .set({ removed: 1, last_seq })
    .where('workspace', '=', tx.workspace)
    .where('rule_id', '=', rule_id)
    .execute()
}

export type RuleCounts = { green: number; amber: number; red: number }

/** What our own rules said since a moment, by rule. */
export async function countVerdicts(db: ReadDb, workspace: string, since_ms: number): Promise<Map<string, RuleCounts>> {
  const rows = await runShaped<{ rule_id: string; label: string; count: number }>(
    db,
    'verdicts by rule',
    [workspace, since_ms],
    () =>
      db
        .selectFrom('evaluation')
        .select(({ fn }) => ['rule_id', 'label', fn.countAll<number>().as('count')])
        .$narrowType<{ rule_id: string }>()
        .where('workspace', '=', workspace)
        .where('at_ms', '>=', since_ms)
        .where('rule_id', 'is not', null)
        .groupBy(['rule_id', 'label']),
  )
  const counts = new Map<string, RuleCounts>()
  for (const { rule_id, label, count } of rows) {
    const known = counts.get(rule_id) ?? { green: 0, amber: 0, red: 0 }
    counts.set(rule_id, { ...known, [label]: count })
  }
  return counts
}

function recordOf({ rule_id, document, last_seq }: RuleRow): RuleRecord {
  return { rule_id, ...Document.parse(JSON.parse(document)), last_seq }
}
