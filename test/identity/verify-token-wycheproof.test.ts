import { existsSync, readFileSync } from 'node:fs'
import type { JWK } from 'jose'
import { describe, expect, test } from 'vitest'
import { openKeySet } from '../../main/identity/key-set.ts'
import { algorithms } from '../../main/identity/oidc-config.ts'
import { isSignedWith, objectionTo, parseSignedToken } from '../../main/identity/signed-token.ts'

const folder = new URL('../../../shared/vectors/wycheproof/', import.meta.url)
const here = existsSync(folder)

type Keys = JWK & { keys?: JWK[] }
type Case = { tcId: number; comment: string; jws: unknown; result: 'valid' | 'invalid' }
type Group = { comment: string; public?: Keys; private: Keys; tests: Case[] }

const load = (name: string): Group[] => (here ? JSON.parse(readFileSync(new URL(name, folder), 'utf8')).testGroups : [])

if (!here)
  test('SKIPPED: Project Wycheproof’s vectors are not here', (context) => {
    context.skip(
      `To run them, put json_web_signature_test.json and json_web_key_test.json of github.com/C2SP/wycheproof (testvectors_v1) into ${folder.pathname}`,
    )
  })

/** As a token is judged, but for what it says: these are signatures of texts, not tokens with claims. */
async function isBelieved(jws: unknown, keys: Keys): Promise<boolean> {
  const token = parseSignedToken(typeof jws === 'string' ? jws : JSON.stringify(jws))
  if (!token || objectionTo(token.header, { algorithms, types: ['none', 'JWT', 'JOSE'] }) !== undefined) return false
  const key = await openKeySet({ keys: keys.keys ?? [keys] }).find(token.header)
  return key !== 'none' && key !== 'several' && (await isSignedWith(key, token))
}

const keysOf = (group: Group): Keys => group.public ?? group.private
const isShared = (group: Group): boolean =>
  [keysOf(group).keys ?? keysOf(group)].flat().every(({ kty }) => kty === 'oct')

/** What is right of itself, and yet nothing for us to believe. */
function isNotForUs({ jws }: Pick<Case, 'jws'>, group: Group): string | undefined {
  if (isShared(group)) return secret
  // RFC 7520's figures 20 and 27 are signed with PS384 and ES512, and their keys are marked PS256 and ES521 here.
  const alg = parseSignedToken(`${jws}`)?.header.alg
  return keysOf(group).alg !== undefined && keysOf(group).alg !== alg ? mismarked : undefined
}
const secret = 'a shared secret, with which whoever verifies could also sign'
const mismarked = 'a key that is marked for another algorithm'

describe.runIf(here).each([
  ['json_web_signature_test.json', 401, 40],
  ['json_web_key_test.json', 26, 14],
] as const)('Wycheproof, %s', (name, count, sharedCount) => {
  const groups = load(name)
  const cases = groups.flatMap((group) => group.tests.map((each) => ({ ...each, group })))

  test('none is left out', () => {
    expect(cases).toHaveLength(count)
    expect(cases.filter(({ group }) => isShared(group))).toHaveLength(sharedCount)
  })

  test.each(cases)('$tcId is $result: $comment', async ({ jws, result, group }) => {
    expect(await isBelieved(jws, keysOf(group))).toBe(result === 'valid' && isNotForUs({ jws }, group) === undefined)
  })
})

test.runIf(here)('what is valid and not for us is counted, so that nothing hides there', () => {
  const groups = [...load('json_web_signature_test.json'), ...load('json_web_key_test.json')]
  const counts: Record<string, number> = {}
  for (const group of groups)
    for (const { jws, result } of group.tests) {
      const why = result === 'valid' ? isNotForUs({ jws }, group) : undefined
      if (why !== undefined) counts[why] = (counts[why] ?? 0) + 1
    }
  expect(counts).toEqual({ [secret]: 14, [mismarked]: 4 })
})
