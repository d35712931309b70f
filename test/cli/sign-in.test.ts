import { describe, expect, test } from 'vitest'
import { staff } from '../support/openid.ts'
import { output, run, slow } from './program.ts'
import { issuerOfTest } from './signing-in.ts'
import { startTrusting } from './trusting-server.ts'

/** As on a server that nobody sits at. */
const withoutKeychain = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' }

test('a server that the key could be read on the way to is not asked', slow, async () => {
  const { code, stdout, stderr } = await run(['sign-in', '--server', 'http://ops.example'], withoutKeychain)
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toContain('plain http is allowed to this machine only')
})

describe('without a keychain', () => {
  test('nobody is asked to sign in, and an API key is named as the way', slow, async () => {
    const issuer = await issuerOfTest()
    const server = await startTrusting(issuer.issuer)
    const outcome = await run(['sign-in', '--server', server.url], withoutKeychain)
    expect(outcome).toMatchObject({ code: 1, stdout: '' })
    expect(outcome.stderr).toContain('there is no keychain')
    expect(outcome.stderr).toContain('COUNTERSIGN_API_KEY')
    expect(issuer.asked).toEqual([])
    expect(await output(['sign-out', '--server', server.url], withoutKeychain)).toContain('Nobody is signed in')
  })

  test('whoami says whom the key stands for, and whom nothing does', slow, async () => {
    const issuer = await issuerOfTest()
    const server = await startTrusting(issuer.issuer)
    const whoami = (key: string) =>
      run(['whoami', '--server', server.url], { ...withoutKeychain, COUNTERSIGN_API_KEY: key })
    expect(await whoami(server.key)).toMatchObject({
      code: 0,
      stdout: 'for auditor, auditor in w, by an API key\n',
      stderr: '',
    })
    // A signed token will do as well: whoever has one need not keep it.
    expect((await whoami(await issuer.mint(staff.commander))).stdout).toBe(
      'Ada <ada@example.com>, incident_commander in w, by a sign-in\n',
    )
    const nobody = await whoami('')
    expect(nobody).toMatchObject({ code: 1, stdout: '' })
    expect(nobody.stderr).toContain(`countersign sign-in --server ${server.url}`)
  })
})
