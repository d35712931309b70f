import { describe, expect, test } from 'vitest'
import type { Span } from '../../../renderer/fleet-api.ts'
import { isOld } from '../../../renderer/screens/assistant/tiles/age.ts'
import { measuredWords } from '../../../renderer/screens/assistant/tiles/alert-words.ts'
import { deltaWords, unpricedWords, windowWords } from '../../../renderer/screens/assistant/tiles/cost-words.ts'
import { dayBars } from '../../../renderer/screens/assistant/tiles/daily-bars.ts'
import { linkToAction, linkToTrace } from '../../../renderer/screens/assistant/tiles/links.ts'
import { type Switched, switchWords } from '../../../renderer/screens/assistant/tiles/model-words.ts'
import { pauseState, resumeAsleep } from '../../../renderer/screens/assistant/tiles/pause-words.ts'
import { spanBars } from '../../../renderer/screens/assistant/tiles/span-bars.ts'

const cost = (total: number, prior: number, hours = 24) => ({
  total_usd: total,
  prior_usd: prior,
  delta_usd: total - prior,
  delta_ratio: prior === 0 ? null : (total - prior) / prior,
  window_hours: hours,
})

describe('what it cost, against the window before', () => {
  test.each([
    [cost(0, 0), 'Nothing was spent, as in the 24 hours before.'],
    [cost(5, 0), 'In the 24 hours before nothing was spent.'],
    [cost(5, 5), 'As much as in the 24 hours before.'],
    [cost(54.1, 31.2), '$22.90 (73%) more than in the 24 hours before, which cost $31.20.'],
    [cost(10, 40, 168), '$30.00 (75%) less than in the 7 days before, which cost $40.00.'],
    [cost(0, 4, 1), '$4.00 (100%) less than in the hour before, which cost $4.00.'],
  ])('%j', (given, words) => expect(deltaWords(given)).toBe(words))
  test('is not said where that is not kept any more', () => {
    const given = { ...cost(5, 0), prior_usd: null, delta_usd: null, delta_ratio: null }
    expect(deltaWords(given)).toBe('What the 24 hours before cost is not kept any more.')
  })
  test.each([
    [[], 'they had no price when they came'],
    [['a', 'b'], 'no price for a, b'],
    [[...'abcdefg'], 'no price for a, b, c, d, e and 2 more'],
  ])('of %j, calls are not counted: %s', (models, words) => expect(unpricedWords(models)).toBe(words))
  test.each([
    [1, 'last hour'],
    [24, 'last 24 hours'],
    [48, 'last 48 hours'],
    [168, 'last 7 days'],
    [0.25, 'last 0.3 hours'],
  ])('%d hours are the %s', (hours, words) => expect(windowWords(hours)).toBe(words))
})

describe('what another model would cost', () => {
  const proposed: Switched = {
    action_id: 'a',
    type: 'switch_model',
    tier: 2,
    target_ref: 't',
    reason: 'r',
    agent: 'x',
    from: 'gpt-5',
    to: 'gpt-5-mini',
    cost_usd: 10,
    projected_usd: 2,
    delta_usd: -8,
  }
  test.each([
    [{}, 'cost $10.00. With gpt-5-mini they would have cost $2.00: $8.00 (80%) less.'],
    [{ projected_usd: 15, delta_usd: 5 }, 'With gpt-5-mini they would have cost $15.00: $5.00 (50%) more.'],
    [{ projected_usd: 10, delta_usd: 0 }, 'would have cost the same.'],
    [{ cost_usd: 0, projected_usd: 0, delta_usd: 0 }, 'nothing to compare'],
    [{ delta_usd: null, projected_usd: null }, 'gpt-5 or gpt-5-mini has no price'],
    [{ to: null }, 'named no model'],
  ])('%j', (patch, words) => expect(switchWords({ ...proposed, ...patch })).toContain(words))
})

describe('an alert of our own', () => {
  test.each([
    [{ metric: 'cost_usd', value: 4.1, usual: 0.4, limit: 1.6 }, 'Cost: $4.10, usually $0.40; unusual from $1.60 on.'],
    [
      { metric: 'error_rate', value: 0.31, usual: 0.04, limit: 0.12 },
      'Share of failed runs: 31%, usually 4%; unusual from 12% on.',
    ],
    [
      { metric: 'p95_ms', value: 14200, usual: 2100, limit: 5250 },
      'p95: 14.2 s, usually 2.1 s; unusual from 5.3 s on.',
    ],
  ] as const)('%j', (given, words) => expect(measuredWords(given)).toBe(words))
})

describe('a pause', () => {
  const enabled = { name: 'resume' as const, enabled: true }
  test.each([
    [{ active: true, resumed_at: null }, 'active'],
    [{ active: false, resumed_at: '2026-01-01T00:00:00Z' }, 'resumed'],
    [{ active: false, resumed_at: null }, 'ended'],
  ])('%j is %s', (given, state) => expect(pauseState(given)).toBe(state))
  test('is lifted only where the server says so', () => {
    expect(resumeAsleep({ active: true, commands: [enabled] })).toBeNull()
    const refused = { name: 'resume' as const, enabled: false, reason: 'This needs agents.pause.' }
    expect(resumeAsleep({ active: true, commands: [refused] })).toBe('This needs agents.pause.')
    expect(resumeAsleep({ active: true, commands: [] })).toMatch(/does not offer/)
    expect(resumeAsleep({ active: false, commands: [] })).toMatch(/over already/)
  })
})

describe('bars', () => {
  const span = (offset_us: number, duration_us: number): Span => ({
    span_id: 's',
    parent_span_id: null,
    name: 'n',
    kind: 'internal',
    started_at: '2026-01-01T00:00:00Z',
    offset_us,
    duration_us,
    status: 'ok',
    status_message: null,
    agent: 'a',
    operation: null,
    tool: null,
    model: null,
    provider: null,
    conversation: null,
    input_tokens: null,
    output_tokens: null,
    cost_usd: null,
  })
  test('lie where their spans lie, and stay within the trace', () =>
    expect(spanBars([span(0, 1_000_000), span(500_000, 250_000), span(999_999, 0), span(-5, 10)], 1000)).toEqual([
      { from: 0, wide: 100 },
      { from: 50, wide: 25 },
      { from: 99, wide: 1 },
      { from: 0, wide: 1 },
    ]))
  test('of spans that go on after their trace has ended still fit', () =>
    expect(spanBars([span(0, 4_000_000)], 1000)).toEqual([{ from: 0, wide: 100 }]))

  test('of days: each has its place, whether anything was judged on it or not', () =>
    expect(
      dayBars({
        days: 3,
        to: '2026-03-02T00:00:00Z',
        daily: [
          { day: '2026-02-27', evaluated: 4, passed: 3, pass_rate: 0.75 },
          { day: '2026-03-01', evaluated: 1, passed: 1, pass_rate: 1 },
          { day: '2025-01-01', evaluated: 9, passed: 0, pass_rate: 0 },
        ],
      }),
    ).toEqual([
      { day: '2026-02-27', evaluated: 4, passed: 3, rate: 0.75 },
      { day: '2026-02-28', evaluated: 0, passed: 0, rate: null },
      { day: '2026-03-01', evaluated: 1, passed: 1, rate: 1 },
    ]))
})

test('a picture grows old at its own pace', () => {
  const at = '2026-01-01T00:00:00Z'
  expect(isOld(at, Date.parse(at) + 15 * 60_000, 15)).toBe(false)
  expect(isOld(at, Date.parse(at) + 15 * 60_000 + 1, 15)).toBe(true)
})

test('nothing of an id leaks into the address', () => {
  expect(linkToTrace('a/b?c')).toBe('#/traces/a%2Fb%3Fc')
  expect(linkToAction('x&y')).toBe('#/deployments?open=x%26y')
})
