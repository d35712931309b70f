import type { Trace } from '../../../fleet-api.ts'

/** Every trace once and where it was, as it was heard of last: it may have come again on a later page, or grown since. */
export function joinPages(pages: readonly { items: readonly Trace[] }[], newest: readonly Trace[]): Trace[] {
  const latest = new Map(newest.map((trace) => [trace.trace_id, trace]))
  const all = new Map(pages.flatMap(({ items }) => items.map((trace) => [trace.trace_id, trace] as const)))
  return [...all.values()].map((trace) => latest.get(trace.trace_id) ?? trace)
}

/** How many of the newest are not shown. Those that begin before the last one shown are on a page that was not asked for. */
export function newIn(shown: readonly Trace[], newest: readonly Trace[]): number {
  const known = new Set(shown.map(({ trace_id }) => trace_id))
  const last = shown.at(-1)?.started_at
  return newest.filter(({ trace_id, started_at }) => !known.has(trace_id) && (last === undefined || started_at >= last))
    .length
}
