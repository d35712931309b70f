import { describe, expect, test } from 'vitest'
import { fromLocal, toLocal } from '../../../renderer/screens/traces/list/local-time.ts'
import { variablesFor } from '../../../renderer/screens/traces/list/variables.ts'
import { barOf, scaleOf } from '../../../renderer/screens/traces/trace/scale.ts'
import { tableText } from '../../../renderer/screens/traces/trace/table-text.ts'
import { treeOf } from '../../../renderer/screens/traces/trace/tree.ts'
import { costWords, lengthWords, shortCount, sortOf, tokenWords } from '../../../renderer/screens/traces/words.ts'
import { someSpan } from './some-spans.ts'

test.each([
  [0, '0 µs'],
  [850, '850 µs'],
  [1_500, '1.5 ms'],
  [12_340, '12.3 ms'],
  [999_400, '999 ms'],
  [999_600, '1 s'],
  [1_240_000, '1.24 s'],
  [119_900_000, '120 s'],
  [185_000_000, '3 min 5 s'],
  [7_260_000_000, '2 h 1 min'],
])('%i µs reads %s', (us, words) => expect(lengthWords(us)).toBe(words))

test.each([
  [null, 'no price'],
  [0, '$0'],
  [0.00001, 'under $0.0001'],
  [0.0105, '$0.0105'],
  [12.345, '$12.35'],
  [41_000.4, '$41,000'],
])('%s dollars read %s', (usd, words) => expect(costWords(usd)).toBe(words))

test('counts are short, and tokens that nobody counted are not nought', () => {
  expect([999, 1_300, 42_033, 999_600, 12_000_000].map(shortCount)).toEqual(['999', '1.3k', '42k', '1M', '12M'])
  expect(tokenWords(null, null)).toBeNull()
  expect(tokenWords(1_203, null)).toBe('1,203 in, 0 out')
})

test.each([
  [{ operation: 'execute_tool', tool: null, model: null }, 'tool'],
  [{ operation: null, tool: 'search', model: 'gpt' }, 'tool'],
  [{ operation: 'invoke_agent', tool: null, model: 'gpt' }, 'agent'],
  [{ operation: 'chat', tool: null, model: 'gpt' }, 'model'],
  [{ operation: null, tool: null, model: null }, 'other'],
])('what a span did, by what it named: %o is %s', (span, sort) => expect(sortOf(span)).toBe(sort))

describe('the waterfall’s scale', () => {
  test('ends with the last span, and its marks are round', () => {
    const spans = [someSpan('a', { duration_us: 900_000 }), someSpan('b', { offset_us: 800_000, duration_us: 380_000 })]
    expect(scaleOf(spans, 400)).toEqual({ total: 1_180_000, ticks: [0, 500_000, 1_000_000] })
  })
  test('of a trace that took no time is one mark', () =>
    expect(scaleOf([someSpan('a', { duration_us: 0 })], 400)).toEqual({ total: 0, ticks: [0] }))
  test.each([
    [{ offset_us: 250, duration_us: 500 }, 1_000, { left: 25, width: 50 }],
    [{ offset_us: 0, duration_us: 0 }, 0, { left: 0, width: 100 }],
    [{ offset_us: -50, duration_us: 100 }, 1_000, { left: 0, width: 10 }],
    [{ offset_us: 900, duration_us: 400 }, 1_000, { left: 90, width: 10 }],
  ])('a bar of %o in %i stays within', (span, total, bar) => expect(barOf(span, total)).toEqual(bar))
})

test('copied as a table it is one line a span, and no name begins a formula', () => {
  const spans = [
    someSpan('a', { name: '=HYPERLINK("x")\tand\nmore' }),
    someSpan('b', { parent_span_id: 'a', cost_usd: 0.5 }),
  ]
  const lines = tableText(treeOf(spans).rows).split('\n')
  expect(lines).toHaveLength(3)
  expect(lines[1]?.split('\t')[3]).toBe('\'=HYPERLINK("x") and more')
  expect(lines[2]?.split('\t')).toEqual(expect.arrayContaining(['b', 'a', '2', '0.5']))
})

test('the two variables name this server, and no key', () => {
  expect(variablesFor('https://ops.example/')).toEqual([
    { name: 'OTEL_EXPORTER_OTLP_ENDPOINT', value: 'https://ops.example' },
    { name: 'OTEL_EXPORTER_OTLP_HEADERS', value: 'Authorization=Bearer%20YOUR-KEY' },
  ])
})

test('a moment goes through its field and comes back, to the minute', () => {
  const moment = '2026-11-21T12:34:00.000Z'
  expect(fromLocal(toLocal(moment))).toBe(moment)
  expect([fromLocal(''), fromLocal('nonsense'), toLocal(undefined)]).toEqual([undefined, undefined, ''])
})
