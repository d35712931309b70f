import { bucketMs } from '../../../shared/domain/fleet.ts'
import { isModelCall } from '../../../shared/domain/model-call.ts'
import type { UsageGrowth } from '../../store/ingest/add-usage.ts'
import type { PricedSpan } from '../../store/ingest/insert-spans.ts'

type Counted = Pick<
  PricedSpan,
  'parent_span_id' | 'start_us' | 'agent' | 'operation' | 'model' | 'input_tokens' | 'output_tokens' | 'cost_nano'
> & { status: string }

/**
 * What new spans add to the buckets that charts add up. A root is a run, counted under no model, because a run may use
 * several; a model call is counted under its own.
 */
export function growthOfUsage(spans: readonly Counted[]): UsageGrowth[] {
  const buckets = new Map<string, UsageGrowth>()
  for (const span of spans) {
    if (span.parent_span_id === null) {
      const bucket = bucketOf(buckets, span, '')
      bucket.runs += 1
      bucket.errors += span.status === 'error' ? 1 : 0
    }
    if (!isModelCall(span)) continue
    const bucket = bucketOf(buckets, span, span.model ?? '')
    bucket.calls += 1
    bucket.input_tokens += span.input_tokens ?? 0
    bucket.output_tokens += span.output_tokens ?? 0
    bucket.cost_nano += span.cost_nano ?? 0
    bucket.unpriced += span.cost_nano === null ? 1 : 0
  }
  return [...buckets.values()]
}

function bucketOf(buckets: Map<string, UsageGrowth>, { start_us, agent }: Counted, model: string): UsageGrowth {
  const bucket_ms = Math.floor(start_us / 1_000 / bucketMs) * bucketMs
  const key = `${bucket_ms} ${model}\n${agent}`
  const known = buckets.get(key)
  if (known) return known
  const counts = { runs: 0, errors: 0, calls: 0, input_tokens: 0, output_tokens: 0, cost_nano: 0, unpriced: 0 }
  const made = { bucket_ms, agent, model, ...counts }
  buckets.set(key, made)
  return made
}
