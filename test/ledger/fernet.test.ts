import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { deriveKey, fernetOpen, fernetSeal } from '../../main/identity/fernet.ts'
import { fromHex } from '../shared/hex.ts'

// github.com/fernet/spec: generate.json, verify.json and invalid.json.
const secret = new Uint8Array(Buffer.from('cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=', 'base64url'))
const published = {
  token: 'gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==',
  now: Date.parse('1985-10-26T01:20:00-07:00'),
  iv: Buffer.from(Array.from({ length: 16 }, (_, i) => i)),
  text: 'hello',
}
const invalid = [
  [
    'incorrect mac',
    'gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAl1-szkFVzXTuGb4hR8AKtwcaX1YdykQUFBQUFBQUFBQQ==',
  ],
  ['too short', 'gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPA=='],
  [
    'invalid base64',
    '%%%%%%%%%%%%%AECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAl1-szkFVzXTuGb4hR8AKtwcaX1YdykRtfsH-p1YsUD2Q==',
  ],
  [
    'payload size not multiple of block size',
    'gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPOm73QeoCk9uGib28Xe5vz6oxq5nmxbx_v7mrfyudzUm',
  ],
  [
    'payload padding error',
    'gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0ODz4LEpdELGQAad7aNEHbf-JkLPIpuiYRLQ3RtXatOYREu2FWke6CnJNYIbkuKNqOhw==',
  ],
  [
    'incorrect IV (causes padding error)',
    'gAAAAAAdwJ6xBQECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAkLhFLHpGtDBRLRTZeUfWgHSv49TF2AUEZ1TIvcZjK1zQ==',
  ],
] as const

const outOfUse = [
  [
    'far-future TS (unacceptable clock skew)',
    'gAAAAAAdwStRAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAnja1xKYyhd-Y6mSkTOyTGJmw2Xc2a6kBd-iX9b_qXQcw==',
  ],
  [
    'expired TTL',
    'gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAl1-szkFVzXTuGb4hR8AKtwcaX1YdykRtfsH-p1YsUD2Q==',
  ],
] as const

describe('Fernet as published', () => {
  test('seals to the byte', () => {
    expect(fernetSeal(secret, Buffer.from(published.text), published.now, published.iv)).toBe(published.token)
  })

  test('opens', () => {
    expect(fernetOpen(secret, published.token)?.toString()).toBe(published.text)
  })

  test.each(invalid)('%s is refused', (_, token) => {
    expect(fernetOpen(secret, token)).toBeUndefined()
  })

  // The other two of invalid.json are for those who ask for an age. What is sealed here is kept for years and has none,
  // and the clock that sealed it may be set right afterwards: the time in a token is written and never judged.
  test.each(outOfUse)('%s is opened: nobody asks for a time to live', (_, token) => {
    expect(fernetOpen(secret, token)?.toString()).toBe('')
  })
})

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })

test('what is sealed opens under its key alone, and not once any byte of it is another', () => {
  const sealed = fc.record({ key: bytes(32), other: bytes(32), plain: fc.uint8Array({ maxLength: 200 }) })
  fc.assert(
    fc.property(sealed, fc.nat(), fc.integer({ min: 1, max: 255 }), ({ key, other, plain }, at, flip) => {
      const token = fernetSeal(key, plain, 0)
      expect(fernetOpen(key, token)).toEqual(Buffer.from(plain))
      if (Buffer.compare(key, other) !== 0) expect(fernetOpen(other, token)).toBeUndefined()
      const changed = Buffer.from(token, 'base64url')
      const place = at % changed.length
      changed.writeUInt8((changed[place] ?? 0) ^ flip, place)
      expect(fernetOpen(key, changed.toString('base64url'))).toBeUndefined()
      expect(fernetOpen(key, changed.subarray(0, place).toString('base64url'))).toBeUndefined()
    }),
    { numRuns: 200 },
  )
})

test('a key of the wrong length is a bug, not a refusal', () => {
  expect(() => fernetSeal(new Uint8Array(16), new Uint8Array(), 0)).toThrow()
  expect(() => fernetOpen(new Uint8Array(33), published.token)).toThrow()
})

test('a derived key is that of RFC 5869, test case 3 (no salt, no info), cut to 32 bytes', () => {
  const derived = deriveKey(fromHex('0b'.repeat(22)), '')
  expect(Buffer.from(derived).toString('hex')).toBe('8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d')
})

test('keys for two purposes are two keys', () => {
  const master = fromHex('07'.repeat(32))
  expect(deriveKey(master, 'a')).not.toEqual(deriveKey(master, 'b'))
  expect(deriveKey(master, 'a')).toEqual(deriveKey(master, 'a'))
})
