import { type EvaluationDocument, evaluationSources, labels } from '../../../shared/domain/fleet.ts'
import type { EvaluationRecord } from '../../store/evaluations.ts'
import { oneOf } from './one-of.ts'
import { type EvaluationView, timeOf } from './views.ts'

export function viewEvaluation(record: EvaluationRecord): EvaluationView {
  const { frameworks, judged, sent }: EvaluationDocument = JSON.parse(record.document)
  return {
    id: record.evaluation_id,
    trace_id: record.trace_id,
    span_id: record.span_id,
    agent: record.agent,
    rule: record.rule,
    source: oneOf(evaluationSources, record.source),
    rule_id: record.rule_id,
    score: record.score,
    label: oneOf(labels, record.label),
    explanation: record.explanation,
    frameworks,
    at: timeOf(record.at_ms),
    explainable: judged !== null || sent !== null,
  }
}
