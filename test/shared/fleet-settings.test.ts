import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readRuleEntry, writeRuleEvent } from '../../shared/domain/fleet-rule-entries.ts'
import {
  costNano,
  FleetSettings,
  priceOf,
  readSettingsEntry,
  telemetryDays,
  usualSettings,
  writeSettings,
} from '../../shared/domain/fleet-settings.ts'
import { thresholdRule, weightedRule } from '../support/fleet-rows.ts'

const price = (model: string, input_usd_per_mtok = 1) => ({ model, input_usd_per_mtok, output_usd_per_mtok: 2 })

describe('the price of a model', () => {
  const prices = [price('gpt-5*'), price('gpt-5-mini*'), price('gpt-5-mini-2026'), price('*', 9)]
  test.each([
    ['gpt-5', 'gpt-5*'],
    ['gpt-5-2026-01', 'gpt-5*'],
    ['gpt-5-mini', 'gpt-5-mini*'],
    ['gpt-5-mini-2026', 'gpt-5-mini-2026'],
    ['gpt-5-mini-20261', 'gpt-5-mini*'],
    ['claude', '*'],
    ['', '*'],
  ])('of %s is that of %s', (model, expected) => {
    expect(priceOf(prices, model)?.model).toBe(expected)
    expect(priceOf(prices.toReversed(), model)?.model).toBe(expected)
  })
  test('is none where nothing fits', () => {
    expect(priceOf([price('gpt-5')], 'gpt-5-mini')).toBeUndefined()
    expect(priceOf([], 'gpt-5')).toBeUndefined()
  })

  test('is counted in whole billionths of a dollar', () => {
    expect(costNano({ model: 'm', input_usd_per_mtok: 2.5, output_usd_per_mtok: 10 }, 1_000, 100)).toBe(3_500_000)
    fc.assert(
      fc.property(fc.nat(1e6), fc.nat(1e6), (input, output) => {
        expect(
          Number.isInteger(costNano({ model: 'm', input_usd_per_mtok: 0.15, output_usd_per_mtok: 0.6 }, input, output)),
        ).toBe(true)
      }),
    )
  })
})

test('what is usual is allowed, and each model in it has one price', () => {
  expect(FleetSettings.parse(usualSettings)).toEqual(usualSettings)
  const models = usualSettings.prices.map(({ model }) => model)
  expect(new Set(models).size).toBe(models.length)
})

test.each([
  ['less than the least days', { retention_days: telemetryDays.least - 1 }],
  ['half a day', { retention_days: 2.5 }],
  ['a price below nothing', { prices: [price('m', -1)] }],
  ['a model without a name', { prices: [price('  ')] }],
  ['a detector that says half of it', { detector: { enabled: true } }],
  ['a word of its own', { colour: 'red' }],
])('settings with %s are none', (_, changed) => {
  expect(FleetSettings.safeParse({ ...usualSettings, ...changed }).success).toBe(false)
})

describe('entries', () => {
  test('of settings say what they were written to say', () => {
    const settings = { ...usualSettings, retention_days: 90 }
    expect(readSettingsEntry(writeSettings('w', settings))).toEqual(settings)
    expect(
      readSettingsEntry({ action: 'fleet.settings.set', data: { ...settings, retention_days: 0 } }),
    ).toBeUndefined()
    expect(readSettingsEntry({ ...writeSettings('w', settings), action: 'workspace.hold.placed' })).toBeUndefined()
  })

  test.each([thresholdRule(), weightedRule()])('of rules too', (rule) => {
    expect(readRuleEntry(writeRuleEvent('7', { kind: 'set', rule }))).toEqual({ id: '7', event: { kind: 'set', rule } })
    expect(readRuleEntry(writeRuleEvent('7', { kind: 'removed' }))).toEqual({ id: '7', event: { kind: 'removed' } })
    expect(readRuleEntry({ ...writeRuleEvent('7', { kind: 'set', rule }), data: { rule: 'x' } })).toBeNull()
    expect(readRuleEntry({ action: 'action.proposed', subject: 'action:7', data: {} })).toBeUndefined()
  })
})
