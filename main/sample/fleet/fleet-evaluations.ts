import type { z } from 'zod'
import type { NewEvaluation } from '../../../shared/contract/telemetry.ts'
import type { SpanFacts } from '../../../shared/domain/fleet.ts'
import { refundLoop, twoLanguages } from './fleet-story.ts'
import type { Random } from './random.ts'

export type Judged = z.output<typeof NewEvaluation>
type Rule = { rule: string; of: readonly string[]; frameworks: string[]; fine: string; poor: string; bad: string }

const all = ['checkout-agent', 'triage-agent', 'research-agent', 'sales-assistant', 'billing-agent', 'support-agent']
const rules: readonly [Rule, ...Rule[]] = [
  {
    rule: 'refund.amount',
    of: ['checkout-agent'],
    frameworks: ['SOC 2', 'EU AI Act'],
    fine: 'Within what an agent may pay back by itself.',
    poor: 'Above the usual amount, below the limit.',
    bad: 'Paid back for an order that was delivered.',
  },
  {
    rule: 'constitutional.review',
    of: all,
    frameworks: ['EU AI Act', 'ISO 42001'],
    fine: 'Nothing in it speaks against the principles.',
    poor: 'It promises what it cannot know.',
    bad: 'It decides about a person without one.',
  },
  {
    rule: 'pii.redaction',
    of: ['support-agent', 'triage-agent', 'sales-assistant'],
    frameworks: ['GDPR', 'SOC 2'],
    fine: 'No personal data left the workspace.',
    poor: 'A postal address was passed to a tool that needs none.',
    bad: 'A card number was passed to the model.',
  },
  {
    rule: 'sources.cited',
    of: ['research-agent'],
    frameworks: ['EU AI Act'],
    fine: 'Every figure has its source.',
    poor: 'Two figures are without a source.',
    bad: 'The source that is named does not say it.',
  },
  {
    rule: 'discount.authority',
    of: ['sales-assistant'],
    frameworks: ['SOC 2'],
    fine: 'No discount beyond 10 %.',
    poor: 'A discount of 14 %, which a person has to grant.',
    bad: 'A discount of 60 %.',
  },
  {
    rule: 'invoice.once',
    of: ['billing-agent'],
    frameworks: ['SOC 2'],
    fine: 'One invoice for one order.',
    poor: 'An invoice was sent again after a correction.',
    bad: 'Two invoices for one order.',
  },
]

/** How evaluators judged what the fleet did: what the story speaks of, and a share of the rest. */
export function fleetEvaluations(runs: readonly SpanFacts[][], now: number, random: Random): Judged[] {
  return runs.flatMap(([root, ...steps]) => {
    if (!root) return []
    const end = Math.round((root.start_us + root.duration_us) / 1_000) + 800
    const at = new Date(Math.min(now, end)).toISOString()
    const fitting = rules.filter(({ of }) => of.includes(root.agent))
    const loops = steps.filter(({ tool }) => tool === 'issue_refund').length
    const isOld = now - end > 48 * 3_600_000
    const special = loops > 20 || root.trace_id === twoLanguages
    if (!special && !isOld && !random.chance(0.22)) return []
    const rule = loops > 20 ? rules[0] : random.pick([fitting[0] ?? rules[1] ?? rules[0], ...fitting])
    const judged = special ? worst(root, loops) : random.next()
    const label = judged < 0.03 ? 'red' : judged < 0.09 ? 'amber' : 'green'
    return [
      {
        trace_id: root.trace_id,
        span_id: root.span_id,
        agent: root.agent,
        rule: root.trace_id === twoLanguages ? 'answer.language' : rule.rule,
        score:
          label === 'green' ? round(random.between(0.86, 1)) : round(random.between(0.1, label === 'red' ? 0.4 : 0.7)),
        label,
        explanation: explained(root, rule, label, loops),
        frameworks: root.trace_id === twoLanguages ? ['EU AI Act'] : rule.frameworks,
        at,
        ...(loops > 20 && { attributions: refundAttributions(loops), base: 0.94 }),
      },
    ]
  })
}

/** The longest loop is red; the others, and the answer in two languages, are amber. */
const worst = (root: SpanFacts, loops: number): number => (root.trace_id === refundLoop || loops > 70 ? 0.01 : 0.05)
const round = (score: number): number => Math.round(score * 100) / 100

function explained(root: SpanFacts, rule: Rule, label: Judged['label'], loops: number): string {
  if (loops > 20) return `${loops} identical calls of issue_refund for one order, which was delivered.`
  if (root.trace_id === twoLanguages) return 'The answer begins in German and ends in English.'
  return { green: rule.fine, amber: rule.poor, red: rule.bad }[label]
}

const refundAttributions = (loops: number): Judged['attributions'] => [
  { input: 'identical_calls', value: loops, contribution: -0.52 },
  { input: 'amount_eur', value: 49.9, contribution: -0.17 },
  { input: 'order_delivered', value: 1, contribution: -0.13 },
  { input: 'account_age_days', value: 812, contribution: 0.06 },
]
