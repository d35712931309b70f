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

test.each([
  ['gpt-5', 1.25, 10],
  ['gpt-5-2025-08-07', 1.25, 10],
  ['gpt-5-pro-2025-10-06', 15, 120],
  ['gpt-5-mini-2025-08-07', 0.25, 2],
  ['gpt-5-nano', 0.05, 0.4],
  ['gpt-4.1', 2, 8],
  ['gpt-4.1-mini', 0.4, 1.6],
  ['gpt-4.1-nano-2025-04-14', 0.1, 0.4],
  ['gpt-4o-2024-11-20', 2.5, 10],
  ['gpt-4o-mini', 0.15, 0.6],
  ['claude-opus-4-1-20250805', 15, 75],
  ['claude-opus-4-5-20251101', 5, 25],
  ['claude-sonnet-4-5', 3, 15],
  ['claude-haiku-4-5', 1, 5],
])('%s usually costs $%d and $%d a million', (model, input_usd_per_mtok, output_usd_per_mtok) => {
  expect(priceOf(usualSettings.prices, model)).toMatchObject({ input_usd_per_mtok, output_usd_per_mtok })
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
  ['a model priced twice', { prices: [price('m'), price('n'), price(' m')] }],
  ['half a character in a name', { prices: [price('gpt-\ud800')] }],
  ['a name that turns around', { prices: [price('gpt-\u202e5')] }],
  ['a detector that says half of it', { detector: { enabled: true } }],
  ['a word of its own', { colour: 'red' }],
])('settings with %s are none', (_, changed) => {
  expect(FleetSettings.safeParse({ ...usualSettings, ...changed }).success).toBe(false)
})

describe('entries', () => {
  test('of settings say what they were written to say', () => {
    const settings = { ...usualSettings, retention_days: 90 }
    const workspace = 'w'
    const written = { ...writeSettings(workspace, settings), workspace }
    expect(readSettingsEntry(written)).toEqual(settings)
    expect(readSettingsEntry({ ...written, workspace: 'other' })).toBeUndefined()
    expect(readSettingsEntry({ ...written, subject: 'w' })).toBeUndefined()
    expect(readSettingsEntry({ ...written, data: { ...written.data, retention_days: 0 } })).toBeUndefined()
    expect(readSettingsEntry({ ...written, action: 'workspace.hold.placed' })).toBeUndefined()
  })

  test.each([thresholdRule(), weightedRule()])('of rules too', (rule) => {
    expect(readRuleEntry(writeRuleEvent('7', { kind: 'set', rule }))).toEqual({ id: '7', event: { kind: 'set', rule } })
    expect(readRuleEntry(writeRuleEvent('7', { kind: 'removed' }))).toEqual({ id: '7', event: { kind: 'removed' } })
    expect(readRuleEntry({ ...writeRuleEvent('7', { kind: 'set', rule }), data: { rule: 'x' } })).toBeNull()
    for (const event of [{ kind: 'set', rule } as const, { kind: 'removed' } as const])
      for (const subject of ['fleet_rule:', 'other_rule:7', '7'])
        expect(readRuleEntry({ ...writeRuleEvent('7', event), subject })).toBeNull()
    expect(readRuleEntry({ ...writeRuleEvent('7', { kind: 'removed' }), data: { more: 1 } })).toBeNull()
    expect(readRuleEntry({ action: 'action.proposed', subject: 'action:7', data: {} })).toBeUndefined()
  })
})
