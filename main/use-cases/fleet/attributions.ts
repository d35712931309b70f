import type { z } from '@hono/zod-openapi'
import type { Attributions } from '../../../shared/contract/rules.ts'
import type { EvaluationDocument } from '../../../shared/domain/fleet.ts'
import { FleetRule, type Inputs, ruleInputs } from '../../../shared/domain/fleet-rule.ts'
import { attribute } from '../../../shared/domain/judge-trace.ts'
import { ok, type Refusal, type Result, refuse } from '../../../shared/domain/result.ts'
import { findEvaluation } from '../../store/evaluations.ts'
import type { ReadDb } from '../../store/schema.ts'

export type AttributionsView = z.output<typeof Attributions>

export const noSuchViolation: Refusal = { code: 'not_found', detail: 'There is no such violation.' }

/** How much each input contributed to the score of an evaluation: ours exactly, somebody else's as it was sent. */
export async function attributionsOf(db: ReadDb, workspace: string, id: string): Promise<Result<AttributionsView>> {
  const found = await findEvaluation(db, workspace, id)
  if (found === undefined) return { ok: false, refusal: noSuchViolation }
  const { judged, sent }: EvaluationDocument = JSON.parse(found.document)
  if (judged) {
    // As it was when it judged, by which the score came about; whatever the rule says now.
    const { base, whole, items } = attribute(FleetRule.parse(judged.rule), allOf(judged.inputs))
    return ok({ violation_id: id, source: 'shapley', base, score: whole, items })
  }
  if (sent) {
    const items = sent.attributions.map((each) => ({ ...each, baseline: null }))
    return ok({ violation_id: id, source: 'reported', base: sent.base, score: found.score, items })
  }
  return refuse(
    'not_explainable',
    'Whoever reported this did not say what led to it, and Countersign did not judge it itself.',
  )
}

const allOf = (inputs: Readonly<Record<string, number>>): Inputs => {
  const all = Object.fromEntries(ruleInputs.map((input) => [input, inputs[input] ?? 0]))
  return all as Record<keyof Inputs, number>
}
