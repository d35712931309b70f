import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { keptToken } from '../../main/cli/sign-in/kept-token.ts'
import type { Keychain } from '../../main/identity/keychain.ts'
import { signInAtDevicePage } from '../support/device-person.ts'
import { desktopClient, type OpenidProvider, type Person, startOpenid } from '../support/openid.ts'

/** A provider that goes with the test. */
export async function issuerOfTest(options: Parameters<typeof startOpenid>[0] = {}): Promise<OpenidProvider> {
  const issuer = await startOpenid(options)
  onTestFinished(() => issuer.close())
  return issuer
}

export const wayTo = ({ issuer }: { issuer: string }) => ({
  issuer,
  client_id: desktopClient,
  scope: 'openid profile email offline_access',
  parameters: {},
})

/** Somebody who reads what the terminal shows, and signs in at the address with the code in it. */
export function reader(person: Person | null) {
  const lines: string[] = []
  return {
    lines,
    say(line: string) {
      lines.push(line)
      const address = /\(or open (http\S+)/.exec(line)?.[1]
      if (address) void signInAtDevicePage(address, person)
    },
  }
}

/** A keychain whose every writing can be seen, and refused. */
export function watchedKeychain() {
  const secrets = new Map<string, string>()
  const state = { takes: true, writes: 0 }
  const keychain: Keychain = {
    kind: 'keychain',
    get: async (account) => secrets.get(account),
    async set(account, secret) {
      if (!state.takes) throw new Error('the keychain is locked')
      state.writes += 1
      secrets.set(account, secret)
    },
    delete: async (account) => void secrets.delete(account),
  }
  const locks = mkdtempSync(join(tmpdir(), 'countersign-locks-'))
  onTestFinished(() => rmSync(locks, { recursive: true, force: true }))
  return {
    keychain,
    secrets,
    state,
    token: (origin: string) => keptToken({ keychain, origin, locks: join(locks, 'cli') }),
  }
}
