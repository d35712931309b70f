import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BrowserContext, Locator, Page } from '@playwright/test'
import { audience, desktopClient, type OpenidProvider, startOpenid } from '../../support/openid.ts'
import { test as base, expect as baseExpect, live } from './console.ts'
import { type Program, runProgram } from './program.ts'

export { live } from './console.ts'

// A provider, a server, a console and a browser share two cores.
export const expect = baseExpect.configure({ timeout: 20_000 })

type Launch = (args: readonly string[]) => Promise<Program>
export type Team = Program & { dataDir: string; key(role: string, name?: string): Promise<string> }

/** A team's server; with an issuer, people sign in there by it. */
export async function startTeamServer(
  launch: Launch,
  dataDir: string,
  settings: { name: string; environment: string; issuer?: string },
): Promise<Team> {
  const { name, environment, issuer } = settings
  const issuers = [{ issuer, name: 'Example ID', audience, client_id: desktopClient }]
  const config = join(dataDir, '..', `${name}.json`)
  const oidc = issuer === undefined ? {} : { oidc: { issuers } }
  await writeFile(config, JSON.stringify({ name, environment, ...oidc }))
  const key = (role: string, named = role) =>
    runProgram(['keys', 'create', '--data', dataDir, '--workspace', 'w', '--name', named, '--role', role])
  // A server without anybody who may use it does not start.
  await key('viewer', 'the first')
  const server = await launch(['serve', '--port', '0', '--data', dataDir, '--config', config])
  return { ...server, dataDir, key }
}

type Fixtures = { provider: OpenidProvider; team: Team; console: Program & { at(place: string): string } }

/** A provider, a team's server whose people sign in by it, and the console of this machine. */
export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from the pattern
  provider: async ({}, use) => {
    const provider = await startOpenid()
    await use(provider)
    await provider.close()
  },
  team: async ({ provider, dataDir, launch }, use) => {
    const { issuer } = provider
    await use(await startTeamServer(launch, join(dataDir, 'team'), { name: 'Acme', environment: 'staging', issuer }))
  },
  console: async ({ dataDir, launch }, use) => {
    const program = await launch(['console', '--port', '0', '--data', join(dataDir, 'here')])
    await use({ ...program, at: (place) => `${new URL(program.url).origin}/#${place}` })
  },
  /** Refusals that the browser reports by itself; nothing else may be said. A hook would stand for the first file of a worker alone. */
  complaints: async ({ complaints }, use) => {
    await use(complaints)
    const kept = complaints.splice(0).filter((text) => !/status of (401|404|409|422|502|503)|ERR_/.test(text))
    baseExpect(kept).toEqual([])
  },
})

/** Opens the console at its sample, and there the connections. */
export async function openConnections(page: Page, console: Fixtures['console']): Promise<void> {
  await page.goto(console.url)
  await page.getByRole('button', { name: /^Look at the sample/ }).click()
  await expect(live(page)).toContainText('live')
  await page.goto(console.at('/settings/connections'))
  await expect(page.getByRole('heading', { name: 'Connections', exact: true })).toBeVisible()
}

export const listed = (page: Page, name: string): Locator => page.getByRole('listitem', { name, exact: true })
export const menuOf = async (page: Page, name: string, item: RegExp | string): Promise<void> => {
  await page.getByRole('button', { name: `More for ${name}`, exact: true }).click()
  await page.getByRole('menuitem', { name: item }).click()
}
export const signInDialog = (page: Page): Locator => page.getByRole('dialog', { name: /^Sign in/ })

/** Asks the server at an address what it is. */
export async function probe(page: Page, address: string): Promise<void> {
  const form = page.getByRole('form', { name: 'Connect to your team' })
  if (!(await form.isVisible())) await page.getByRole('button', { name: "Add a team's server" }).click()
  await page.getByLabel('Server address').fill(address)
  await page.getByRole('button', { name: 'Continue' }).click()
}

/** Adds a server with a key. */
export async function addWithKey(page: Page, { url }: Program, key: string, name?: string): Promise<void> {
  await probe(page, url)
  const token = page.getByRole('radio', { name: /^With an API key/ })
  await page.getByLabel('Name').waitFor()
  if (await token.isVisible()) await token.click()
  if (name !== undefined) await page.getByLabel('Name').fill(name)
  await page.getByLabel(/^API key/).fill(key)
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
}

/** What a person does in the system's browser, which here is another page of the same one. */
export async function continueAs(context: BrowserContext, page: Page, person: string): Promise<void> {
  const address = await signInDialog(page).getByTestId('sign-in-address').textContent()
  const browser = await context.newPage()
  await browser.goto(address ?? '')
  await browser.getByRole('button', { name: person }).click()
  await browser.waitForLoadState()
  await browser.close()
}

/** Adds the team's server, and signs in to it. */
export async function joinTeam(page: Page, context: BrowserContext, { url }: Program, person: string): Promise<void> {
  await probe(page, url)
  await page.getByRole('button', { name: 'Sign in with Example ID' }).click()
  await continueAs(context, page, person)
  await expect(signInDialog(page).getByText(`Signed in as ${person}`)).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(signInDialog(page)).toBeHidden()
  await expect(live(page)).toContainText('live')
}
