import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { faultOfDrillText } from '../../shared/domain/drill-text.ts'
import { harmfulTexts, harmlessTexts } from './drill-texts.ts'

const harmful = Object.entries(harmfulTexts).flatMap(([what, texts]) => texts.map((text) => [what, text] as const))

describe('a text that a drill may not have', () => {
  test.each(harmful)('names %s: %j', (what, text) => {
    expect(faultOfDrillText(text)).toBe(`names ${what}, which a drill never does`)
  })
})

describe('a text that a drill may have', () => {
  test.each(harmlessTexts.map((text) => [text]))('%j', (text) => {
    expect(faultOfDrillText(text)).toBeUndefined()
  })
})

test('what is harmful stays so, whatever stands around it', () => {
  const before = fc.constantFrom('', ' ', 'see ', '(', 'Größe: ', 'the canary, ', ' – ', '\n', '"', '/')
  const after = fc.constantFrom('', ' ', ' now', ')', ', then look', ' – ', '\n', '"')
  fc.assert(
    fc.property(fc.constantFrom(...harmful), before, after, ([, text], one, other) => {
      expect(faultOfDrillText(`${one}${text}${other}`)).toBeDefined()
    }),
    { numRuns: 2_000 },
  )
})

test('what is harmful stays so in other letters, and with letters between that nobody sees', () => {
  const wide = (text: string) =>
    [...text]
      .map((each) => (/[!-~]/.test(each) ? String.fromCodePoint((each.codePointAt(0) ?? 0) + 0xfee0) : each))
      .join('')
  const cyrillic: Record<string, string> = { a: 'а', c: 'с', e: 'е', o: 'о', p: 'р', s: 'ѕ', i: 'і', d: 'ԁ' }
  const disguised = (text: string) => [...text].map((each) => cyrillic[each] ?? each).join('')
  const accented = (text: string) => text.replaceAll(/[a-z]/g, (each) => `${each}\u0301`)
  const unseen = fc.constantFrom('\u200b', '\u200d', '\u2060', '\u00ad', '\ufeff', '\u202e')
  fc.assert(
    fc.property(
      fc.constantFrom(...harmful),
      fc.constantFrom(wide, disguised, accented, (text: string) => text),
      unseen,
      fc.nat(30),
      ([, text], write, nothing, place) => {
        const letters = [...write(text)]
        letters.splice(place % (letters.length + 1), 0, nothing)
        expect(faultOfDrillText(letters.join(''))).toBeDefined()
      },
    ),
    { numRuns: 2_000 },
  )
})

test('what is harmless stays so beside what is harmless', () => {
  const any = fc.constantFrom(...harmlessTexts)
  fc.assert(
    fc.property(any, any, (one, two) => {
      expect(faultOfDrillText(`${one}, ${two}`)).toBeUndefined()
    }),
    { numRuns: 2_000 },
  )
})

test('a text as long as one may be is judged at once, however it is made', () => {
  const made = ['a', '.a', 'a-', 'a@', ':', '0:', 'A1a', 'prod_', '1.', '-_', 'secret', '://'].map((each) =>
    each.repeat(2_000),
  )
  // Whoever looks longer than a blink at one of these would hold up every request of the server.
  for (const text of made) expect(faultOfDrillText(text.slice(0, 2_000))).toSatisfy(() => true)
})
