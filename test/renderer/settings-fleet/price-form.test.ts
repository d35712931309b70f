import { describe, expect, test } from 'vitest'
import { detectorForm, judgeDetector } from '../../../renderer/screens/settings/fleet/detector-form.ts'
import {
  formOf,
  judgePrice,
  type PriceForm,
  withoutPrice,
  withPrice,
} from '../../../renderer/screens/settings/fleet/price-form.ts'
import { usualSettings } from '../../../shared/domain/fleet-settings.ts'

const price = (model: string, input = 1) => ({ model, input_usd_per_mtok: input, output_usd_per_mtok: 2 })
const form: PriceForm = { model: 'gpt-5*', input: '1.25', output: '10' }

describe('a price as it is typed', () => {
  test('is one once it is whole', () =>
    expect(judgePrice({ ...form, model: ' gpt-5* ' }, [], null)).toEqual({
      kind: 'fine',
      value: { model: 'gpt-5*', input_usd_per_mtok: 1.25, output_usd_per_mtok: 10 },
    }))
  test.each([
    [{ input: '' }, ['input']],
    [{ output: '-1' }, ['output']],
    [{ input: 'one', output: '100001' }, ['input', 'output']],
    [{ model: ' ' }, ['model']],
  ])('%j is faulty', (patch, fields) => {
    const judged = judgePrice({ ...form, ...patch }, [], null)
    expect(judged.kind === 'faulty' && Object.keys(judged.errors)).toEqual(fields)
  })
  test('has a name that no other has; its own it keeps', () => {
    expect(judgePrice(form, [price('gpt-5*')], null).kind).toBe('faulty')
    expect(judgePrice(form, [price('gpt-5*')], 'gpt-5*').kind).toBe('fine')
    expect(judgePrice(form, [price('gpt-5*'), price('a')], 'a').kind).toBe('faulty')
  })
  test('is read back as it was', () =>
    expect(judgePrice(formOf(price('a')), [], null)).toMatchObject({ value: price('a') }))
  test('stays in its place when it changes, and comes last when it is new', () => {
    const prices = [price('a'), price('b')]
    expect(withPrice(prices, price('c', 9), 'a')).toEqual([price('c', 9), price('b')])
    expect(withPrice(prices, price('c'), null)).toEqual([price('a'), price('b'), price('c')])
    expect(withoutPrice(prices, 'a')).toEqual([price('b')])
  })
})

describe('the detector’s limits as they are typed', () => {
  const usual = detectorForm(usualSettings.detector)
  test('are what they were', () =>
    expect(judgeDetector(usual)).toEqual({ kind: 'fine', value: usualSettings.detector }))
  test.each([
    ['window_minutes', '4'],
    ['window_minutes', '7.5'],
    ['least_runs', ''],
    ['error_rate.floor', '1.1'],
    ['p95_ms.times', '0.5'],
    ['cost_usd.floor', 'x'],
  ] as const)('%s is not %j', (name, text) => {
    const judged = judgeDetector({ ...usual, texts: { ...usual.texts, [name]: text } })
    expect(judged.kind === 'faulty' && Object.keys(judged.errors)).toEqual([name])
  })
})
