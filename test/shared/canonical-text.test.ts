import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalBytes, canonicalText, type Json } from '../../shared/domain/entry.ts'

// RFC 8785, appendix B: IEEE 754 bits and the number's text. The last two rows of the table are refused, below.
const numbers = [
  ['0000000000000000', '0'],
  ['8000000000000000', '0'],
  ['0000000000000001', '5e-324'],
  ['8000000000000001', '-5e-324'],
  ['7fefffffffffffff', '1.7976931348623157e+308'],
  ['ffefffffffffffff', '-1.7976931348623157e+308'],
  ['4340000000000000', '9007199254740992'],
  ['c340000000000000', '-9007199254740992'],
  ['4430000000000000', '295147905179352830000'],
  ['44b52d02c7e14af5', '9.999999999999997e+22'],
  ['44b52d02c7e14af6', '1e+23'],
  ['44b52d02c7e14af7', '1.0000000000000001e+23'],
  ['444b1ae4d6e2ef4e', '999999999999999700000'],
  ['444b1ae4d6e2ef4f', '999999999999999900000'],
  ['444b1ae4d6e2ef50', '1e+21'],
  ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
  ['3eb0c6f7a0b5ed8d', '0.000001'],
  ['41b3de4355555553', '333333333.3333332'],
  ['41b3de4355555554', '333333333.33333325'],
  ['41b3de4355555555', '333333333.3333333'],
  ['41b3de4355555556', '333333333.3333334'],
  ['41b3de4355555557', '333333333.33333343'],
  ['becbf647612f3696', '-0.0000033333333333333333'],
  ['43143ff3c1cb0959', '1424953923781206.2'],
] as const

const fromBits = (hex: string): number => Buffer.from(hex, 'hex').readDoubleBE()

// cyberphone/json-canonicalization, testdata: input and output of each file (the last is RFC 8785, section 3.2.3, too).
const documents = [
  ['[56,{"d":true,"10":null,"1":[ ]}]', '[56,{"1":[],"10":null,"d":true}]'],
  [
    '{"peach":"This sorting order","p\u00e9ch\u00e9":"is wrong according to French","p\u00eache":"but canonicalization MUST","sin":"ignore locale"}',
    '{"peach":"This sorting order","p\u00e9ch\u00e9":"is wrong according to French","p\u00eache":"but canonicalization MUST","sin":"ignore locale"}',
  ],
  [
    '{"1":{"f":{"f":"hi","F":5},"\\n":56.0},"10":{},"":"empty","a":{},"111":[{"e":"yes","E":"no"}],"A":{}}',
    '{"":"empty","1":{"\\n":56,"f":{"F":5,"f":"hi"}},"10":{},"111":[{"E":"no","e":"yes"}],"A":{},"a":{}}',
  ],
  ['{"Unnormalized Unicode":"A\\u030a"}', '{"Unnormalized Unicode":"A\u030a"}'],
  [
    '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  ],
  [
    '{"\\u20ac":"Euro Sign","\\r":"Carriage Return","\\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\\ud83d\\ude00":"Emoji: Grinning Face","\\u0080":"Control","\\u00f6":"Latin Small Letter O With Diaeresis"}',
    '{"\\r":"Carriage Return","1":"One","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis","\u20ac":"Euro Sign","\ud83d\ude00":"Emoji: Grinning Face","\ufb33":"Hebrew Letter Dalet With Dagesh"}',
  ],
] as const

describe('RFC 8785', () => {
  test.each(numbers)('the number %s is %s', (bits, text) => {
    expect(canonicalText(fromBits(bits))).toBe(text)
  })

  test.each(documents)('%s', (input, output) => {
    expect(canonicalText(JSON.parse(input))).toBe(output)
  })

  test('the bytes are UTF-8 (section 3.2.4)', () => {
    const [, values] = [documents[0], documents[4]]
    expect(Buffer.from(canonicalBytes(JSON.parse(values[0]))).toString('hex')).toBe(
      '7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c226e756d62657273223a5b3333333333333333332e333333333333332c31652b33302c342e352c302e3030322c31652d32375d2c22737472696e67223a22e282ac245c75303030665c6e4127425c225c5c5c5c5c222f227d',
    )
  })
})

describe('what JSON cannot say is refused, not dropped', () => {
  const hidden = (value: unknown): Json => ({ kept: 1, list: [{ value: value as Json }] })
  const cycle: Record<string, unknown> = {}
  cycle.self = cycle
  const deep = (levels: number): Json => (levels === 0 ? 1 : [deep(levels - 1)])

  test.each([
    ['NaN', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['undefined', undefined],
    ['a function', () => 1],
    ['a symbol', Symbol('s')],
    ['a bigint', 1n],
    ['a lone high surrogate', '\ud83d'],
    ['a lone low surrogate', 'x\ude00'],
    ['a date', new Date(0)],
    ['a map', new Map([['a', 1]])],
    ['bytes', new Uint8Array(2)],
    ['a boxed number', Object(1)],
    ['a hole in a list', Array(2)],
    ['a circle', cycle],
  ])('%s', (_, value) => {
    expect(() => canonicalText(hidden(value))).toThrow()
    expect(() => canonicalText([value as Json])).toThrow()
    expect(() => canonicalText(value as Json)).toThrow()
  })

  test('a lone surrogate as a key', () => {
    expect(() => canonicalText({ '\ud83d': 1 })).toThrow()
  })

  test('nesting that a reader could not follow', () => {
    expect(canonicalText(deep(100))).toHaveLength(201)
    expect(() => canonicalText(deep(101))).toThrow()
    expect(() => canonicalText(deep(3_000))).toThrow()
  })
})

// 'binary' is any code point, but no lone surrogates.
const json = fc.jsonValue({ maxDepth: 5, stringUnit: 'binary' }).map((value) => value as Json)

test('what is said is what is read back, and saying it again changes nothing', () => {
  fc.assert(
    fc.property(json, (value) => {
      const text = canonicalText(value)
      // JSON has no negative zero to give back.
      const plain = JSON.parse(JSON.stringify(value))
      expect(JSON.parse(text)).toEqual(plain)
      expect(canonicalText(JSON.parse(text))).toBe(text)
    }),
    { numRuns: 500 },
  )
})

test('the order in which keys were written is forgotten, at every depth', () => {
  const shuffled = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(shuffled)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, child]) => [key, shuffled(child)]),
    )
  }
  fc.assert(
    fc.property(json, (value) => {
      expect(canonicalText(shuffled(value))).toBe(canonicalText(value))
    }),
    { numRuns: 300 },
  )
})
