import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { deriveKey } from '../../main/identity/fernet.ts'
import { verifyEd25519 } from '../../main/ledger/signer.ts'
import { fromHex } from '../shared/hex.ts'

const folder = new URL('../../../shared/vectors/wycheproof/', import.meta.url)
const here = existsSync(folder)

type Case = { tcId: number; comment: string; result: 'valid' | 'invalid' }
type Ed25519Case = Case & { msg: string; sig: string }
type HkdfCase = Case & { ikm: string; salt: string; info: string; size: number; okm: string }
type Group<T> = { publicKey: { pk: string }; tests: T[] }

const load = <T>(name: string): Group<T>[] =>
  here ? JSON.parse(readFileSync(new URL(name, folder), 'utf8')).testGroups : []

if (!here)
  test('SKIPPED: Project Wycheproof’s vectors are not here', (context) => {
    context.skip(
      `To run them, put ed25519_test.json and hkdf_sha256_test.json of github.com/C2SP/wycheproof (testvectors_v1) into ${folder.pathname}`,
    )
  })

describe.runIf(here)('Wycheproof', () => {
  const signatures = load<Ed25519Case>('ed25519_test.json').flatMap(({ publicKey, tests }) =>
    tests.map((each) => ({ ...each, pk: publicKey.pk })),
  )

  test.each(signatures)('Ed25519 $tcId is $result: $comment', async ({ pk, msg, sig, result }) => {
    expect(await verifyEd25519(fromHex(pk), fromHex(msg), fromHex(sig))).toBe(result === 'valid')
  })

  // Our keys have no salt, 32 bytes and a purpose in words. HKDF’s shorter and longer outputs begin alike, and a salt of
  // zeros is no salt (RFC 5869, section 2.2).
  const derivations = load<HkdfCase>('hkdf_sha256_test.json')
    .flatMap((group) => group.tests)
    .filter(({ salt, info, result }) => /^(00){0,64}$/.test(salt) && isText(info) && result === 'valid')

  test('there is enough to compare', () => {
    expect(signatures.length).toBeGreaterThan(140)
    expect(derivations.length).toBeGreaterThanOrEqual(10)
  })

  test.each(derivations)('HKDF-SHA256 $tcId', ({ ikm, info, okm }) => {
    const derived = Buffer.from(deriveKey(fromHex(ikm), Buffer.from(info, 'hex').toString())).toString('hex')
    const length = Math.min(derived.length, okm.length)
    expect(derived.slice(0, length)).toBe(okm.slice(0, length))
  })
})

const isText = (hex: string): boolean => Buffer.from(Buffer.from(hex, 'hex').toString()).toString('hex') === hex
