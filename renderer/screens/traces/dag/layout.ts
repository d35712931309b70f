import { Graph, layout } from '@dagrejs/dagre'

export const nodeSize = { width: 216, height: 54 } as const

/** Spans by their number, and the pairs of them that hang together. Numbers, so that little is copied to the worker. */
export type LayoutAsked = { nodes: number; edges: readonly (readonly [from: number, to: number])[] }
/** The upper left corner of each, one after the other: x, y, x, y. */
export type LaidOut = { at: Float64Array; width: number; height: number }

/** From left to right by who called whom. Takes a while for a long trace: the worker's work. */
export function layOut({ nodes, edges }: LayoutAsked): LaidOut {
  const graph = new Graph()
  graph.setGraph({ rankdir: 'LR', nodesep: 14, ranksep: 56, marginx: 24, marginy: 24 })
  graph.setDefaultEdgeLabel(() => ({}))
  for (let n = 0; n < nodes; n++) graph.setNode(String(n), { ...nodeSize })
  for (const [from, to] of edges) graph.setEdge(String(from), String(to))
  layout(graph)
  const at = new Float64Array(nodes * 2)
  let [width, height] = [0, 0]
  for (let n = 0; n < nodes; n++) {
    const { x = 0, y = 0 } = graph.node(String(n))
    at[n * 2] = x - nodeSize.width / 2
    at[n * 2 + 1] = y - nodeSize.height / 2
    width = Math.max(width, x + nodeSize.width / 2)
    height = Math.max(height, y + nodeSize.height / 2)
  }
  return { at, width, height }
}
