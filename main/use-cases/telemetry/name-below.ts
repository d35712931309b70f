import { addUsage, type UsageGrowth } from '../../store/ingest/add-usage.ts'
import type { PricedSpan } from '../../store/ingest/insert-spans.ts'
import { nameSpan, readUnnamedBelow, type UnnamedSpan } from '../../store/ingest/unnamed-spans.ts'
import type { Engine } from '../../store/schema.ts'
import type { Tx } from '../../store/store.ts'
import { growthOfUsage } from './growth-of-usage.ts'

/** Deeper than this nobody looks; parents may stand in a circle. */
const deepest = 64

/**
 * Children may come before the span that says whose deeds they are. Once it is here, those below it that named nobody are
 * its agent's, and what buckets had counted of them moves there.
 */
export async function nameBelow(tx: Tx, engine: Engine, fresh: readonly PricedSpan[]): Promise<void> {
  let above = fresh
    .filter(({ named }) => named !== false)
    .map(({ trace_id, span_id, agent }) => ({ trace_id, span_id, agent }))
  const before: UnnamedSpan[] = []
  const after: UnnamedSpan[] = []
  for (let step = 0; step < deepest && above.length > 0; step++) {
    const agents = new Map(above.map(({ trace_id, span_id, agent }) => [trace_id + span_id, agent]))
    const below: typeof above = []
    for (const span of await readUnnamedBelow(tx, above)) {
      const agent = agents.get(span.trace_id + span.parent_span_id)
      if (agent === undefined) continue
      await nameSpan(tx, span, agent)
      before.push(span)
      after.push({ ...span, agent })
      below.push({ trace_id: span.trace_id, span_id: span.span_id, agent })
    }
    above = below
  }
  if (before.length === 0) return
  // One after the other: PostgreSQL changes no row twice in one statement.
  await addUsage(tx, engine, growthOfUsage(before).map(less))
  await addUsage(tx, engine, growthOfUsage(after))
}

const less = (growth: UsageGrowth): UsageGrowth => ({
  ...growth,
  runs: -growth.runs,
  errors: -growth.errors,
  calls: -growth.calls,
  input_tokens: -growth.input_tokens,
  output_tokens: -growth.output_tokens,
  cost_nano: -growth.cost_nano,
  unpriced: -growth.unpriced,
})
