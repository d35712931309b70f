import { z } from 'zod'
import { ruleInputs } from '../../../../shared/domain/fleet-rule.ts'
import type { RuleForm } from './rule-form.ts'

const text = z.string()
const input = z.enum(ruleInputs)
const form = z.object({
  kind: z.enum(['threshold', 'weighted']),
  name: text,
  description: text,
  frameworks: text,
  agents: text,
  enabled: z.boolean(),
  limits: z.array(z.object({ input, side: z.enum(['above', 'below']), amber: text, red: text, baseline: text })).min(1),
  parts: z.array(z.object({ input, weight: text, from: text, to: text, baseline: text })).min(1),
  amber: text,
  red: text,
})
const draft = z.object({ of: text.nullable(), form })

/** What is written of a rule and not saved, and of which state of the rule it began. */
export type RuleDraft = { of: string | null; form: RuleForm }

/** A rule that is not there yet has no id. */
export const ruleDraftPlace = (id: string | null): string => `settings/fleet/rule/${id ?? 'new'}`

/** Whoever has put all back as it was has written nothing. */
export const writeRuleDraft = (next: RuleDraft, begun: RuleForm): string =>
  JSON.stringify(next.form) === JSON.stringify(begun) ? '' : JSON.stringify(next)

/** Whatever a window kept may be of another version: what is not of this form is no draft. */
export function readRuleDraft(kept: string): RuleDraft | undefined {
  if (kept === '') return undefined
  try {
    return draft.safeParse(JSON.parse(kept)).data
  } catch {
    return undefined
  }
}
