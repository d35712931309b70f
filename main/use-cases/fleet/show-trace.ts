import { ok, type Refusal, type Result } from '../../../shared/domain/result.ts'
import type { Services } from '../../services.ts'
import { readAlertsDuring } from '../../store/alert-events.ts'
import { readEvaluationsOf } from '../../store/evaluations.ts'
import { readSpans } from '../../store/trace-spans.ts'
import { findTrace } from '../../store/traces.ts'
import { viewAlert } from './view-alerts.ts'
import { viewEvaluation } from './view-evaluations.ts'
import { viewSpan, viewTraces } from './view-traces.ts'
import type { TraceDetailView } from './views.ts'

export const noSuchTrace: Refusal = { code: 'not_found', detail: 'There is no such trace.' }

const most = { spans: 5_000, evaluations: 500, alerts: 50 }

/** With its spans in order, what was found in it, and what burned meanwhile. */
export async function showTrace(
  { store }: Pick<Services, 'store'>,
  workspace: string,
  trace_id: string,
  db = store.read,
): Promise<Result<TraceDetailView>> {
  const trace = await findTrace(db, workspace, trace_id)
  const [row] = trace ? await viewTraces(db, workspace, [trace]) : []
  if (trace === undefined || row === undefined) return { ok: false, refusal: noSuchTrace }
  const spans = await readSpans(db, workspace, trace_id, most.spans)
  const during = { from_ms: Math.floor(trace.started_us / 1000), to_ms: Math.ceil(trace.ended_us / 1000) }
  const alerts = await readAlertsDuring(db, workspace, { agent: trace.agent, ...during, limit: most.alerts })
  return ok({
    ...row,
    spans: spans.map((span) => viewSpan(trace, span)),
    left_out: Math.max(0, trace.span_count - spans.length),
    evaluations: (await readEvaluationsOf(db, workspace, trace_id, most.evaluations)).map(viewEvaluation),
    alerts: alerts.map(viewAlert),
  })
}
