import { describe, expect, test } from 'vitest'
import { isNarrowed, readAddress, severitiesIn } from '../../../renderer/screens/incidents/address.ts'
import { columnNames, layoutFor } from '../../../renderer/screens/incidents/columns.ts'

describe('the address of the incidents', () => {
  test.each<[Record<string, unknown>, object]>([
    [{}, {}],
    [
      { status: 'open', open: 'i1' },
      { status: 'open', open: 'i1' },
    ],
    [{ status: 'closed' }, {}],
    [{ severity: 'sev3,sev1,sev9,sev1' }, { severity: 'sev1,sev3' }],
    [{ severity: ['sev1'] }, {}],
    [
      { owner: 'none', q: ' refunds  ' },
      { owner: 'none', q: 'refunds' },
    ],
    [{ q: 12 }, { q: '12' }],
    [{ q: '' }, {}],
    [{ q: 'x'.repeat(201) }, {}],
    [{ owner: { id: 'x' }, open: null, sort: 'title' }, {}],
  ])('%j is read as %j', (search, expected) => {
    expect(readAddress(search)).toEqual(expected)
  })

  test.each([
    [{}, false],
    [{ status: 'open' }, false],
    [{ severity: 'sev1' }, true],
    [{ owner: 'none' }, true],
    [{ q: 'x' }, true],
  ] as const)('%j narrows: %s', (filter, narrowed) => {
    expect(isNarrowed(filter)).toBe(narrowed)
  })

  test('severities come in their own order', () => {
    expect(severitiesIn('sev4,sev2')).toEqual(['sev2', 'sev4'])
    expect(severitiesIn(undefined)).toEqual([])
  })
})

test.each([
  [1100, columnNames],
  [899, columnNames.filter((name) => name !== 'opened')],
  [639, ['severity', 'title', 'owner', 'status']],
])('at a width of %i it shows %j', (width, columns) => {
  expect(layoutFor(width).columns).toEqual(columns)
})
