import { decodeJwt } from 'jose'
import { describe, expect, test } from 'vitest'
import { signInByDevice } from '../../main/cli/sign-in/device-grant.ts'
import { SignInOver } from '../../main/cli/sign-in/issuer-client.ts'
import { readKept, writeKept } from '../../main/cli/sign-in/kept.ts'
import { type OpenidProvider, staff } from '../support/openid.ts'
import { issuerOfTest, reader, watchedKeychain, wayTo } from './signing-in.ts'

const origin = 'https://ops.example'

/** Signed in with tokens that live for so long: whatever ends within half a minute is renewed when it is asked for. */
async function signedIn(accessTokenSeconds: number, refreshTokenSeconds?: number) {
  const issuer = await issuerOfTest({ accessTokenSeconds, ...(refreshTokenSeconds ? { refreshTokenSeconds } : {}) })
  const here = watchedKeychain()
  const { say } = reader(staff.operator)
  const kept = await signInByDevice(wayTo(issuer), { say, warn: () => {} })
  await writeKept(here.keychain, origin, kept)
  here.state.writes = 0
  return { issuer, here, kept, token: () => here.token(origin), now: () => readKept(here.keychain, origin) }
}

const renewals = ({ asked }: OpenidProvider) => asked.filter((line) => line === 'POST /token').length

describe('a kept sign-in', () => {
  test('is used as it is while it lasts, and is nobody’s where there is none', async () => {
    const { issuer, here, kept, token } = await signedIn(300)
    const before = renewals(issuer)
    expect([await token(), await token()]).toEqual([kept.access_token, kept.access_token])
    expect({ more: renewals(issuer) - before, writes: here.state.writes }).toEqual({ more: 0, writes: 0 })
    expect(await here.token('https://elsewhere.example')).toBeUndefined()
  })

  test('is renewed before it ends, and what was rotated is kept before anybody uses it', async () => {
    const { here, kept, token, now } = await signedIn(20)
    const first = await token()
    expect(first).not.toBe(kept.access_token)
    const then = await now()
    expect(then).toMatchObject({ access_token: first })
    expect(then?.refresh_token).not.toBe(kept.refresh_token)
    // The provider ends a sign-in whose old refresh token is shown again: that the next works shows that none was.
    const second = await token()
    expect(decodeJwt(second ?? '').sub).toBe(staff.operator.sub)
    expect({ writes: here.state.writes, same: second === first }).toEqual({ writes: 2, same: false })
  })

  test('is renewed by one of many that ask at once', async () => {
    const { issuer, here, kept } = await signedIn(20)
    await writeKept(here.keychain, origin, { ...kept, expires_at: Date.now() })
    const lasting = { ...kept, expires_at: Date.now() + 60_000, access_token: 'renewed by another' }
    const before = renewals(issuer)
    const first = here.token(origin)
    const others = [here.token(origin), here.token(origin)]
    await first
    // Whoever waited looks again before it asks.
    await writeKept(here.keychain, origin, lasting)
    expect(await Promise.all(others)).toEqual(['renewed by another', 'renewed by another'])
    expect(renewals(issuer) - before).toBe(1)
  })

  test('is not used where the keychain does not take it, and the dead one is forgotten', async () => {
    const { here, token, now } = await signedIn(20)
    here.state.takes = false
    await expect(token()).rejects.toThrow(SignInOver)
    expect(await now()).toBeUndefined()
  })

  test('outlives an issuer that is down for as long as its token does', async () => {
    const { issuer, here, kept, token } = await signedIn(20)
    issuer.goDown()
    expect(await token()).toBe(kept.access_token)
    await writeKept(here.keychain, origin, { ...kept, expires_at: Date.now() - 1 })
    await expect(token()).rejects.toThrow('does not answer')
    issuer.comeBack()
    expect(decodeJwt((await token()) ?? '').sub).toBe(staff.operator.sub)
  })

  test('that the issuer has ended is over', async () => {
    const { here, kept, token } = await signedIn(20)
    await token()
    // Shown for the second time: reuse, so the provider ends the whole of it.
    await writeKept(here.keychain, origin, kept)
    await expect(token()).rejects.toThrow(/has ended this sign-in$/)
  })

  test.each(['not json', '{}', ''])('that reads %s is as good as none', async (text) => {
    const { keychain, token, secrets } = watchedKeychain()
    secrets.set(`cli/${origin}`, text)
    expect(await token(origin)).toBeUndefined()
    expect(await readKept(keychain, origin)).toBeUndefined()
  })
})
