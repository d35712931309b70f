import { FleetRule, type RuleInput, ruleInputs } from '../../../../shared/domain/fleet-rule.ts'
import { numberOf } from './price-form.ts'

export type LimitForm = { input: RuleInput; side: 'above' | 'below'; amber: string; red: string; baseline: string }
export type PartForm = { input: RuleInput; weight: string; from: string; to: string; baseline: string }

/** As it is typed. Both kinds are kept, so that whoever looks at the other one loses nothing. */
export type RuleForm = {
  kind: FleetRule['kind']
  name: string
  description: string
  frameworks: string
  agents: string
  enabled: boolean
  limits: readonly LimitForm[]
  parts: readonly PartForm[]
  amber: string
  red: string
}

const newLimit = (input: RuleInput): LimitForm => ({ input, side: 'above', amber: '', red: '', baseline: '0' })
const newPart = (input: RuleInput): PartForm => ({ input, weight: '1', from: '0', to: '', baseline: '0' })

export const emptyRule: RuleForm = {
  kind: 'threshold',
  name: '',
  description: '',
  frameworks: '',
  agents: '',
  enabled: true,
  limits: [newLimit('duration_ms')],
  parts: [newPart('duration_ms')],
  amber: '0.5',
  red: '0.8',
}

export function ruleForm(rule: FleetRule): RuleForm {
  const { kind, name, description, enabled } = rule
  const head = {
    ...emptyRule,
    kind,
    name,
    description,
    enabled,
    frameworks: rule.frameworks.join(', '),
    agents: rule.agents.join(', '),
  }
  switch (rule.kind) {
    case 'threshold':
      return {
        ...head,
        limits: rule.limits.map(({ input, side, amber, red, baseline }) => ({
          input,
          side,
          amber: String(amber),
          red: String(red),
          baseline: String(baseline),
        })),
      }
    case 'weighted':
      return {
        ...head,
        amber: String(rule.amber),
        red: String(rule.red),
        parts: rule.parts.map(({ input, weight, from, to, baseline }) => ({
          input,
          weight: String(weight),
          from: String(from),
          to: String(to),
          baseline: String(baseline),
        })),
      }
    default:
      return rule satisfies never
  }
}

/** Names with commas between; an empty one is none. */
export const listOf = (text: string): string[] =>
  text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')

function drafted({ kind, name, description, frameworks, agents, enabled, ...form }: RuleForm): unknown {
  const head = { name, description, frameworks: listOf(frameworks), agents: listOf(agents), enabled }
  if (kind === 'threshold')
    return {
      kind,
      ...head,
      limits: form.limits.map(({ input, side, amber, red, baseline }) => ({
        input,
        side,
        amber: numberOf(amber),
        red: numberOf(red),
        baseline: numberOf(baseline),
      })),
    }
  return {
    kind,
    ...head,
    parts: form.parts.map(({ input, weight, from, to, baseline }) => ({
      input,
      weight: numberOf(weight),
      from: numberOf(from),
      to: numberOf(to),
      baseline: numberOf(baseline),
    })),
    amber: numberOf(form.amber),
    red: numberOf(form.red),
  }
}

/** What is wrong, by the place in the rule: `name`, `limits.0.red`. */
export type RuleErrors = Readonly<Record<string, string>>
export type JudgedRule = { kind: 'fine'; rule: FleetRule } | { kind: 'faulty'; errors: RuleErrors }

/** By the schema that the server judges by. */
export function judgeRule(form: RuleForm): JudgedRule {
  const parsed = FleetRule.safeParse(drafted(form))
  if (parsed.success) return { kind: 'fine', rule: parsed.data }
  return { kind: 'faulty', errors: placed(parsed.error.issues) }
}

type Issue = { path: readonly PropertyKey[]; message: string; code?: string | undefined }

/** The same for what a server refused. */
function placed(issues: readonly Issue[]): RuleErrors {
  const errors: Record<string, string> = {}
  for (const { path, message } of issues) {
    const inside = path[0] === 'rule' ? path.slice(1) : path
    // A list of names is one field, with commas between.
    const listed = inside[0] === 'frameworks' || inside[0] === 'agents'
    const place = (listed ? inside.slice(0, 1) : inside).map(String).join('.')
    errors[place] ??= words(String(inside.at(-1) ?? ''), message)
  }
  return errors
}

const ranges: Readonly<Record<string, string>> = {
  name: 'A name of up to 120 characters, on one line.',
  description: 'At most 1,000 characters.',
  weight: 'A number from 0.001 to 1,000.',
}

function words(field: string, message: string): string {
  if (/^(red lies beyond amber|names each input once|differs from)/.test(message))
    return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`
  if (/NaN|expected number|received/i.test(message)) return 'A number is needed.'
  return ranges[field] ?? message
}

/** Another row, of an input that the rule does not look at yet; none where it looks at all of them. */
export function addRow(form: RuleForm): RuleForm {
  const used = new Set((form.kind === 'threshold' ? form.limits : form.parts).map(({ input }) => input))
  const free = ruleInputs.find((input) => !used.has(input))
  if (free === undefined) return form
  if (form.kind === 'threshold') return { ...form, limits: [...form.limits, newLimit(free)] }
  return { ...form, parts: [...form.parts, newPart(free)] }
}

export function removeRow(form: RuleForm, place: number): RuleForm {
  if (form.kind === 'threshold') return { ...form, limits: form.limits.filter((_, index) => index !== place) }
  return { ...form, parts: form.parts.filter((_, index) => index !== place) }
}
