import { describe, expect, test } from 'vitest'
import { type ColumnId, columnIds, fitting, ordered, readColumns } from '../../../renderer/screens/queue/columns.ts'

const stays: ColumnId[] = ['select', 'tier', 'target_ref', 'status', 'commands']

describe('what fits', () => {
  test('the narrower, the fewer: mode goes first, then when it was proposed; what it is and what to do stay', () => {
    const gone: ColumnId[] = []
    for (let width = 2400; width >= 0; width -= 4) {
      const { widths: shown } = fitting(width, {})
      for (const id of columnIds) if (!shown.has(id) && !gone.includes(id)) gone.push(id)
      expect([...shown.keys()]).toEqual(expect.arrayContaining(stays))
    }
    expect(gone).toEqual(['mode', 'proposed_at', 'reason', 'type'])
  })
  test('all of them at 1280 without a drawer', () => {
    expect([...fitting(1280 - 176 - 12, {}).widths.keys()]).toEqual([...columnIds])
  })
  test('where not even the buttons fit, their menu stands in', () => {
    expect(fitting(1280 - 176 - 435 - 12, {}).compact).toBe(false)
    expect(fitting(1024 - 176 - 350 - 12, {}).compact).toBe(true)
  })
  test('what the operator took away does not come back with the room', () => {
    expect(fitting(2400, { hidden: ['type'] }).widths.has('type')).toBe(false)
  })
  test('a wide column costs others their place', () => {
    expect(fitting(1092, { widths: { target_ref: 600 } }).widths.has('mode')).toBe(false)
  })
})

describe('how wide', () => {
  const sum = (width: number, kept = {}) =>
    [...fitting(width, kept).widths.values()].reduce((all, each) => all + each, 0)
  test('never more than there is, unless not even the least fits', () => {
    for (let width = 500; width <= 2400; width += 7) expect(sum(width)).toBeLessThanOrEqual(width)
  })
  test('the reason can be read before others grow', () => {
    const { widths } = fitting(1180, {})
    expect(1180 - (sum(1180) - (widths.get('reason') ?? 0))).toBeGreaterThanOrEqual(180)
  })
  test('a width of the operator’s own stays what it is', () => {
    expect(fitting(2400, { widths: { target_ref: 90 } }).widths.get('target_ref')).toBe(90)
    expect(fitting(2400, {}).widths.get('target_ref')).toBeGreaterThan(180)
  })
})

test('the order is the operator’s, but for the ends', () => {
  expect(ordered(['status', 'tier', 'commands'])).toEqual([
    'select',
    'status',
    'tier',
    'type',
    'target_ref',
    'reason',
    'mode',
    'proposed_at',
    'commands',
  ])
})

describe('what was kept', () => {
  const cases: [string, unknown, object][] = [
    ['nothing', undefined, {}],
    ['something else', 'x', {}],
    [
      'what is not known',
      { order: ['status', 'colour'], hidden: ['mode', 7], widths: { mode: 90, x: 1 } },
      { order: ['status'], hidden: ['mode'], widths: { mode: 90 } },
    ],
    ['what cannot be hidden', { hidden: ['commands', 'type'] }, { hidden: ['type'] }],
    ['what is no width', { widths: { mode: 'wide', type: 4, status: Number.NaN } }, {}],
  ]
  test.each(cases)('%s', (_name, value, columns) => expect(readColumns(value)).toEqual(columns))
})
