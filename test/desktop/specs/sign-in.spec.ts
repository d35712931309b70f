import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from '@playwright/test'
import { type Program, startProgram } from '../../e2e/support/program.ts'
import { chromiumArgs, chromiumPath } from '../../support/chromium.ts'
import { audience, desktopClient, type OpenidProvider, staff, startOpenid } from '../../support/openid.ts'
import { test as base, expect } from '../fixtures.ts'
import type { Desktop } from '../launch.ts'

type Remote = {
  provider: OpenidProvider
  server: Program
  /** Everything secret that the provider has given out. */
  given: string[]
}

/** A server of the team's, started as one starts it, that believes an OpenID provider. */
const test = base.extend<{ remote: Remote; browser: Browser }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern to learn what a fixture needs
  remote: async ({}, use) => {
    const given: string[] = []
    const provider = await startOpenid({
      intercept(request, response) {
        if (request.url !== '/token') return false
        const end = response.end.bind(response)
        response.end = ((body?: unknown, ...rest: []) => {
          if (typeof body === 'string' || Buffer.isBuffer(body)) given.push(...secretsIn(body.toString()))
          return end(body as string, ...rest)
        }) as typeof response.end
        return false
      },
    })
    const dir = await mkdtemp(join(tmpdir(), 'countersign-remote-'))
    const config = join(dir, 'config.json')
    const issuers = [{ issuer: provider.issuer, name: 'Example ID', audience, client_id: desktopClient }]
    await writeFile(config, JSON.stringify({ name: 'Team', environment: 'staging', oidc: { issuers } }))
    const server = await startProgram(['serve', '--port', '0', '--data', dir, '--config', config])
    await use({ provider, server, given })
    await server.stop()
    await provider.close()
    await rm(dir, { recursive: true, force: true })
  },
  // biome-ignore lint/correctness/noEmptyPattern: see above
  browser: async ({}, use) => {
    const browser = await chromium.launch({ executablePath: chromiumPath(), args: chromiumArgs })
    await use(browser)
    await browser.close()
  },
})

// Beside the desktop run a server of the team's, a provider, and a second browser; on two cores that may take its time.
test.slow()

function secretsIn(answer: string): string[] {
  const { access_token, refresh_token, id_token } = JSON.parse(answer) as Record<string, string | undefined>
  return [access_token, refresh_token, id_token].filter((token) => token !== undefined)
}

test('a commander signs in, approves on a remote server, and the ledger there holds who it was', async ({
  desktop,
  remote: { server, provider, given },
  browser,
}) => {
  const page = await desktop.page()
  const heard = listenTo(page)
  const opened = await rememberWhatOpens(desktop)
  const id = await addServer(page, server.url)
  const attempt = await ask<Attempt>(page, '/console/connections/sign-in', { id })
  expect(attempt).toMatchObject({ state: 'waiting', opened: true })
  const [address] = await opened()
  expect(address).toBe(attempt.url)

  const tab = await browser.newPage()
  await tab.goto(address ?? '')
  await tab.getByRole('button', { name: 'Ada' }).click()
  await expect(tab.getByRole('heading')).toHaveText('Signed in')
  expect(await ask<Attempt>(page, `/console/connections/sign-in/${attempt.id}`)).toMatchObject({ state: 'signed_in' })

  const action = await propose(server.url, await provider.mint(staff.operator))
  await page.evaluate((open) => {
    location.hash = `#/deployments?open=${open}`
  }, action)
  await page.reload()
  const drawer = page.getByRole('complementary', { name: 'Details' })
  await drawer.getByRole('button', { name: /^Approve/ }).click()
  const dialog = page.getByRole('alertdialog')
  await dialog.getByLabel(/^Type the/).pressSequentially('checkout')
  await dialog.getByLabel(/^Why/).fill('77ab03d was healthy for 6 h.')
  await dialog.getByRole('button', { name: /^Approve rollback/ }).click()
  await expect(drawer).toContainText('1 of 2 approvals')

  const approver = await approvedBy(server.url, await provider.mint(staff.admin), action)
  expect(approver).toMatchObject({ issuer: provider.issuer, subject: 'u-ada', via: 'oidc', verified: true })

  expect(given.length).toBeGreaterThanOrEqual(3)
  const [requests, heap] = [await heard(), await heapOf(page)]
  expect(requests).toContain('77ab03d was healthy')
  expect(heap).toContain('checkout-agent')
  for (const secret of given) expect([requests.includes(secret), heap.includes(secret)]).toEqual([false, false])
})

test('whoever cancels at the issuer is back where they were', async ({ desktop, remote: { server }, browser }) => {
  const page = await desktop.page()
  await rememberWhatOpens(desktop)
  const id = await addServer(page, server.url)
  const attempt = await ask<Attempt>(page, '/console/connections/sign-in', { id })
  const tab = await browser.newPage()
  await tab.goto(attempt.url ?? '')
  await tab.getByRole('button', { name: 'Cancel' }).click()
  await expect(tab.getByRole('heading')).toHaveText('Not signed in')
  expect(await ask<Attempt>(page, `/console/connections/sign-in/${attempt.id}`)).toMatchObject({ state: 'cancelled' })
})

type Attempt = { id: string; state: string; url: string | null; opened: boolean }

/** Asked by the page, by GET or with a body. */
async function ask<T>(page: Page, path: string, body?: object): Promise<T> {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  const { ok, text } = await page.evaluate(
    async ({ path, init }) => {
      const answer = await fetch(path, init)
      return { ok: answer.ok, text: await answer.text() }
    },
    { path, init: body === undefined ? undefined : init },
  )
  expect(ok, text).toBe(true)
  return JSON.parse(text)
}

async function addServer(page: Page, url: string): Promise<string> {
  const wanted = { name: 'Team', url, environment: 'staging' }
  const { current } = await ask<{ current: { id: string } }>(page, '/console/connections', wanted)
  return current.id
}

async function rememberWhatOpens(desktop: Desktop): Promise<() => Promise<string[]>> {
  await desktop.inMain(({ shell }) => {
    const opened: string[] = []
    Reflect.set(globalThis, 'opened', opened)
    shell.openExternal = async (url) => void opened.push(url)
  })
  return () => desktop.inMain(() => Reflect.get(globalThis, 'opened') as string[])
}

const actionsAt = (server: string) => `${server}/api/v1/deployments/actions`
const bearer = (token: string) => ({ authorization: `Bearer ${token}`, 'content-type': 'application/json' })

async function propose(server: string, token: string): Promise<string> {
  const wanted = {
    type: 'rollback_deploy',
    target_ref: 'checkout-agent@4f2c9e1 → 77ab03d',
    reason: 'The canary drifts',
  }
  const answer = await fetch(actionsAt(server), {
    method: 'POST',
    headers: bearer(token),
    body: JSON.stringify(wanted),
  })
  expect(answer.status, await answer.clone().text()).toBe(201)
  return ((await answer.json()) as { id: string }).id
}

/** Who approved it, as the ledger has it. */
async function approvedBy(server: string, token: string, action: string): Promise<unknown> {
  const answer = await fetch(`${server}/api/v1/audit/entries?subject=action:${action}`, { headers: bearer(token) })
  const { items, actors } = (await answer.json()) as Entries
  const approval = items.find((entry) => entry.action.includes('approv'))
  return actors[approval?.actor_digest ?? '']
}

type Entries = { items: { action: string; actor_digest: string }[]; actors: Record<string, unknown> }

/** Every request that the page makes and every answer that it gets, until it is asked for. */
function listenTo(page: Page): () => Promise<string> {
  const heard: Promise<string>[] = []
  page.on('request', (request) => {
    const { url, postData, allHeaders } = {
      url: request.url(),
      postData: request.postData() ?? '',
      allHeaders: request.allHeaders(),
    }
    heard.push(allHeaders.then((headers) => JSON.stringify([url, headers, postData])).catch(() => ''))
  })
  page.on('requestfinished', async (request) => {
    const response = await request.response()
    heard.push(response?.text().catch(() => '') ?? Promise.resolve(''))
  })
  return async () => (await Promise.all(heard)).join('\n')
}

async function heapOf(page: Page): Promise<string> {
  const cdp = await page.context().newCDPSession(page)
  const chunks: string[] = []
  cdp.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk))
  await cdp.send('HeapProfiler.enable')
  await cdp.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false })
  return chunks.join('')
}
