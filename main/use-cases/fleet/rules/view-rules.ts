import type { z } from '@hono/zod-openapi'
import type { FleetRuleView } from '../../../../shared/contract/rules.ts'
import { viewActors } from '../../../store/actors.ts'
import { countVerdicts, type RuleRecord } from '../../../store/fleet-rules.ts'
import type { ReadDb } from '../../../store/schema.ts'

export type RuleView = z.output<typeof FleetRuleView>

const dayMs = 86_400_000
const none = { green: 0, amber: 0, red: 0 }

export async function viewRules(
  db: ReadDb,
  workspace: string,
  records: readonly RuleRecord[],
  now: number,
): Promise<RuleView[]> {
  if (records.length === 0) return []
  const actors = await viewActors(
    db,
    workspace,
    records.map(({ by }) => by.digest),
  )
  const counts = await countVerdicts(db, workspace, now - dayMs)
  return records.map(({ rule_id, rule, by, since }) => ({
    id: rule_id,
    rule,
    changed_at: since,
    changed_by: actors[by.digest] ?? null,
    lately: counts.get(rule_id) ?? none,
  }))
}
