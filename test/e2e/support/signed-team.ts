import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import type { Action } from '../../../renderer/api.ts'
import { audience, type OpenidProvider, type Person, staff, startOpenid, webClient } from '../../support/openid.ts'
import { test as base, expect, live } from './decisions.ts'
import type { Program } from './program.ts'

export type SignedTeam = {
  server: Program
  provider: OpenidProvider
  /** A token of somebody who signed in so many seconds ago. */
  tokenOf(person: Person, ago?: number): Promise<string>
  /** One that is past its time. */
  expiredTokenOf(person: Person): Promise<string>
  propose(type: string, target_ref: string): Promise<Action>
  read(id: string): Promise<Action>
}

/** A team's server that believes an OpenID provider: by tokens, and by browsers that sign in there. */
export const test = base.extend<{ team: SignedTeam }>({
  team: async ({ dataDir, launch }, use) => {
    const port = await freePort()
    const provider = await startOpenid({ webRedirects: [`http://127.0.0.1:${port}/sign-in/callback`] })
    process.env.E2E_WEB_CLIENT_SECRET = webClient.client_secret
    const web = { web_client_id: webClient.client_id, web_client_secret_env: 'E2E_WEB_CLIENT_SECRET' }
    const config = join(dataDir, 'config.json')
    await writeFile(
      config,
      JSON.stringify({ oidc: { issuers: [{ issuer: provider.issuer, name: 'Example ID', audience, ...web }] } }),
    )
    const server = await launch(['serve', '--port', `${port}`, '--data', dataDir, '--config', config])
    const seconds = () => Math.floor(Date.now() / 1000)
    const tokenOf = (person: Person, ago = 0) => provider.mint(person, { auth_time: seconds() - ago })
    const operator = await tokenOf(staff.operator)
    const ask = async <T>(path: string, body?: object): Promise<T> => {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${operator}` }
      const init = body === undefined ? { headers } : { headers, method: 'POST', body: JSON.stringify(body) }
      const response = await fetch(`${server.url}/api/v1/deployments/actions${path}`, init)
      expect(response.ok, await response.clone().text()).toBe(true)
      return (await response.json()) as T
    }
    await use({
      server,
      provider,
      tokenOf,
      expiredTokenOf: (person) => provider.mint(person, { exp: seconds() - 3600 }),
      propose: (type, target_ref) => ask('', { type, target_ref, reason: 'Cost spike: $41/h against $6/h budget' }),
      read: (id) => ask(`/${id}`),
    })
    await provider.close()
  },
})

/** A redirect address is registered before the server that it leads to is there. */
async function freePort(): Promise<number> {
  const holder = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => holder.once('listening', resolve))
  const { port } = holder.address() as AddressInfo
  await new Promise((resolve) => holder.close(resolve))
  return port
}

/** Gives the sign-in screen a token, which the page holds from then on. */
export async function signInWith(page: Page, team: SignedTeam, token: string, place = '/deployments'): Promise<void> {
  await page.goto(`${team.server.url}/#${place}`)
  await page.getByLabel(/API key/).fill(token)
  await page.keyboard.press('Enter')
  await expect(live(page)).toContainText('live')
}

export const withoutRefusals = (complaints: string[]): string[] =>
  complaints.splice(0).filter((text) => !text.includes('401'))
