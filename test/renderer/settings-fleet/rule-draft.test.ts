import { describe, expect, test } from 'vitest'
import { readRuleDraft, ruleDraftPlace, writeRuleDraft } from '../../../renderer/screens/settings/fleet/rule-draft.ts'
import { addRow, emptyRule } from '../../../renderer/screens/settings/fleet/rule-form.ts'

const written = addRow({ ...emptyRule, name: 'Too slow', amber: 'not a number yet' })

describe('a rule that is written and not saved', () => {
  test('comes back as it stood, with the state of the rule that it began of', () => {
    for (const of of [null, '2026-07-02T09:00:00.000Z'])
      expect(readRuleDraft(writeRuleDraft({ of, form: written }, emptyRule))).toEqual({ of, form: written })
  })

  test('is none once all is put back', () => {
    expect(writeRuleDraft({ of: null, form: { ...written, ...emptyRule } }, emptyRule)).toBe('')
  })

  test.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['of another version', JSON.stringify({ of: null, form: { ...written, limits: undefined } })],
    ['of an input that there is not', JSON.stringify({ of: null, form: { ...written, parts: [{ input: 'mood' }] } })],
    ['without a row', JSON.stringify({ of: null, form: { ...written, limits: [] } })],
  ])('%s is no draft', (_, kept) => {
    expect(readRuleDraft(kept)).toBeUndefined()
  })

  test('each rule has a place of its own', () => {
    expect(new Set([ruleDraftPlace(null), ruleDraftPlace('a'), ruleDraftPlace('b')]).size).toBe(3)
  })
})
