import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openKeychain } from '../../main/identity/keychain.ts'
import { operatorAt, startTrustingServer } from '../http/sign-in-kit.ts'
import { startConsole } from '../http/team-server.ts'
import { desktopClient, staff, startOpenid } from '../support/openid.ts'

/** Runs beside a real Secret Service: see test/support/secret-service.ts. */
const open = () => openKeychain((error) => expect.fail(`there is no Secret Service here: ${error}`))

function filesUnder(dir: string): string {
  const names = readdirSync(dir, { recursive: true, encoding: 'utf8' }).map((name) => join(dir, name))
  const files = names.filter((name) => statSync(name).isFile())
  return files.map((name) => readFileSync(name, 'latin1')).join('\n')
}

test('a sign-in rests in the keychain and not on the disk; two consoles share it, renew it once, and sign out of it', async () => {
  const provider = await startOpenid()
  const server = await startTrustingServer(provider.issuer)
  const dataDir = mkdtempSync(join(tmpdir(), 'countersign-keyring-'))
  let later = 0
  const clock = () => Date.now() + later
  const first = await startConsole({ dataDir, clock, keychain: await open() })
  const operator = operatorAt(first)
  const id = await operator.add(server)
  await operator.signIn(id, staff.commander)
  const kept = async () => JSON.parse((await (await open()).get(`connection/${id}`)) ?? '{}')
  const before = await kept()
  expect(before).toMatchObject({ kind: 'oidc', client_id: desktopClient, who: { name: 'Ada' } })

  const second = await startConsole({ dataDir, clock, keychain: await open() })
  later = 6 * 60_000
  const answers = await Promise.all([first, second, first, second].map(({ ask }) => ask('/api/v1/x')))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
  expect(provider.asked.filter((each) => each === 'POST /token').length).toBe(2)
  const after = await kept()
  expect(after.refresh_token).not.toBe(before.refresh_token)
  const disk = filesUnder(dataDir)
  for (const secret of [before, after].flatMap((each) => [each.access_token, each.refresh_token]))
    expect(disk.includes(secret)).toBe(false)

  await operatorAt(second).signOut(id)
  expect(await (await open()).get(`connection/${id}`)).toBeUndefined()
  expect((await first.ask('/api/v1/x')).status).toBe(401)
  await second.local.close()
  await first.close()
  rmSync(dataDir, { recursive: true, force: true })
  await server.close()
  await provider.close()
})
