import { describe, expect, test } from 'vitest'
import { stepFrom, treeOf } from '../../../renderer/screens/traces/trace/tree.ts'
import { someSpan, spansOf } from './some-spans.ts'

const drawn = (text: string) =>
  treeOf(spansOf(text))
    .rows.map(({ span, depth }) => `${depth}${span.span_id}`)
    .join(' ')

describe('spans as a tree', () => {
  test.each([
    ['each after what called it', 'a b<a c<b d<a', '0a 1b 2c 1d'],
    ['a child that was reported before its parent', 'c<b a b<a', '0a 1b 2c'],
    ['several beginnings', 'a x b<a y<x', '0a 1b 0x 1y'],
    ['a parent that was never reported', 'b<gone c<b', '0b 1c'],
    ['one that names itself', 'a<a b<a', '0a 1b'],
    ['two that name each other', 'a<b b<a', '0a 1b'],
    ['a circle that nothing leads to, beside a tree', 'r s<r a<c b<a c<b', '0r 1s 0a 1b 2c'],
  ])('%s', (_, spans, wanted) => expect(drawn(spans)).toBe(wanted))

  test('siblings stand in the order of their beginning, and then of their ids', () => {
    const late = someSpan('late', { parent_span_id: 'r', offset_us: 9 })
    const spans = [late, someSpan('b', { parent_span_id: 'r' }), someSpan('a', { parent_span_id: 'r' }), someSpan('r')]
    expect(treeOf(spans).rows.map(({ span }) => span.span_id)).toEqual(['r', 'a', 'b', 'late'])
  })

  test('only one whose parent is missing says so', () => {
    const { byId } = treeOf(spansOf('a b<a c<gone'))
    expect(['a', 'b', 'c'].map((id) => byId.get(id)?.orphan)).toEqual([false, false, true])
  })

  test('ten thousand in a row, and ten thousand of one, are no deeper and no slower than they have to be', () => {
    const row = Array.from({ length: 10_000 }, (_, n) =>
      someSpan(String(n), { parent_span_id: n === 0 ? null : String(n - 1), offset_us: n }),
    )
    expect(treeOf(row).rows.at(-1)?.depth).toBe(9_999)
    const wide = row.map((span, n) => ({ ...span, parent_span_id: n === 0 ? null : '0' }))
    expect(treeOf(wide).byId.get('0')?.children).toHaveLength(9_999)
  })
})

describe('keys', () => {
  const tree = treeOf(spansOf('a b<a c<b d<a'))
  test.each([
    [null, 'next', 'a'],
    ['a', 'next', 'b'],
    ['d', 'next', 'd'],
    ['a', 'previous', 'a'],
    ['d', 'previous', 'c'],
    ['c', 'parent', 'b'],
    ['a', 'parent', 'a'],
    ['a', 'child', 'b'],
    ['c', 'child', 'c'],
    ['c', 'first', 'a'],
    ['a', 'last', 'd'],
    ['gone', 'next', 'a'],
  ] as const)('from %s, %s leads to %s', (from, step, to) => expect(stepFrom(tree, from, step)).toBe(to))

  test('among no spans a key leads nowhere', () => expect(stepFrom(treeOf([]), null, 'next')).toBeNull())
})
