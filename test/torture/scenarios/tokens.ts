import { createPublicKey, KeyObject } from 'node:crypto'
import fc from 'fast-check'
import { exportJWK, generateKeyPair } from 'jose'
import { OidcFile } from '../../../main/identity/oidc-config.ts'
import { createTokenVerifier } from '../../../main/identity/verify-token.ts'
import { createLog } from '../../../main/log.ts'
import { audience, staff, startOpenid } from '../../support/openid.ts'
import { type Material, mutationsOf } from '../../support/tokens/mutations.ts'
import { sign } from '../../support/tokens/sign.ts'
import { assert, assertNone, type Context, type Scenario } from '../scenario.ts'

const algorithms = ['ES256', 'RS256', 'EdDSA'] as const
type Algorithm = (typeof algorithms)[number]

export const tokens: Scenario = {
  name: 'tokens',
  promise: 'no token that was changed, misspelled, forged or meant for somebody else opens a server',
  async run(context) {
    const wanted = Math.ceil((context.short ? 250 : 5_000) / algorithms.length)
    const counts = new Map<string, number>()
    for (const algorithm of algorithms) await mutate(algorithm, wanted, context, counts)
    const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
    const rarest = Math.min(...counts.values())
    return `${total} mutated tokens of ${counts.size} families (the rarest ${rarest} times), 0 accepted`
  },
}

async function mutate(
  algorithm: Algorithm,
  numRuns: number,
  { random }: Context,
  counts: Map<string, number>,
): Promise<void> {
  const provider = await startOpenid({ algorithm })
  const asked = new Set<string>()
  const watched: typeof fetch = (url, init) => {
    asked.add(new URL(`${url}`).origin)
    return fetch(url, init)
  }
  const material = await materialFor(provider, algorithm)
  const config = OidcFile.parse({ issuers: [{ issuer: provider.issuer, audience }] })
  const parts = { fetch: watched, clock: () => material.now * 1000, log: createLog('silent') }
  const verifier = createTokenVerifier(config, parts)
  const right = async () => (await verifier.verify(sign(material.key, material.header, material.claims))).ok
  const accepted: string[] = []
  try {
    assert(await right(), `the token that nothing was done to is refused (${algorithm})`)
    const property = fc.asyncProperty(mutationsOf(material), async ({ family, token }) => {
      const verified = await verifier.verify(token)
      counts.set(family, (counts.get(family) ?? 0) + 1)
      if (verified.ok) accepted.push(`${family}: ${token}`)
      else assert(verified.refusal.code.startsWith('credential_'), `${family}: ${verified.refusal.code}`)
    })
    await fc.assert(property, { numRuns, seed: random.between(0, 2 ** 31 - 1) })
    assertNone(accepted, `of ${numRuns} mutated tokens (${algorithm}) some were accepted`)
    assert(await right(), `the token that nothing was done to is refused in the end (${algorithm})`)
    assert(
      asked.size === 1 && asked.has(provider.issuer),
      `others than the issuer were asked: ${[...asked].join(', ')}`,
    )
  } finally {
    await provider.close()
  }
}

async function materialFor(provider: Awaited<ReturnType<typeof startOpenid>>, alg: Algorithm): Promise<Material> {
  const now = Math.floor(Date.now() / 1000)
  const key = provider.signingKey()
  const attacker = await generateKeyPair(alg, { extractable: true })
  return {
    header: { alg, kid: key.kid, typ: 'at+jwt' },
    claims: { ...staff.operator, iss: provider.issuer, aud: audience, iat: now - 60, nbf: now, exp: now + 300 },
    now,
    key,
    attacker: { algorithm: alg, privateKey: attacker.privateKey, publicJwk: await exportJWK(attacker.publicKey) },
    publicKey: createPublicKey(KeyObject.from(key.privateKey)),
  }
}
