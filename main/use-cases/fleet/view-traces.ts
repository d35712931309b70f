import { spanStatuses, traceStatuses } from '../../../shared/domain/fleet.ts'
import type { ReadDb } from '../../store/schema.ts'
import type { SpanRecord } from '../../store/trace-spans.ts'
import { countViolationsOf, readTagsOf, type TraceRecord } from '../../store/traces.ts'
import { oneOf } from './one-of.ts'
import { type SpanView, type TraceRowView, timeOf, usdOf } from './views.ts'

/** With what was found in them, and how they were tagged. */
export async function viewTraces(
  db: ReadDb,
  workspace: string,
  records: readonly TraceRecord[],
): Promise<TraceRowView[]> {
  const ids = records.map(({ trace_id }) => trace_id)
  const violations = await countViolationsOf(db, workspace, ids)
  const tags = await readTagsOf(db, workspace, ids)
  return records.map(({ started_us, ended_us, duration_us, cost_nano, unpriced, status, ...record }) => ({
    ...record,
    status: oneOf(traceStatuses, status),
    started_at: timeOf(started_us / 1000),
    ended_at: timeOf(ended_us / 1000),
    duration_ms: duration_us / 1000,
    // A part is not shown as the whole.
    cost_usd: unpriced > 0 ? null : usdOf(cost_nano),
    violations: violations.get(record.trace_id) ?? { amber: 0, red: 0 },
    tags: tags.get(record.trace_id) ?? [],
  }))
}

export function viewSpan(trace: Pick<TraceRecord, 'started_us'>, record: SpanRecord): SpanView {
  const { trace_id: _, start_us, status, cost_nano, ...span } = record
  return {
    ...span,
    status: oneOf(spanStatuses, status),
    started_at: timeOf(start_us / 1000),
    offset_us: start_us - trace.started_us,
    cost_usd: cost_nano === null ? null : usdOf(cost_nano),
  }
}
