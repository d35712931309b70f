import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { test as base, expect as baseExpect, useTheme } from './support/console.ts'
import { come } from './support/drill-forms.ts'
import { createKey, type Program } from './support/program.ts'

// Each test has a server and a receiver of its own; on two cores what it waits for may take its time.
const expect = baseExpect.configure({ timeout: 15_000 })

type Receiver = { url: string; got: { path: string; body: string }[]; status: number }
type Team = Program & { signIn(role: string, place: string): Promise<void> }

const test = base.extend<{ receiver: Receiver; team: Team; asked: object }>({
  asked: {},
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from the pattern
  receiver: async ({}, use) => {
    const state: Receiver = { url: '', got: [], status: 200 }
    const server = createServer(async (request, response) => {
      let body = ''
      for await (const chunk of request) body += chunk
      state.got.push({ path: request.url ?? '', body })
      response.writeHead(state.status).end('ok')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    state.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/services/T0/B0/hush-hush`
    await use(state)
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  },
  team: async ({ dataDir, launch, page, asked }, use) => {
    const config = join(dataDir, 'config.json')
    writeFileSync(config, JSON.stringify({ webhooks: { private_networks: true }, ...asked }))
    const keys = { admin: await createKey(dataDir, 'admin'), viewer: await createKey(dataDir, 'viewer') }
    const program = await launch(['serve', '--port', '0', '--data', dataDir, '--config', config])
    const signIn = async (role: string, place: string) => {
      await page.goto(`${program.url}/#${place}`)
      await page.getByLabel('API key').fill(role === 'admin' ? keys.admin : keys.viewer)
      await page.getByRole('button', { name: 'Sign in' }).click()
      await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible()
    }
    await use({ ...program, signIn })
  },
})

/** The browser reports the 401 by which it is asked to sign in, and the refusals; nothing else may be said. */
test.afterEach(({ complaints }) => {
  const kept = complaints.splice(0).filter((text) => !/status of (401|409|422)/.test(text))
  expect(kept).toEqual([])
})

const list = (page: Page) => page.getByRole('list', { name: 'Connectors' })
const place = '/settings/connectors'

test('a connector is added, tested with redacted evidence, changed and removed; its address is never seen again', async ({
  page,
  team,
  receiver,
}) => {
  await team.signIn('admin', place)
  await expect(page.getByText('Nothing leaves the house yet')).toBeVisible()
  await page.getByRole('button', { name: 'Add a connector' }).click()
  await expect(page.getByLabel(/^Name:/)).toBeFocused()
  await page.keyboard.type('slack')
  const add = page.getByRole('button', { name: 'Add the connector' })
  await expect(add).toHaveAttribute('aria-description', 'Asleep until it has an address')
  await expect(page.getByRole('radio', { name: /^Sample/ })).toHaveCount(0)
  const address = page.getByLabel('Address, which is a secret')
  await expect(address).toHaveAttribute('type', 'password')
  await address.fill('not an address')
  await add.click()
  await expect(address).toHaveAttribute('aria-invalid', 'true')
  await address.fill(receiver.url)
  await page.getByLabel(/^What it is for/).fill('The channel of whoever is on call')
  await page.keyboard.press('Enter')
  await expect(list(page)).toContainText(/slack.*Slack.*whoever is on call.*ready/)
  expect(await page.content()).not.toContain('hush-hush')

  await page.getByRole('button', { name: 'Test slack' }).click()
  await expect(list(page).getByRole('status')).toContainText('The test message arrived')
  await expect(list(page).getByRole('status')).toContainText(/http:\/\/127\.0\.0\.1:\d+\/\?REDACTED/)
  expect(receiver.got.map(({ path }) => path)).toEqual(['/services/T0/B0/hush-hush'])
  receiver.status = 403
  await page.getByRole('button', { name: 'Test slack' }).click()
  await expect(list(page).getByRole('status')).toContainText(/did not arrive.*answered 403/)

  await page.getByRole('button', { name: 'Edit slack' }).click()
  await expect(address).toHaveValue('')
  await expect(page.getByText('Kept as it is, and not shown.')).toBeVisible()
  await page.getByLabel(/^What it is for/).fill('On call, by night')
  await page.getByRole('button', { name: 'Save the connector' }).click()
  await expect(list(page)).toContainText('On call, by night')
  await expect(page.getByRole('button', { name: 'Test slack' })).toBeFocused()
  receiver.status = 200
  await page.getByRole('button', { name: 'Test slack' }).click()
  await expect(list(page).getByRole('status')).toContainText('The test message arrived')

  await page.getByRole('button', { name: 'Remove slack' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove slack' }).click()
  await expect(page.getByText('Nothing leaves the house yet')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Add a connector' })).toBeFocused()
})

test('who may not change them sees them, and why', async ({ page, team }) => {
  await team.signIn('viewer', place)
  await expect(page.getByText('Changing or testing one needs the permission settings.manage')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Add a connector' })).toHaveAttribute('aria-disabled', 'true')
})

test('whether drills take a verified actor is switched in the policy, with words for “unverified”', async ({
  page,
  team,
}) => {
  await team.signIn('admin', '/settings/policy')
  await expect(page.getByText('no signed token and no API key stands behind the name')).toBeVisible()
  await expect(page.getByText('Off: an unverified actor may answer too')).toBeVisible()
  await page.getByRole('button', { name: 'Take a verified actor only' }).click()
  await expect(page.getByText('On: only a verified actor may answer')).toBeVisible()
  await page.getByRole('button', { name: 'Let unverified actors answer too' }).click()
  await expect(page.getByText('Off: an unverified actor may answer too')).toBeVisible()
})

test.describe('where the configuration decides', () => {
  test.use({ asked: { policy: { drills: { require_verified: true } } } })
  test('the policy says who does', async ({ page, team }) => {
    await team.signIn('admin', '/settings/policy')
    await expect(page.getByText('On: only a verified actor may answer')).toBeVisible()
    await expect(page.getByText('The configuration of the server says so')).toBeVisible()
    await expect(page.getByRole('button', { name: 'Let unverified actors answer too' })).toHaveAttribute(
      'aria-disabled',
      'true',
    )
  })
})

for (const theme of ['dark', 'light'] as const)
  test(`the form of a connector is accessible in the ${theme} theme`, async ({ page, team }) => {
    await useTheme(page, theme)
    await team.signIn('admin', place)
    await page.getByRole('button', { name: 'Add a connector' }).click()
    await page.getByRole('radio', { name: /^Webhook/ }).click()
    await expect(page.getByLabel('Signing secret (whsec_…)')).toBeVisible()
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([])
    await page.setViewportSize({ width: 1280, height: 800 })
    await page.screenshot({ path: `test-results/screens/connector-form-${theme}-1280.png`, animations: 'disabled' })
  })

test('in the sample each works, and the one that sends nothing says so', async ({ page, launch, dataDir }) => {
  const { url } = await launch(['serve', '--sample', '--port', '0', '--data', dataDir])
  await come(page, url, place)
  await expect(list(page).getByRole('listitem')).toHaveCount(4)
  await expect(list(page)).toContainText(/desktop.*slack.*teams.*webhook/)
})
