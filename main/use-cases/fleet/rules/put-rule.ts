import { canonicalText } from '../../../../shared/domain/entry.ts'
import type { FleetRule } from '../../../../shared/domain/fleet-rule.ts'
import { writeRuleEvent } from '../../../../shared/domain/fleet-rule-entries.ts'
import { ok, type Refusal, type Result, refuse } from '../../../../shared/domain/result.ts'
import { findRule, type RuleRecord, readRules, saveRule } from '../../../store/fleet-rules.ts'
import { newId } from '../../../store/new-id.ts'
import type { Act } from '../../transition.ts'
import { type RuleView, viewRules } from './view-rules.ts'

export const noSuchRule: Refusal = { code: 'not_found', detail: 'There is no such rule.' }

/** Every trace is judged by every rule: more of them than this nobody reads. */
const mostRules = 200

export async function createRule(act: Act, rule: FleetRule): Promise<Result<RuleView>> {
  const { db, workspace, now } = act.tx
  if ((await readRules(db, workspace)).length >= mostRules)
    return refuse('invalid_input', `A workspace has at most ${mostRules} rules.`, {
      issues: [{ path: [], message: `at most ${mostRules} rules` }],
    })
  return setRule(act, newId(Date.parse(now)), rule)
}

/** What it judged before keeps the form by which it was judged. To set it as it is already is no entry. */
export async function putRule(act: Act, id: string, rule: FleetRule): Promise<Result<RuleView>> {
  const before = await findRule(act.tx.db, act.tx.workspace, id)
  if (before === undefined) return { ok: false, refusal: noSuchRule }
  if (canonicalText(before.rule) === canonicalText(rule)) return ok(await viewRule(act, before))
  return setRule(act, id, rule)
}

async function setRule(act: Act, rule_id: string, rule: FleetRule): Promise<Result<RuleView>> {
  const { tx, who } = act
  const { seq } = tx.append({ ...writeRuleEvent(rule_id, { kind: 'set', rule }), actor: who })
  const record = { rule_id, rule, by: who, since: tx.now, last_seq: seq }
  await saveRule(tx, record)
  return ok(await viewRule(act, record))
}

async function viewRule({ tx }: Act, record: RuleRecord): Promise<RuleView> {
  const [view] = await viewRules(tx.db, tx.workspace, [record], Date.parse(tx.now))
  if (view === undefined) throw new Error('a rule that was just set is not there')
  return view
}
