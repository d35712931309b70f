import { splitPoint } from '../../shared/domain/merkle.ts'

/** The leaves under a node: from the first, up to the one that is not under it any more. */
export type Span = { start: number; end: number }
/** `fresh` are the nodes that this path is the first to name; their places go on from those before. */
export type AuditPath = { seq: number; path: readonly number[]; fresh: readonly Span[] }

/**
 * RFC 6962 audit paths of many entries at once, as places in a list of nodes: pure arithmetic, not one hash. A node is
 * the sibling of one other alone, under which the entries stand in a row: so what is on the way to one entry and not to the
 * next is never needed again, and no node is named twice.
 */
export function* auditPaths(seqs: Iterable<number>, size: number): Generator<AuditPath> {
  const way: (Span & { node: number })[] = []
  let nodes = 0
  for (const seq of seqs) {
    const index = seq - 1
    while (way.length > 0 && !isUnder(way.at(-1), index)) way.pop()
    let { start, end } = way.at(-1) ?? { start: 0, end: size }
    const fresh: Span[] = []
    while (end - start > 1) {
      const middle = start + splitPoint(end - start)
      const isLeft = index < middle
      fresh.push(isLeft ? { start: middle, end } : { start, end: middle })
      if (isLeft) end = middle
      else start = middle
      way.push({ start, end, node: nodes })
      nodes += 1
    }
    yield { seq, path: way.map(({ node }) => node).reverse(), fresh }
  }
}

const isUnder = (span: Span | undefined, index: number): boolean =>
  span !== undefined && span.start <= index && index < span.end
