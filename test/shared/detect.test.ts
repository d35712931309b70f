import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { detect, type Measured, metrics, wordsOf } from '../../shared/domain/detect.ts'
import { usualSettings } from '../../shared/domain/fleet-settings.ts'

const { detector } = usualSettings
const recent = (changed: Partial<Measured> = {}): Measured => ({
  runs: 50,
  minutes: 15,
  error_rate: 0.02,
  p95_ms: 800,
  cost_usd: 0.5,
  ...changed,
})
const usual = (changed: Partial<Measured> = {}): Measured => ({
  runs: 4_800,
  minutes: 1_440,
  error_rate: 0.02,
  p95_ms: 800,
  cost_usd: 48,
  ...changed,
})
const stateOf = (metric: (typeof metrics)[number], now: Partial<Measured>, before: Partial<Measured> = {}) =>
  detect(detector, recent(now), usual(before)).find((finding) => finding.metric === metric)?.state

describe('an agent against its day before', () => {
  test.each([
    ['error_rate', {}, {}, 'over'],
    ['error_rate', { error_rate: 0.061 }, {}, 'unusual'],
    ['error_rate', { error_rate: 0.06 }, {}, 'unclear'],
    ['error_rate', { error_rate: 0.048 }, {}, 'over'],
    // The floor stands where the usual is next to nothing.
    ['error_rate', { error_rate: 0.049 }, { error_rate: 0 }, 'unclear'],
    ['error_rate', { error_rate: 0.051 }, { error_rate: 0 }, 'unusual'],
    ['error_rate', { error_rate: 1, runs: 9 }, {}, 'unclear'],
    ['error_rate', { error_rate: 1, runs: 10 }, {}, 'unusual'],
    ['error_rate', { error_rate: 1 }, { runs: 9 }, 'unclear'],
    ['error_rate', { error_rate: 0, runs: 0 }, {}, 'over'],
    ['p95_ms', { p95_ms: 2_001 }, {}, 'unusual'],
    ['p95_ms', { p95_ms: 1_999 }, {}, 'unclear'],
    ['p95_ms', { p95_ms: 900 }, { p95_ms: 100 }, 'unclear'],
    ['p95_ms', { p95_ms: 1_001 }, { p95_ms: 100 }, 'unusual'],
    // A quarter of an hour of 48 dollars a day is half a dollar.
    ['cost_usd', { cost_usd: 2.01 }, {}, 'unusual'],
    ['cost_usd', { cost_usd: 1.99 }, {}, 'unclear'],
    ['cost_usd', { cost_usd: 0.9 }, { cost_usd: 1 }, 'unclear'],
  ] as const)('%s with %j against %j is %s', (metric, now, before, state) => {
    expect(stateOf(metric, now, before)).toBe(state)
  })

  test('once it is switched off, everything is over', () => {
    const findings = detect(
      { ...detector, enabled: false },
      recent({ error_rate: 1, p95_ms: 1e6, cost_usd: 1e3 }),
      usual(),
    )
    expect(findings.map(({ state }) => state)).toEqual(metrics.map(() => 'over'))
  })

  test('an alert that lies at its limit, a little below and a little above, neither begins nor ends again and again', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0.85, max: 1.15, noNaN: true }), { minLength: 5 }), (times) => {
        let firing = false
        let changes = 0
        for (const each of times) {
          const state = stateOf('p95_ms', { p95_ms: 2_000 * each })
          const next: boolean = state === 'unusual' || (firing && state === 'unclear')
          if (next !== firing) changes++
          firing = next
        }
        expect(changes).toBeLessThanOrEqual(1)
      }),
    )
  })

  test('what is unusual is above both the floor and so many times the usual', () => {
    const value = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(value, value, (now, before) => {
        const [finding] = detect(detector, recent({ error_rate: now }), usual({ error_rate: before }))
        const isAbove = now > 0.05 && now > before * 3
        expect(finding?.state === 'unusual').toBe(isAbove)
      }),
    )
  })
})

test.each([
  ['error_rate', 0.42, 0.02, 0.06, 'critical', 'checkout: fail 42 % in the last 15 minutes, usually 2 % (limit 6 %)'],
  ['p95_ms', 2_400, 800, 2_000, 'warning', 'checkout: p95 2.4 s in the last 15 minutes, usually 800 ms (limit 2 s)'],
  ['cost_usd', 4.01, 0.5, 2, 'critical', 'checkout: cost $4.01 in the last 15 minutes, usually $0.5 (limit $2)'],
] as const)('%s of %d is told', (metric, value, before, limit, severity, summary) => {
  const words = wordsOf({ metric, value, usual: before, limit, state: 'unusual' }, 'checkout', 15)
  expect(words).toMatchObject({ severity, summary })
})
