import type { Span } from '../../../fleet-api.ts'

export type TreeRow = {
  span: Span
  depth: number
  /** Where it is shown under; not what it names, where that was never reported. */
  parent: string | null
  children: readonly string[]
  /** It names a parent that is not among the spans. */
  orphan: boolean
}
export type SpanTree = {
  rows: readonly TreeRow[]
  byId: ReadonlyMap<string, TreeRow>
  places: ReadonlyMap<string, number>
}

/**
 * Spans as a tree, each after what called it and siblings in the order of their beginning. Reporters are believed no
 * further than that: a parent that is missing makes a root, and spans that name each other in a circle are cut open at
 * the one that began first.
 */
export function treeOf(spans: readonly Span[]): SpanTree {
  const ordered = spans.toSorted((a, b) => a.offset_us - b.offset_us || (a.span_id < b.span_id ? -1 : 1))
  const known = new Set(ordered.map(({ span_id }) => span_id))
  const children = new Map<string, Span[]>()
  const roots: Span[] = []
  for (const span of ordered) {
    const { parent_span_id: parent } = span
    if (parent === null || parent === span.span_id || !known.has(parent)) roots.push(span)
    else if (!children.get(parent)?.push(span)) children.set(parent, [span])
  }
  const rows: TreeRow[] = []
  const seen = new Set<string>()
  const walk = (root: Span) => {
    const waiting: { span: Span; depth: number; parent: string | null }[] = [{ span: root, depth: 0, parent: null }]
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { span, depth, parent } = next
      if (seen.has(span.span_id)) continue
      seen.add(span.span_id)
      const under = (children.get(span.span_id) ?? []).filter(({ span_id }) => !seen.has(span_id))
      rows.push({
        span,
        depth,
        parent,
        children: under.map(({ span_id }) => span_id),
        orphan: parent === null && span.parent_span_id !== null,
      })
      for (const child of under.toReversed()) waiting.push({ span: child, depth: depth + 1, parent: span.span_id })
    }
  }
  for (const root of roots) walk(root)
  for (const span of ordered) if (!seen.has(span.span_id)) walk(span)
  return {
    rows,
    byId: new Map(rows.map((row) => [row.span.span_id, row])),
    places: new Map(rows.map((row, at) => [row.span.span_id, at])),
  }
}

export type Step = 'next' | 'previous' | 'parent' | 'child' | 'first' | 'last'

/** Where a key leads from a span; nowhere else at the ends. */
export function stepFrom({ rows, byId, places }: SpanTree, from: string | null, step: Step): string | null {
  const here = from === null ? undefined : byId.get(from)
  const at = from === null ? -1 : (places.get(from) ?? -1)
  const idAt = (place: number) => rows[Math.min(Math.max(place, 0), rows.length - 1)]?.span.span_id ?? null
  switch (step) {
    case 'next':
      return idAt(at + 1)
    case 'previous':
      return idAt(at - 1)
    case 'parent':
      return here?.parent ?? from ?? idAt(0)
    case 'child':
      return here?.children[0] ?? from ?? idAt(0)
    case 'first':
      return idAt(0)
    case 'last':
      return idAt(rows.length - 1)
    default:
      return step satisfies never
  }
}
