import { describe, expect, test } from 'vitest'
import { many, percent, span, tokens, usd } from '../../../renderer/components/quantity.ts'
import { tabbed } from '../../../renderer/components/tabbed.ts'

describe('quantities in words', () => {
  test.each([
    [0, '$0.00'],
    [0.00001, '< $0.0001'],
    [-0.00001, '> -$0.0001'],
    [0.0451, '$0.0451'],
    [0.05, '$0.05'],
    [0.5, '$0.50'],
    [1234.567, '$1,234.57'],
    [-3.5, '-$3.50'],
  ])('%d dollars are %s', (value, words) => expect(usd(value)).toBe(words))

  test.each([
    [null, '–'],
    [0, '0%'],
    [0.0004, '< 0.1%'],
    [0.0527, '5.3%'],
    [0.42, '42%'],
    // What is not whole is not called so.
    [0.9996, '> 99.9%'],
    [0.996, '99.6%'],
    [1, '100%'],
    [2.5, '250%'],
  ])('the share %s is %s', (value, words) => expect(percent(value)).toBe(words))

  test.each([
    [null, '–'],
    [0.4, '0.4 ms'],
    [999.4, '999 ms'],
    [999.6, '1 s'],
    [12_431, '12.4 s'],
    [99_949, '99.9 s'],
    [100_000, '1 min 40 s'],
    [119_999, '2 min 0 s'],
    [7_260_000, '2 h 1 min'],
  ])('%s ms are %s', (value, words) => expect(span(value)).toBe(words))

  test('tokens are counted out as long as they can be read', () => {
    expect(tokens(9_999)).toBe('9,999')
    expect(tokens(18_421)).toBe('18.4K')
    expect(many(1, 'run')).toBe('1 run')
    expect(many(0, 'run')).toBe('0 runs')
  })
})

describe('a table that is copied', () => {
  test('stays a table, whatever stands in a cell', () =>
    expect(tabbed(['a', 'b'], [['x\ty', 'one\r\ntwo']])).toBe('a\tb\nx y\tone two'))
  test.each(['=1+1', '+cmd', '@sum', '-x'])('%s is no formula', (cell) => expect(tabbed([cell], [])).toBe(`'${cell}`))
  test.each(['-$3.50', '-0.07', '+0.61'])('%s stays a number', (cell) => expect(tabbed([cell], [])).toBe(cell))
})
