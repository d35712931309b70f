import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { audience, type OpenidProvider, startOpenid, webClient } from '../../support/openid.ts'
import { test as base, expect } from './console.ts'
import { createKey, type Program } from './program.ts'

/** A server under the name `localhost`: its issuer, at 127.0.0.1, is another site to the browser. */
export type Team = { url: string; provider: OpenidProvider; key: string; program: Program; lines: string[] }

const secretName = 'WEB_CLIENT_SECRET_OF_TEST'

/** An issuer knows beforehand where browsers may come back to, so the port is chosen before the server is there. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

export const test = base.extend<{ team: Team }>({
  team: async ({ dataDir, launch }, use) => {
    const port = await freePort()
    const url = `http://localhost:${port}`
    const provider = await startOpenid({ webRedirects: [`${url}/sign-in/callback`] })
    process.env[secretName] = webClient.client_secret
    const issuer = { issuer: provider.issuer, name: 'Example ID', audience, web_client_id: webClient.client_id }
    const config = {
      name: 'Checkout ops',
      environment: 'staging',
      oidc: { issuers: [{ ...issuer, web_client_secret_env: secretName }] },
    }
    const file = join(dataDir, 'config.json')
    await writeFile(file, JSON.stringify(config))
    const key = await createKey(dataDir, 'viewer')
    const program = await launch(['serve', '--port', `${port}`, '--data', dataDir, '--config', file])
    await use({ url, provider, key, program, lines: [] })
    await provider.close()
  },
})

/** By keyboard alone: the link has the focus, and the issuer's page has a button per person. */
export async function signInByKeyboard(page: Page, name = 'Ada'): Promise<void> {
  await expect(page.getByRole('link', { name: 'Sign in with Example ID' })).toBeFocused()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Who are you?' }).waitFor()
  await page.getByRole('button', { name }).focus()
  await page.keyboard.press('Enter')
}

/** Every string that the page holds, wherever it holds it. */
export async function heapOf(page: Page): Promise<string> {
  const cdp = await page.context().newCDPSession(page)
  const chunks: string[] = []
  cdp.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk))
  await cdp.send('HeapProfiler.enable')
  await cdp.send('HeapProfiler.collectGarbage')
  await cdp.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false })
  await cdp.detach()
  return chunks.join('')
}
