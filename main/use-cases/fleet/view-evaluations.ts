import { type EvaluationDocument, evaluationSources, labels } from '../../../shared/domain/fleet.ts'
import type { EvaluationRecord } from '../../store/evaluations.ts'
import { oneOf } from './one-of.ts'
import { type EvaluationView, timeOf } from './views.ts'

export function viewEvaluation({ n: _, evaluation_id, document, at_ms, source, label, ...rest }: EvaluationRecord) {
  const { frameworks, judged, sent }: EvaluationDocument = JSON.parse(document)
  const view: EvaluationView = {
    ...rest,
    id: evaluation_id,
    source: oneOf(evaluationSources, source),
    label: oneOf(labels, label),
    frameworks,
    at: timeOf(at_ms),
    explainable: judged !== null || sent !== null,
  }
  return view
}
