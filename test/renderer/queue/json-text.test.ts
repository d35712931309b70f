import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseJsonText } from '../../../renderer/screens/queue/dialogs/json-text.ts'

const wrong: [text: string, line: number, column: number, says: RegExp][] = [
  ['', 1, 1, /ends where a value/],
  ['   ', 1, 4, /ends where a value/],
  ['{', 1, 2, /ends where a name or }/],
  ['{"a"', 1, 5, /ends where a colon/],
  ['{"a":', 1, 6, /ends where a value/],
  ['{"a":1', 1, 7, /ends where a comma or }/],
  ['{\n  "a": 1,\n}', 3, 1, /name in double quotes.*"}"/],
  ['{\n  "a": 1\n  "b": 2\n}', 3, 3, /comma or }/],
  ['{\n  a: 1\n}', 2, 3, /"a" is no JSON/],
  ["{'a': 1}", 1, 2, /double quotes/],
  ['{"a" 1}', 1, 6, /colon after "a"/],
  ['{"a": 1, "a": 2}', 1, 10, /"a" is there twice/],
  ['[1, 2,]', 1, 7, /Expected a value/],
  ['[1 2]', 1, 4, /comma or ]/],
  ['{"a": 01}', 1, 7, /"01" is no JSON/],
  ['{"a": .5}', 1, 7, /no JSON/],
  ['{"a": 1e999}', 1, 7, /1e999 cannot be kept/],
  ['{"a": 12345678901234567890}', 1, 7, /cannot be kept/],
  ['{"a": "b\nc"}', 1, 7, /does not end/],
  ['{"a": "\\x"}', 1, 7, /does not end|backslash/],
  ['{"a": undefined}', 1, 7, /"undefined" is no JSON/],
  ['{"a": truefalse}', 1, 7, /no JSON/],
  ['{} {}', 1, 4, /nothing more/],
  ['"text" // why', 1, 8, /nothing more/],
  [`${'['.repeat(51)}1${']'.repeat(51)}`, 1, 51, /Nested more than 50/],
]
test.each(wrong)('%j is wrong at its place', (text, line, column, says) => {
  const read = parseJsonText(text)
  expect(read).toMatchObject({ ok: false, line, column })
  expect(read.ok ? '' : read.says).toMatch(says)
})

describe('what JSON is', () => {
  test('is read as JSON.parse reads it', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.constantFrom(0, 2, '\t'), (json, indent) => {
        const text = JSON.stringify(JSON.parse(json), null, indent)
        const read = parseJsonText(text)
        // Stricter in one thing alone.
        if (read.ok) expect(read.value).toEqual(JSON.parse(text))
        else expect(read.says).toMatch(/cannot be kept/)
      }),
    )
  })

  test('and what JSON.parse refuses is refused, wherever it is damaged', () => {
    const accepts = (text: string) => {
      try {
        JSON.parse(text)
        return true
      } catch {
        return false
      }
    }
    const damaged = fc
      .tuple(
        fc.json({ maxDepth: 3 }),
        fc.nat(),
        fc.constantFrom('', ',', '}', '"', '\\', '1', ':', '\n', 'x', '\u0001', '\u007f'),
      )
      .map(
        ([json, at, by]) => `${json.slice(0, at % (json.length + 1))}${by}${json.slice((at % (json.length + 1)) + 1)}`,
      )
    fc.assert(
      fc.property(damaged, (text) => {
        const read = parseJsonText(text)
        if (read.ok) expect(accepts(text)).toBe(true)
        else if (accepts(text)) expect(read.says).toMatch(/cannot be kept|twice/)
        if (!read.ok) expect(read.offset).toBeLessThanOrEqual(text.length)
      }),
      { numRuns: 500 },
    )
  })
})
