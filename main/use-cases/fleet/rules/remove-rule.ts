import { writeRuleEvent } from '../../../../shared/domain/fleet-rule-entries.ts'
import { ok, type Result } from '../../../../shared/domain/result.ts'
import { findRule, removeRule as removeRow } from '../../../store/fleet-rules.ts'
import type { Act } from '../../transition.ts'
import { noSuchRule } from './put-rule.ts'

/** It judges no more; its verdicts stay. */
export async function removeRule({ tx, who }: Act, id: string): Promise<Result<{ id: string }>> {
  if ((await findRule(tx.db, tx.workspace, id)) === undefined) return { ok: false, refusal: noSuchRule }
  const { seq } = tx.append({ ...writeRuleEvent(id, { kind: 'removed' }), actor: who })
  await removeRow(tx, id, seq)
  return ok({ id })
}
