import { describe, expect, test } from 'vitest'
import { barsOf, contribution, sumWords } from '../../../renderer/components/attribution-bars.ts'
import { inputName, inputValue, inputWords } from '../../../renderer/components/rule-inputs.ts'
import { ruleInputs } from '../../../shared/domain/fleet-rule.ts'

const item = (input: string, weight: number) => ({ input, value: 1, baseline: 0, contribution: weight })

describe('what weighed how much', () => {
  test('comes in the order of its weight, told apart by its way, as long as the heaviest allows', () =>
    expect(
      barsOf([item('a', -0.2), item('b', 0.4), item('c', 0)]).map(({ input, way, length }) => [input, way, length]),
    ).toEqual([
      ['b', 'raises', 1],
      ['a', 'lowers', 0.5],
      ['c', 'none', 0],
    ]))
  test('is nothing at all where nothing weighed', () =>
    expect(barsOf([item('a', 0), item('b', 1e-12)]).map(({ way, length }) => [way, length])).toEqual([
      ['none', 0],
      ['none', 0],
    ]))
  test('carries its sign', () => {
    expect(contribution(0.31)).toBe('+0.31')
    expect(contribution(-0.07)).toBe('-0.07')
    expect(contribution(0)).toBe('0')
  })
  test.each([
    [{ base: 0, score: 0.9 }, 'From 0 with the usual values to 0.9 with those of this trace.'],
    [{ base: null, score: 0.9 }, 'The score was 0.9.'],
    [{ base: 0.1, score: null }, 'The score without any of them is 0.1.'],
    [{ base: null, score: null }, null],
  ])('%j is summed up', (given, words) => expect(sumWords(given)).toBe(words))
})

describe('inputs', () => {
  test.each(ruleInputs)('%s has a name of its own', (input) => {
    expect(inputName(input)).not.toBe(input)
    expect(Object.values(inputWords).filter(({ name }) => name === inputName(input))).toHaveLength(1)
  })
  test('a reporter’s own is called as it calls it', () => {
    expect(inputName('toxicity')).toBe('toxicity')
    expect(inputValue('toxicity', 0.12345)).toBe('0.123')
    expect(inputName('constructor')).toBe('constructor')
  })
  test('a value is said in its own unit', () => {
    expect(inputValue('duration_ms', 61_000)).toBe('61 s')
    expect(inputValue('error_share', 0.25)).toBe('25%')
    expect(inputValue('cost_usd', null)).toBe('–')
  })
})
