import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { Webhook } from 'standardwebhooks'
import { test as base, expect as baseExpect, useTheme } from './support/console.ts'
import { createKey, type Program } from './support/program.ts'

// Each test has a server and a receiver of its own; on two cores what it waits for may take its time.
const expect = baseExpect.configure({ timeout: 15_000 })

type Got = { headers: Record<string, string>; body: string }
type Receiver = { url: string; got: Got[]; status: number }

const test = base.extend<{ receiver: Receiver; team: Program & { key: string } }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from the pattern
  receiver: async ({}, use) => {
    const state: Receiver = { url: '', got: [], status: 204 }
    const server = createServer(async (request, response) => {
      let body = ''
      for await (const chunk of request) body += chunk
      state.got.push({ headers: request.headers as Record<string, string>, body })
      response.writeHead(state.status).end(state.status < 300 ? '' : 'not today')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    state.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
    await use(state)
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  },
  team: async ({ dataDir, launch, page }, use) => {
    const config = join(dataDir, 'config.json')
    writeFileSync(config, JSON.stringify({ webhooks: { private_networks: true } }))
    const key = await createKey(dataDir, 'admin')
    const program = await launch(['serve', '--port', '0', '--data', dataDir, '--config', config])
    await page.goto(`${program.url}/#/settings/webhooks`)
    await page.getByLabel('API key').fill(key)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page.getByRole('heading', { name: 'Webhooks' })).toBeVisible()
    await use({ ...program, key })
  },
})

/** The browser reports the 401 by which it is asked to sign in, and the refusals; nothing else may be said. */
test.afterEach(({ complaints }) => {
  const kept = complaints.splice(0).filter((text) => !/status of (401|409|422)/.test(text))
  expect(kept).toEqual([])
})

const secretPanel = (page: Page) => page.getByRole('region', { name: 'The secret of the webhook' })
const readSecret = async (page: Page): Promise<string> =>
  (await secretPanel(page)
    .getByText(/^whsec_/)
    .textContent()) ?? ''
const deliveries = (page: Page) => page.getByRole('list', { name: 'Deliveries' }).getByRole('listitem')

async function add(page: Page, url: string): Promise<string> {
  await page.getByRole('button', { name: 'Add a webhook' }).click()
  await page.getByLabel('Address').fill(url)
  await page.getByRole('button', { name: 'Add the webhook' }).click()
  return readSecret(page)
}

test('a webhook is added, shows its secret once, and is heard', async ({ page, team, receiver, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await expect(page.getByText('Nobody is told yet')).toBeVisible()
  await page.getByRole('button', { name: 'Add a webhook' }).click()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByRole('button', { name: 'Add a webhook' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByLabel('Address')).toBeFocused()
  await page.getByLabel('Address').fill('https://me:pw@example.com/')
  await page.getByRole('button', { name: 'Add the webhook' }).click()
  await expect(page.getByText('expected no user name or password in it')).toBeVisible()
  await page.getByLabel('Address').fill(receiver.url)
  await page.getByLabel('What it is for').fill('The runner of the fleet')
  await page.getByRole('checkbox', { name: /^action\.approved/ }).click()
  await page.getByRole('button', { name: 'Add the webhook' }).hover()
  await expect(page.getByText('Choose at least one event')).toBeVisible()
  await page.getByRole('checkbox', { name: /^action\.approved/ }).click()
  await page.getByRole('checkbox', { name: /^action\.proposed/ }).click()
  await page.getByRole('button', { name: 'Add the webhook' }).click()

  await expect(page.getByRole('heading', { name: 'Keep this secret now' })).toBeFocused()
  const secret = await readSecret(page)
  await page.getByRole('button', { name: 'Copy the secret' }).click()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(secret)
  await page.getByRole('button', { name: 'I have kept it' }).click()
  await expect(secretPanel(page)).toHaveCount(0)
  expect(await page.content()).not.toContain(secret)

  await page.getByRole('button', { name: /^Open 127\.0\.0\.1/ }).click()
  await expect(page).toHaveURL(/hook=/)
  await expect(page.getByRole('button', { name: 'All webhooks' })).toBeFocused()
  await page.getByRole('button', { name: 'Send a ping' }).click()
  await expect(deliveries(page)).toHaveCount(1)
  await expect(deliveries(page).first()).toContainText('arrived')
  const [ping] = receiver.got
  expect(ping && new Webhook(secret).verify(ping.body, ping.headers)).toMatchObject({ type: 'ping' })

  // What somebody else does shows by itself.
  const headers = { authorization: `Bearer ${team.key}`, 'content-type': 'application/json' }
  const body = JSON.stringify({ type: 'throttle', target_ref: 'checkout-agent', reason: 'It drifts' })
  await fetch(`${team.url}/api/v1/deployments/actions`, { method: 'POST', headers, body })
  await expect(deliveries(page)).toHaveCount(2)
  await expect(deliveries(page).first()).toContainText('action.proposed')
  await expect(deliveries(page).first()).toContainText('arrived')
  await deliveries(page)
    .first()
    .getByRole('button', { name: /action\.proposed/ })
    .first()
    .click()
  await expect(page.getByRole('list', { name: 'Attempts' })).toContainText('HTTP 204')
  await expect(page.getByText('"checkout-agent"')).toBeVisible()

  await page.goBack()
  await expect(page.getByRole('list', { name: 'Webhooks' })).toContainText('The runner of the fleet')
})

test('what does not arrive is shown, given up when it is switched off, and sent again', async ({
  page,
  team,
  receiver,
}) => {
  expect(team.url).toMatch(/^http/)
  receiver.status = 500
  await add(page, receiver.url)
  await page.getByRole('button', { name: 'Open the webhook' }).click()
  await page.getByRole('button', { name: 'Send a ping' }).click()
  await expect(deliveries(page).first()).toContainText('next try')
  await deliveries(page).first().getByRole('button', { name: /ping/ }).first().click()
  await expect(page.getByRole('list', { name: 'Attempts' })).toContainText('It answered 500.')
  await expect(page.getByRole('list', { name: 'Attempts' })).toContainText('not today')

  await page.getByRole('button', { name: 'Switch off…' }).click()
  const dialog = page.getByRole('alertdialog')
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await dialog.getByRole('button', { name: /^Switch 127/ }).click()
  await expect(dialog).toBeHidden()
  await expect(deliveries(page).first()).toContainText('the webhook was switched off')
  await expect(page.getByRole('button', { name: 'Send a ping' })).toHaveAttribute('aria-description', /switched off/)

  await page.getByRole('button', { name: 'All webhooks' }).click()
  await expect(page.getByRole('button', { name: /^Open 127/ })).toBeFocused()
  await page.getByRole('button', { name: 'Dead letters (1)' }).click()
  await expect(deliveries(page)).toHaveCount(1)
  await page.getByRole('button', { name: 'Send ping again' }).click()
  await expect(page.getByText('It was not sent again').first()).toBeVisible()
  await page.getByRole('button', { name: 'All webhooks' }).click()
  await page.getByRole('button', { name: /^Open 127/ }).click()
  await page.getByRole('button', { name: 'Switch on' }).click()
  await expect(page.getByRole('button', { name: 'Switch off…' })).toBeVisible()
  receiver.status = 204
  await page.getByRole('button', { name: 'Send ping again' }).click()
  await expect(deliveries(page).first()).toContainText('arrived')
  expect(new Set(receiver.got.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
})

test('a secret is exchanged, and a webhook is removed by typing its host, without a mouse', async ({
  page,
  team,
  receiver,
}) => {
  expect(team.url).toMatch(/^http/)
  const old = await add(page, receiver.url)
  await page.getByRole('button', { name: 'Open the webhook' }).click()
  await page.getByRole('button', { name: 'New secret…' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Make a new secret' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Keep this secret now' })).toBeVisible()
  const secret = await readSecret(page)
  expect(secret).not.toBe(old)
  await expect(page.getByText('The secret before this one signs until')).toBeVisible()
  await page.getByRole('button', { name: 'Send a ping' }).focus()
  await page.keyboard.press('Enter')
  await expect(deliveries(page).first()).toContainText('arrived')
  const [ping] = receiver.got
  for (const each of [old, secret]) expect(ping && new Webhook(each).verify(ping.body, ping.headers)).toBeTruthy()

  await page.getByRole('button', { name: 'Remove…' }).focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('alertdialog')
  const host = new URL(receiver.url).host
  await dialog.getByRole('textbox').focus()
  await page.keyboard.type(host)
  await dialog.getByRole('button', { name: `Remove ${host}` }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByText('Nobody is told yet')).toBeVisible()
})

test('whoever may not see webhooks is told so', async ({ page }) => {
  await page.goto('/#/settings/webhooks')
  await expect(page.getByText('Webhooks are for administrators')).toBeVisible()
})

for (const theme of ['dark', 'light'] as const)
  test.describe(theme, () => {
    test.beforeEach(({ page }) => useTheme(page, theme))
    test('webhooks are accessible', async ({ page, team, receiver }) => {
      expect(team.url).toMatch(/^http/)
      const accessible = async (name: string) => {
        const { violations } = await new AxeBuilder({ page }).analyze()
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([])
        await page.screenshot({ path: `test-results/screens/webhooks-${name}-${theme}.png` })
      }
      await accessible('empty')
      await page.getByRole('button', { name: 'Add a webhook' }).click()
      await accessible('form')
      await page.getByRole('button', { name: 'Cancel' }).click()
      receiver.status = 500
      await add(page, receiver.url)
      await accessible('secret')
      await page.getByRole('button', { name: 'Open the webhook' }).click()
      await page.getByRole('button', { name: 'Send a ping' }).click()
      await expect(deliveries(page).first()).toContainText('next try')
      await deliveries(page).first().getByRole('button', { name: /ping/ }).first().click()
      await expect(page.getByText('It answered 500.').first()).toBeVisible()
      await accessible('detail')
      await page.getByRole('button', { name: 'Remove…' }).click()
      await page.getByRole('alertdialog').waitFor()
      await accessible('remove')
    })
  })
