import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalText, isCanonical, type Json } from '../../shared/domain/entry.ts'
import { rowText } from '../../shared/domain/evidence/row-text.ts'

/** What canonicalText says, or nothing where it refuses. */
function canonicalOf(value: Json): string | undefined {
  try {
    return canonicalText(value)
  } catch {
    return undefined
  }
}

const keys = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 4 }),
  fc.nat(120).map(String),
  fc.constantFrom('__proto__', 'toJSON', 'constructor', '', '\u{10000}', '\ufb33', '\ud83d', 'a\ude00'),
)
const leaves = fc.oneof(
  fc.double(),
  fc.constantFrom(-0, 1e21, 1e-7, 5e-324, 2 ** 53, Number.POSITIVE_INFINITY, Number.NaN),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('\ud83d', 'x\ude00', '\\ud83d', '\u2028', '\u007f', '"\\'),
  fc.boolean(),
  fc.constant(null),
)
const { value: json } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaves,
    fc.array(tie('value'), { maxLength: 4 }),
    // As JSON.parse makes it: `__proto__` is a key like any other.
    fc.array(fc.tuple(keys, tie('value')), { maxLength: 5 }).map((pairs) => Object.fromEntries(pairs)),
  ),
}))

test('says of any text and any value what the canonicalizer would say', () => {
  fc.assert(
    fc.property(json, json, (value, other) => {
      const canonical = canonicalOf(value)
      for (const text of [canonical, canonicalOf(other), JSON.stringify(value), JSON.stringify(value, null, 1)])
        if (text !== undefined) expect(isCanonical(text, value)).toBe(text === canonical)
    }),
    { numRuns: 3_000 },
  )
})

test('what cannot be said in JSON, or is nested too deeply, is canonical in no text', () => {
  for (const value of [Number.POSITIVE_INFINITY, Number.NaN, '\ud83d', { '\ud83d': 1 }] as Json[])
    for (const text of ['null', JSON.stringify(value)]) expect(isCanonical(text, value)).toBe(false)
  const deep = (depth: number): Json => (depth === 0 ? 1 : [deep(depth - 1)])
  expect(isCanonical(JSON.stringify(deep(99)), deep(99))).toBe(true)
  expect(isCanonical(JSON.stringify(deep(3_000)), deep(3_000))).toBe(false)
})

test('the text of a row is its canonical form', () => {
  fc.assert(
    fc.property(json, (value) => {
      const canonical = canonicalOf(value)
      if (canonical === undefined) expect(() => rowText(value)).toThrow()
      else expect(rowText(value)).toBe(canonical)
    }),
    { numRuns: 3_000 },
  )
})
