import { describe, expect, test } from 'vitest'
import {
  addRow,
  emptyRule,
  judgeRule,
  listOf,
  type RuleForm,
  removeRow,
  ruleForm,
} from '../../../renderer/screens/settings/fleet/rule-form.ts'
import { ruleSentences, trialWords } from '../../../renderer/screens/settings/fleet/rule-words.ts'
import { type FleetRule, ruleInputs } from '../../../shared/domain/fleet-rule.ts'

const threshold: FleetRule = {
  kind: 'threshold',
  name: 'Too slow',
  description: 'What users wait for',
  frameworks: ['SOC 2', 'EU AI Act'],
  agents: ['checkout-agent'],
  enabled: true,
  limits: [{ input: 'duration_ms', side: 'above', amber: 30_000, red: 60_000, baseline: 9_000 }],
}
const weighted: FleetRule = {
  kind: 'weighted',
  name: 'Loops',
  description: '',
  frameworks: [],
  agents: [],
  enabled: false,
  parts: [{ input: 'most_repeated_call', weight: 3, from: 2, to: 10, baseline: 1 }],
  amber: 0.5,
  red: 0.8,
}
const errorsOf = (form: RuleForm) => {
  const judged = judgeRule(form)
  return judged.kind === 'faulty' ? judged.errors : {}
}

describe('a rule as it is typed', () => {
  test.each([threshold, weighted])('$name is what it was', (rule) =>
    expect(judgeRule(ruleForm(rule))).toEqual({ kind: 'fine', rule }),
  )

  test('what is missing is said beside its field', () =>
    expect(errorsOf(emptyRule)).toEqual({
      name: 'A name of up to 120 characters, on one line.',
      'limits.0.amber': 'A number is needed.',
      'limits.0.red': 'A number is needed.',
    }))
  test('red lies beyond amber, whichever way is bad', () => {
    const form = ruleForm(threshold)
    const [limit] = form.limits
    if (limit === undefined) throw new Error('the form has its limit')
    expect(errorsOf({ ...form, limits: [{ ...limit, red: '1' }] })).toEqual({
      'limits.0.red': 'Red lies beyond amber.',
    })
    expect(errorsOf({ ...form, limits: [{ ...limit, side: 'below', amber: '1', red: '2' }] })).toEqual({
      'limits.0.red': 'Red lies beyond amber.',
    })
  })
  test('each input stands in it once', () => {
    const form = ruleForm(threshold)
    expect(errorsOf({ ...form, limits: [...form.limits, ...form.limits] })).toEqual({
      limits: 'Names each input once.',
    })
  })
  test('a part that weighs nothing, and one that begins where it ends', () => {
    const form = ruleForm(weighted)
    const [part] = form.parts
    if (part === undefined) throw new Error('the form has its part')
    expect(errorsOf({ ...form, parts: [{ ...part, weight: '0' }] })).toHaveProperty(['parts.0.weight'])
    expect(errorsOf({ ...form, parts: [{ ...part, to: '2' }] })).toEqual({
      'parts.0.to': 'Differs from where it begins.',
    })
  })
  test('a framework whose name is too long is said at its field', () =>
    expect(Object.keys(errorsOf({ ...ruleForm(threshold), frameworks: `SOC 2, ${'x'.repeat(81)}` }))).toEqual([
      'frameworks',
    ]))
  test('names have commas between, and empty ones are none', () =>
    expect(listOf(' EU AI Act ,, SOC 2,')).toEqual(['EU AI Act', 'SOC 2']))
})

describe('its rows', () => {
  test('a new one is of an input that it does not look at yet; at the most, of all of them', () => {
    let form = emptyRule
    for (const _ of ruleInputs) form = addRow(form)
    expect(form.limits.map(({ input }) => input).toSorted()).toEqual([...ruleInputs].toSorted())
    expect(form.parts).toEqual(emptyRule.parts)
  })
  test('one is taken away by its place', () => {
    const two = addRow({ ...emptyRule, kind: 'weighted' })
    expect(removeRow(two, 0).parts.map(({ input }) => input)).toEqual([two.parts[1]?.input])
  })
})

describe('in words', () => {
  test('limits', () => expect(ruleSentences(threshold)).toEqual(['Duration: amber from 30 s, red from 60 s upwards']))
  test('a weighted sum', () =>
    expect(ruleSentences(weighted)).toEqual([
      'Most repeated call, weight 3: nothing at 2, all of it at 10',
      'Amber from a score of 0.5, red from 0.8',
    ]))
  test.each([
    [{ traces: 0, green: 0, amber: 0, red: 0 }, /no trace yet/],
    [{ traces: 1, green: 1, amber: 0, red: 0 }, /Of the last trace: 1 green/],
    [
      { traces: 9, green: 5, amber: 3, red: 1 },
      /Of the last 9 traces: 5 green, 3 amber, 1 red. Nothing of this is kept/,
    ],
  ])('a trial: %j', (found, words) => expect(trialWords(found)).toMatch(words))
})
