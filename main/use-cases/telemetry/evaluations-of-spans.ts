import type { Json } from '../../../shared/domain/entry.ts'
import { frameworksFit, type Label, type SpanEvent, type SpanFacts } from '../../../shared/domain/fleet.ts'
import { plainName } from '../../../shared/domain/plain-name.ts'
import type { NewEvaluationRow } from '../../store/ingest/insert-evaluations.ts'

const eventName = 'gen_ai.evaluation.result'

/** The words of usual evaluators. What none of them is, is not guessed: the event stays on its span, and judges nothing. */
const meanings: Readonly<Record<Label, readonly string[]>> = {
  green: [
    'green',
    'pass',
    'passed',
    'ok',
    'good',
    'true',
    'yes',
    'success',
    'correct',
    'relevant',
    'safe',
    'compliant',
  ],
  amber: ['amber', 'yellow', 'warn', 'warning', 'partial', 'partially_correct', 'borderline', 'needs_review'],
  red: [
    ...['red', 'fail', 'failed', 'failure', 'error', 'bad', 'false', 'no', 'incorrect', 'irrelevant', 'not_relevant'],
    ...['unsafe', 'violation', 'noncompliant', 'non_compliant'],
  ],
}
const byWord = new Map(
  Object.entries(meanings).flatMap(([label, words]) => words.map((word) => [word, label as Label] as const)),
)

/** What evaluators said of spans by events of the conventions. */
export const evaluationsOfSpans = (spans: readonly SpanFacts[], now: number): NewEvaluationRow[] =>
  spans.flatMap((span) =>
    span.document.events.flatMap((event, i) => (event.name === eventName ? evaluationOf(span, event, i, now) : [])),
  )

function evaluationOf(span: SpanFacts, { at, attributes }: SpanEvent, i: number, now: number): NewEvaluationRow[] {
  const rule = line(attributes['gen_ai.evaluation.name'], 200)
  const label = labelOf(attributes['gen_ai.evaluation.score.label'])
  if (rule === null || label === undefined) return []
  const score = attributes['gen_ai.evaluation.score.value']
  const explanation = attributes['gen_ai.evaluation.explanation']
  const frameworks = attributes['countersign.frameworks']
  return [
    {
      trace_id: span.trace_id,
      span_id: span.span_id,
      agent: span.agent,
      rule,
      source: 'reported',
      rule_id: null,
      score: typeof score === 'number' ? score : null,
      label,
      explanation: typeof explanation === 'string' ? explanation.slice(0, 4_000).toWellFormed() : null,
      document: { frameworks: namesIn(frameworks), judged: null, sent: null },
      at_ms: Math.min(Date.parse(at) || Math.floor(span.start_us / 1_000), now),
      told_by: `span:${span.trace_id}:${span.span_id}:${i}`,
    },
  ]
}

function labelOf(said: Json | undefined): Label | undefined {
  const word = typeof said === 'boolean' ? `${said}` : said
  return typeof word === 'string'
    ? byWord.get(
        word
          .trim()
          .toLowerCase()
          .replaceAll(/[\s-]+/g, '_'),
      )
    : undefined
}

/** The first ones, as many as may be. */
function namesIn(said: Json | undefined): string[] {
  const names = (Array.isArray(said) ? said : [said]).flatMap((name) => line(name, 80) ?? []).slice(0, 20)
  while (!frameworksFit(names)) names.pop()
  return names
}

const line = (said: Json | undefined, most: number): string | null =>
  (typeof said === 'string' && plainName(said, most)) || null
