import { refreshTokenGrant } from 'openid-client'
import { afterEach, describe, expect, test } from 'vitest'
import { openIssuer } from '../../main/cli/sign-in/issuer-client.ts'
import { forgetKept, type Kept, readKept, writeKept } from '../../main/cli/sign-in/kept.ts'
import { openKeychain } from '../../main/identity/keychain.ts'
import { signInAtDevicePage } from '../support/device-person.ts'
import { desktopClient, type Person, staff } from '../support/openid.ts'
import { freshDir, output, run, slow, startRunner, startSignIn } from './program.ts'
import { handlerOf } from './runner-kit.ts'
import { issuerOfTest } from './signing-in.ts'
import { startTrusting } from './trusting-server.ts'

/** Runs beside a real Secret Service: see test/support/secret-service.ts. */
const keychain = await openKeychain((error) => expect.fail(`there is no Secret Service here: ${error}`))
const used = new Set<string>()
afterEach(async () => {
  for (const origin of used) await forgetKept(keychain, origin)
})

async function open(accessTokenSeconds = 300) {
  const issuer = await issuerOfTest({ accessTokenSeconds })
  const server = await startTrusting(issuer.issuer)
  used.add(server.url)
  const env = { XDG_DATA_HOME: freshDir() }
  const flags = ['--server', server.url]
  const signIn = async (person: Person | null) => {
    const terminal = await startSignIn(flags, env)
    await signInAtDevicePage(terminal.url, person)
    return terminal.ended
  }
  const kept = async (): Promise<Kept> => {
    const found = await readKept(keychain, server.url)
    if (!found) throw new Error('nothing is kept')
    return found
  }
  return { issuer, server, env, flags, signIn, kept, whoami: () => run(['whoami', ...flags], env) }
}

const isAlive = async ({ issuer, refresh_token }: Kept): Promise<boolean> => {
  const configuration = await openIssuer(issuer, desktopClient)
  return refreshTokenGrant(configuration, refresh_token ?? '').then(
    () => true,
    () => false,
  )
}

describe('the command line', () => {
  test('signs in, is known by it, and signs out', slow, async () => {
    const { server, env, flags, signIn, kept, whoami } = await open()
    expect(await whoami()).toMatchObject({ code: 1, stdout: '' })
    const { code, stdout, stderr } = await signIn(staff.commander)
    const ada = 'Ada <ada@example.com>, incident_commander in w, by a sign-in\n'
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain('Signing in to Team (staging)')
    expect(stdout.endsWith(`Signed in as ${ada}`)).toBe(true)
    const tokens = await kept()
    for (const secret of [tokens.access_token, tokens.refresh_token ?? '-']) expect(stdout).not.toContain(secret)
    expect(await whoami()).toMatchObject({ code: 0, stdout: ada })
    // What is given goes before what is kept.
    const asKey = await output(['whoami', ...flags], { ...env, COUNTERSIGN_API_KEY: server.key })
    expect(asKey).toBe('for auditor, auditor in w, by an API key')
    const out = await output(['sign-out', ...flags], env)
    expect(out).toBe(`Signed out of ${server.url}`)
    expect(await readKept(keychain, server.url)).toBeUndefined()
    expect(await isAlive(tokens)).toBe(false)
    expect(await output(['sign-out', ...flags], env)).toContain('Nobody is signed in')
  })

  test('renews its sign-in by itself, and a runner works by it', slow, async () => {
    const { server, env, signIn, kept, whoami } = await open(10)
    await signIn(staff.commander)
    const first = await kept()
    expect(await whoami()).toMatchObject({ code: 0, stderr: '' })
    const second = await kept()
    expect(second.refresh_token).not.toBe(first.refresh_token)
    const handler = handlerOf('')
    const runner = await startRunner([...handler.args, '--url', server.url, ...handler.rest], env)
    expect(runner.said.stdout).toContain(': Ada in w')
    expect(await runner.stop()).toMatchObject({ code: 0, stderr: '' })
    expect((await kept()).refresh_token).not.toBe(second.refresh_token)
  })

  test('leaves no second sign-in behind', slow, async () => {
    const { signIn, kept, whoami } = await open()
    await signIn(staff.commander)
    const first = await kept()
    await signIn(staff.operator)
    expect((await whoami()).stdout).toContain('Alan <alan@example.com>, operator in w')
    expect(await isAlive(first)).toBe(false)
    expect(await isAlive(await kept())).toBe(true)
  })

  test(
    'keeps nothing of a sign-in that was refused, given up, or of somebody whom the server does not want',
    slow,
    async () => {
      const { issuer, server, env, flags, signIn } = await open()
      const refused = await signIn(null)
      expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('was refused at') })
      const terminal = await startSignIn(flags, env)
      terminal.signal('SIGINT')
      expect(await terminal.ended).toMatchObject({ code: 130, stderr: expect.stringContaining('given up') })
      const guest = { sub: 'u-guest', name: 'Guest', email: 'guest@example.com' }
      issuer.people.set(guest.sub, guest)
      const unwanted = await signIn(guest)
      expect(unwanted).toMatchObject({ code: 1, stderr: expect.stringContaining('does not know you') })
      expect(unwanted.stdout).not.toContain('Signed in')
      expect(issuer.asked.at(-1)).toBe('POST /token/revocation')
      expect(await readKept(keychain, server.url)).toBeUndefined()
    },
  )

  test('says when an issuer could not be asked to revoke, and forgets all the same', slow, async () => {
    const { issuer, server, env, flags, signIn } = await open()
    await signIn(staff.commander)
    issuer.goDown()
    const { code, stderr } = await run(['sign-out', ...flags], env)
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('could not be revoked') })
    expect(await readKept(keychain, server.url)).toBeUndefined()
  })

  test('is told what to do when the sign-in is over', slow, async () => {
    const { server, signIn, kept, whoami } = await open(10)
    await signIn(staff.commander)
    const used = await kept()
    await whoami()
    // A token that was exchanged is shown again, as a thief would: the provider ends the whole sign-in.
    await writeKept(keychain, server.url, used)
    const { code, stderr } = await whoami()
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/has ended this sign-in\nsign in: countersign sign-in --server http/),
    })
  })
})
