import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FleetRule, type Inputs, type RuleInput, ruleInputs } from '../../shared/domain/fleet-rule.ts'
import { attribute, concerns, inputsOf, type JudgedSpan, judge } from '../../shared/domain/judge-trace.ts'
import { thresholdRule, weightedRule } from '../support/fleet-rows.ts'

const span = (span_id: string, changed: Partial<JudgedSpan> = {}): JudgedSpan => ({
  span_id,
  parent_span_id: null,
  start_us: 1_000_000,
  duration_us: 1_000,
  status: 'ok',
  operation: null,
  tool: null,
  model: null,
  input_tokens: null,
  output_tokens: null,
  cost_nano: null,
  ...changed,
})
const tool = (span_id: string, name: string | null, changed: Partial<JudgedSpan> = {}) =>
  span(span_id, { operation: 'execute_tool', tool: name, ...changed })
const nothing: Inputs = inputsOf([])
const inputs = (changed: Partial<Inputs>): Inputs => ({ ...nothing, ...changed })

describe('the inputs of a trace', () => {
  const spans = [
    span('root', { operation: 'invoke_agent', duration_us: 2_500_000, input_tokens: 900 }),
    span('a', {
      parent_span_id: 'root',
      start_us: 1_500_000,
      operation: 'chat',
      model: 'gpt-4o',
      input_tokens: 100,
      output_tokens: 20,
      cost_nano: 2_000_000,
    }),
    tool('b', 'search', { parent_span_id: 'a', start_us: 3_400_000, duration_us: 600_000, status: 'error' }),
    tool('c', 'search', { parent_span_id: 'a' }),
    tool('d', 'refund', { parent_span_id: 'root', status: 'error' }),
  ]
  test.each([
    ['duration_ms', 3_000],
    ['span_count', 5],
    ['error_count', 2],
    ['error_share', 0.4],
    ['llm_calls', 1],
    ['tool_calls', 3],
    ['distinct_tools', 2],
    ['most_repeated_call', 2],
    ['input_tokens', 100],
    ['output_tokens', 20],
    ['cost_usd', 0.002],
    ['depth', 3],
  ] as const satisfies [RuleInput, number][])('%s is %d', (input, value) => {
    expect(inputsOf(spans)[input]).toBe(value)
  })

  test('each has a case here, and is nothing in a trace without spans', () => {
    expect(Object.keys(nothing).sort()).toEqual([...ruleInputs].sort())
    expect(new Set(Object.values(nothing))).toEqual(new Set([0]))
  })

  test('spans in a circle, without a parent here or in any order have a depth all the same', () => {
    const circle = [span('a', { parent_span_id: 'b' }), span('b', { parent_span_id: 'a' })]
    expect(inputsOf(circle).depth).toBe(2)
    expect(inputsOf([span('a', { parent_span_id: 'gone' })]).depth).toBe(1)
    const chain = Array.from({ length: 3_000 }, (_, i) => span(`s${i}`, { parent_span_id: i ? `s${i - 1}` : null }))
    expect([inputsOf(chain).depth, inputsOf(chain.toReversed()).depth]).toEqual([3_000, 3_000])
  })
})

describe('a threshold rule', () => {
  const above = thresholdRule()
  const below = thresholdRule({
    limits: [{ input: 'output_tokens', side: 'below', amber: 10, red: 2, baseline: 50 }],
  })
  test.each([
    [above, { duration_ms: 499.9 }, 0, 'green', 'All of its inputs are within their limits.'],
    [above, { duration_ms: 500 }, 0.5, 'amber', 'duration 500 ms: amber from 500 ms on.'],
    [above, { duration_ms: 999 }, 0.5, 'amber', 'duration 999 ms: amber from 500 ms on.'],
    [above, { duration_ms: 61_250 }, 1, 'red', 'duration 61.25 s: red from 1 s on.'],
    [below, { output_tokens: 11 }, 0, 'green', 'All of its inputs are within their limits.'],
    [below, { output_tokens: 10 }, 0.5, 'amber', 'output tokens 10: amber from 10 down.'],
    [below, { output_tokens: 0 }, 1, 'red', 'output tokens 0: red from 2 down.'],
  ] as const)('%#: scores and says why', (rule, given, score, label, explanation) => {
    expect(judge(rule, inputs(given))).toEqual({ score, label, explanation })
  })

  test('is as bad as its worst limit, and names all that are as bad', () => {
    const rule = thresholdRule({
      limits: [
        { input: 'duration_ms', side: 'above', amber: 500, red: 1_000, baseline: 0 },
        { input: 'cost_usd', side: 'above', amber: 1, red: 2, baseline: 0 },
        { input: 'error_share', side: 'above', amber: 0.1, red: 0.5, baseline: 0 },
      ],
    })
    expect(judge(rule, inputs({ duration_ms: 600, cost_usd: 3, error_share: 0.75 }))).toEqual({
      score: 1,
      label: 'red',
      explanation: 'cost $3: red from $2 on; share of errors 75 %: red from 50 % on.',
    })
  })
})

describe('a weighted rule', () => {
  test.each([
    [{}, 0, 'green'],
    [{ duration_ms: 1_000 }, 0.5, 'amber'],
    [{ duration_ms: 5_000, tool_calls: 100, error_count: 9 }, 1, 'red'],
    [{ duration_ms: 800, error_count: 2 }, 0.65, 'amber'],
    [{ duration_ms: -5 }, 0, 'green'],
  ] as const)('%j scores %d, which is %s', (given, score, label) => {
    const verdict = judge(weightedRule(), inputs(given))
    expect(verdict).toMatchObject({ score: expect.closeTo(score, 9), label })
    expect(verdict.explanation).toMatch(/^The score is .*: (green|amber|red)(, most of it by .*)?\.$/)
  })

  test('says by what most of it came', () => {
    const { explanation } = judge(weightedRule(), inputs({ duration_ms: 800, error_count: 2 }))
    expect(explanation).toBe(
      'The score is 0.65 (amber from 0.4, red from 0.7): amber, most of it by duration 800 ms, errors 2.',
    )
  })
})

test.each([
  [true, [], true],
  [true, ['checkout'], true],
  [true, ['search'], false],
  [false, [], false],
])('a rule that is enabled (%s) for %j concerns checkout: %s', (enabled, agents, concerned) => {
  expect(concerns(thresholdRule({ enabled, agents }), 'checkout')).toBe(concerned)
})

describe('what inputs contributed', () => {
  const numbers = fc.double({ min: 0, max: 2_000, noNaN: true })
  const anyInputs = fc.record(Object.fromEntries(ruleInputs.map((input) => [input, numbers]))) as fc.Arbitrary<Inputs>
  const rules = fc.constantFrom(
    weightedRule(),
    thresholdRule({
      limits: ruleInputs.map((input, i) => ({ input, side: 'above', amber: 100 * i, red: 200 * i, baseline: 10 })),
    }),
  )
  test('adds up to the difference between the score and the score at all baselines', () => {
    fc.assert(
      fc.property(rules, anyInputs, (rule, given) => {
        const { base, whole, items } = attribute(rule, given)
        expect(whole).toBe(judge(rule, given).score)
        const looked = rule.kind === 'threshold' ? rule.limits : rule.parts
        const usual = Object.fromEntries(looked.map(({ input, baseline }) => [input, baseline]))
        expect(base).toBe(judge(rule, { ...given, ...usual }).score)
        expect(items.reduce((sum, { contribution }) => sum + contribution, 0)).toBeCloseTo(whole - base, 9)
      }),
      { numRuns: 20 },
    )
  })

  test('of a sum is each part’s own, and of an input at its baseline nothing', () => {
    const { base, items } = attribute(weightedRule(), inputs({ duration_ms: 800, tool_calls: 1, error_count: 1 }))
    expect(base).toBeCloseTo((2 * 0.2 + 0.1) / 4)
    expect(items).toEqual([
      { input: 'duration_ms', value: 800, baseline: 200, contribution: expect.closeTo(0.3, 9) },
      { input: 'tool_calls', value: 1, baseline: 1, contribution: expect.closeTo(0, 9) },
      { input: 'error_count', value: 1, baseline: 0, contribution: expect.closeTo(0.125, 9) },
    ])
  })

  test('of two limits that are both reached is shared', () => {
    const limit = { side: 'above', amber: 1, red: 2, baseline: 0 } as const
    const rule = thresholdRule({
      limits: [
        { input: 'llm_calls', ...limit },
        { input: 'tool_calls', ...limit },
      ],
    })
    expect(attribute(rule, inputs({ llm_calls: 5, tool_calls: 7 })).items.map((each) => each.contribution)).toEqual([
      0.5, 0.5,
    ])
  })
})

test.each([
  ['no limits', { ...thresholdRule(), limits: [] }],
  [
    'an input twice',
    thresholdRule({
      limits: Array(2)
        .fill(thresholdRule())
        .flatMap((rule) => Object(rule).limits),
    }),
  ],
  ['red before amber', thresholdRule({ limits: [{ input: 'depth', side: 'above', amber: 5, red: 4, baseline: 0 }] })],
  [
    'red above amber, downwards',
    thresholdRule({ limits: [{ input: 'depth', side: 'below', amber: 4, red: 5, baseline: 0 }] }),
  ],
  [
    'no way from one end to the other',
    weightedRule({ parts: [{ input: 'depth', weight: 1, from: 3, to: 3, baseline: 0 }] }),
  ],
  ['a name on two lines', thresholdRule({ name: 'a\nb' })],
])('a rule with %s is none', (_, rule) => {
  expect(FleetRule.safeParse(rule).success).toBe(false)
})
