import { describe, expect, test } from 'vitest'
import { layOut, nodeSize } from '../../../renderer/screens/traces/dag/layout.ts'
import { linesOf } from '../../../renderer/screens/traces/dag/lines.ts'
import { askOf } from '../../../renderer/screens/traces/dag/use-layout.ts'
import { treeOf } from '../../../renderer/screens/traces/trace/tree.ts'
import { someSpan, spansOf } from './some-spans.ts'

describe('the picture of a trace', () => {
  test('is asked for by numbers, in the order of the rows', () => {
    expect(askOf(treeOf(spansOf('a b<a c<b d<a x<gone')))).toEqual({
      nodes: 5,
      edges: [
        [0, 1],
        [1, 2],
        [0, 3],
      ],
    })
  })

  test('goes from left to right, and nothing lies on anything else', () => {
    const spans = Array.from({ length: 300 }, (_, n) =>
      someSpan(String(n), { parent_span_id: n === 0 ? null : String(Math.floor((n - 1) / 3)), offset_us: n }),
    )
    const asked = askOf(treeOf(spans))
    const { at, width, height } = layOut(asked)
    const corner = (n: number) => ({ x: at[n * 2] ?? Number.NaN, y: at[n * 2 + 1] ?? Number.NaN })
    for (const [from, to] of asked.edges) expect(corner(to).x).toBeGreaterThanOrEqual(corner(from).x + nodeSize.width)
    const places = Array.from({ length: asked.nodes }, (_, n) => corner(n))
    for (const [n, a] of places.entries()) {
      expect(a.x >= 0 && a.y >= 0 && a.x + nodeSize.width <= width && a.y + nodeSize.height <= height).toBe(true)
      for (const b of places.slice(n + 1))
        expect(Math.abs(a.x - b.x) >= nodeSize.width || Math.abs(a.y - b.y) >= nodeSize.height).toBe(true)
    }
  })

  test('one span alone, and none at all', () => {
    expect(layOut({ nodes: 1, edges: [] }).at).toHaveLength(2)
    expect(layOut({ nodes: 0, edges: [] })).toEqual({ at: new Float64Array(0), width: 0, height: 0 })
  })

  test('its lines lead from the right of one to the left of the other', () => {
    const laid = { at: new Float64Array([0, 0, 400, 100]), width: 0, height: 0 }
    expect(linesOf({ nodes: 2, edges: [[0, 1]] }, laid)).toBe('M216 27C308 27 308 127 400 127')
  })
})
