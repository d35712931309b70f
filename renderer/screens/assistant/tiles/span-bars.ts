import type { Span } from '../../../fleet-api.ts'

export type SpanBar = { from: number; wide: number }

/** Where each span lies in the time of its trace, in hundredths. A span that took nothing is still seen. */
export function spanBars(spans: readonly Span[], traceMs: number): SpanBar[] {
  const whole = Math.max(1, traceMs * 1000, ...spans.map(({ offset_us, duration_us }) => offset_us + duration_us))
  return spans.map(({ offset_us, duration_us }) => {
    const from = Math.min(99, Math.max(0, (offset_us / whole) * 100))
    return { from, wide: Math.min(100 - from, Math.max(1, (duration_us / whole) * 100)) }
  })
}
