import type { Label } from './fleet.ts'
import type { FleetRule, Inputs, RuleInput } from './fleet-rule.ts'
import { isModelCall } from './model-call.ts'
import { type Shapley, shapley } from './shapley.ts'

/** What of a span the rules look at. */
export type JudgedSpan = {
  span_id: string
  parent_span_id: string | null
  start_us: number
  duration_us: number
  status: string
  operation: string | null
  tool: string | null
  model: string | null
  input_tokens: number | null
  output_tokens: number | null
  cost_nano: number | null
}

export type Verdict = { score: number; label: Label; explanation: string }

const sum = <T>(items: readonly T[], of: (item: T) => number): number =>
  items.reduce((total, item) => total + of(item), 0)

/** The inputs of a trace, from its spans. */
export function inputsOf(spans: readonly JudgedSpan[]): Inputs {
  const begin = spans.reduce((least, { start_us }) => Math.min(least, start_us), Number.POSITIVE_INFINITY)
  const end = spans.reduce((most, { start_us, duration_us }) => Math.max(most, start_us + duration_us), 0)
  const errors = spans.filter(({ status }) => status === 'error').length
  const models = spans.filter(isModelCall)
  const tools = spans.filter(({ operation }) => operation === 'execute_tool')
  const calls = new Map<string, number>()
  for (const { tool } of tools) calls.set(tool ?? '', (calls.get(tool ?? '') ?? 0) + 1)
  return {
    duration_ms: spans.length === 0 ? 0 : (end - begin) / 1000,
    span_count: spans.length,
    error_count: errors,
    error_share: spans.length === 0 ? 0 : errors / spans.length,
    llm_calls: models.length,
    tool_calls: tools.length,
    distinct_tools: calls.size,
    most_repeated_call: [...calls.values()].reduce((most, count) => Math.max(most, count), 0),
    input_tokens: sum(models, (span) => span.input_tokens ?? 0),
    output_tokens: sum(models, (span) => span.output_tokens ?? 0),
    cost_usd: sum(models, (span) => span.cost_nano ?? 0) / 1_000_000_000,
    depth: depthOf(spans),
  }
}

/** The longest way from a span without a parent here down to a leaf. Spans that are each other's parents end nowhere. */
function depthOf(spans: readonly JudgedSpan[]): number {
  const known = new Map(spans.map((span) => [span.span_id, span]))
  const depths = new Map<string, number>()
  let deepest = 0
  for (const { span_id } of spans) {
    const way: string[] = []
    const seen = new Set<string>()
    let at: string | null = span_id
    while (at !== null && !depths.has(at) && !seen.has(at) && known.has(at)) {
      seen.add(at)
      way.push(at)
      at = known.get(at)?.parent_span_id ?? null
    }
    let depth = at === null ? 0 : (depths.get(at) ?? 0)
    for (const id of way.reverse()) {
      depth++
      depths.set(id, depth)
    }
    deepest = Math.max(deepest, depth)
  }
  return deepest
}

/** Whether a rule has something to say about an agent. */
export const concerns = ({ enabled, agents }: FleetRule, agent: string): boolean =>
  enabled && (agents.length === 0 || agents.includes(agent))

/** From 0 to 1. */
function scoreOf(rule: FleetRule, inputs: Pick<Inputs, RuleInput>): number {
  switch (rule.kind) {
    case 'threshold':
      return Math.max(...rule.limits.map((limit) => severityOf(limit, inputs[limit.input])))
    case 'weighted':
      return (
        sum(rule.parts, (part) => part.weight * shareOf(part, inputs[part.input])) /
        sum(rule.parts, ({ weight }) => weight)
      )
    default:
      return rule satisfies never
  }
}

type Limit = Extract<FleetRule, { kind: 'threshold' }>['limits'][number]
type Part = Extract<FleetRule, { kind: 'weighted' }>['parts'][number]

function severityOf({ side, amber, red }: Limit, value: number): 0 | 0.5 | 1 {
  const reaches = (limit: number) => (side === 'above' ? value >= limit : value <= limit)
  return reaches(red) ? 1 : reaches(amber) ? 0.5 : 0
}

const shareOf = ({ from, to }: Part, value: number): number => Math.min(1, Math.max(0, (value - from) / (to - from)))

function labelOf(rule: FleetRule, score: number): Label {
  const { amber, red } = rule.kind === 'threshold' ? { amber: 0.5, red: 1 } : rule
  return score >= red ? 'red' : score >= amber ? 'amber' : 'green'
}

export function judge(rule: FleetRule, inputs: Inputs): Verdict {
  const score = scoreOf(rule, inputs)
  const label = labelOf(rule, score)
  return { score, label, explanation: explain(rule, inputs, score, label) }
}

/** In one line, what led to it. */
function explain(rule: FleetRule, inputs: Inputs, score: number, label: Label): string {
  if (rule.kind === 'threshold') {
    const over = rule.limits.filter((limit) => severityOf(limit, inputs[limit.input]) === score && score > 0)
    if (over.length === 0) return 'All of its inputs are within their limits.'
    return `${over.map((limit) => told(limit, inputs[limit.input], score)).join('; ')}.`
  }
  const parts = rule.parts
    .map((part) => ({ input: part.input, adds: part.weight * shareOf(part, inputs[part.input]) }))
    .filter(({ adds }) => adds > 0)
    .sort((one, other) => other.adds - one.adds)
    .slice(0, 3)
  const limits = `amber from ${shown(rule.amber)}, red from ${shown(rule.red)}`
  const most = parts.map(({ input }) => `${words[input]} ${inWords(input, inputs[input])}`).join(', ')
  return `The score is ${shown(score)} (${limits}): ${label}${most === '' ? '' : `, most of it by ${most}`}.`
}

function told({ input, side, amber, red }: Limit, value: number, score: number): string {
  const [name, limit] = score === 1 ? (['red', red] as const) : (['amber', amber] as const)
  const direction = side === 'above' ? 'on' : 'down'
  return `${words[input]} ${inWords(input, value)}: ${name} from ${inWords(input, limit)} ${direction}`
}

const words = {
  duration_ms: 'duration',
  span_count: 'spans',
  error_count: 'errors',
  error_share: 'share of errors',
  llm_calls: 'model calls',
  tool_calls: 'tool calls',
  distinct_tools: 'different tools',
  most_repeated_call: 'calls of one tool',
  input_tokens: 'input tokens',
  output_tokens: 'output tokens',
  cost_usd: 'cost',
  depth: 'depth',
} as const satisfies Record<RuleInput, string>

const shown = (value: number): string => String(Number(value.toPrecision(4)))

function inWords(input: RuleInput, value: number): string {
  if (input === 'duration_ms') return value >= 1000 ? `${shown(value / 1000)} s` : `${shown(value)} ms`
  if (input === 'cost_usd') return `$${shown(value)}`
  if (input === 'error_share') return `${shown(value * 100)} %`
  return shown(value)
}

export type Attribution = { input: RuleInput; value: number; baseline: number; contribution: number }

/** How much each input of a rule contributed to its score: exactly, with the others in or out in every way there is. */
export function attribute(rule: FleetRule, inputs: Inputs): Pick<Shapley, 'base' | 'whole'> & { items: Attribution[] } {
  const looked = rule.kind === 'threshold' ? rule.limits : rule.parts
  const { base, whole, contributions } = shapley(looked.length, (subset) => {
    const mixed = { ...inputs }
    looked.forEach(({ input, baseline }, i) => {
      if ((subset & (1 << i)) === 0) mixed[input] = baseline
    })
    return scoreOf(rule, mixed)
  })
  const items = looked.map(({ input, baseline }, i) => ({
    input,
    value: inputs[input],
    baseline,
    contribution: contributions[i] ?? 0,
  }))
  return { base, whole, items }
}
