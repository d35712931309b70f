import type { SpanDocument } from '../../../shared/domain/fleet.ts'
import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import type { Services } from '../../services.ts'
import { findSpan } from '../../store/trace-spans.ts'
import { findTrace } from '../../store/traces.ts'
import { noSuchTrace } from './show-trace.ts'
import { viewSpan } from './view-traces.ts'
import type { SpanDetailView } from './views.ts'

/** One span, with all that was reported of it. */
export async function showSpan(
  { store }: Pick<Services, 'store'>,
  workspace: string,
  { trace_id, span_id }: { trace_id: string; span_id: string },
): Promise<Result<SpanDetailView>> {
  const trace = await findTrace(store.read, workspace, trace_id)
  if (trace === undefined) return { ok: false, refusal: noSuchTrace }
  const found = await findSpan(store.read, workspace, trace_id, span_id)
  if (found === undefined) return refuse('not_found', 'There is no such span in this trace.')
  const { document, ...span } = found
  const said: SpanDocument = JSON.parse(document)
  return ok({ ...viewSpan(trace, span), ...said })
}
