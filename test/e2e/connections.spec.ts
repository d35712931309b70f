import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { staff } from '../support/openid.ts'
import { useTheme } from './support/console.ts'
import {
  addWithKey,
  continueAs,
  expect,
  joinTeam,
  listed,
  live,
  menuOf,
  openConnections,
  probe,
  signInDialog,
  test,
} from './support/team.ts'

test('a server says what it is, and a commander signs in to it in the browser; no token comes near the page', async ({
  page,
  context,
  console,
  team,
  provider,
}) => {
  const authorized: string[] = []
  page.on('request', (request) => request.headers().authorization !== undefined && authorized.push(request.url()))
  await openConnections(page, console)
  await probe(page, team.url)
  await expect(page.getByText('Acme answers, and says it is staging.')).toBeVisible()
  await expect(page.getByText(/Countersign 0\.1/)).toBeVisible()
  await expect(page.getByRole('radio', { name: /^Staging/ })).toBeChecked()
  await page.getByRole('radio', { name: /^Development/ }).click()
  await expect(page.getByText('The server calls itself staging.')).toBeVisible()
  await page.getByRole('radio', { name: /^Staging/ }).click()
  await page.getByRole('button', { name: 'Sign in with Example ID' }).click()

  await expect(page).toHaveTitle(/Staging · Acme/)
  await expect(signInDialog(page)).toContainText('It waits for')
  await continueAs(context, page, 'Ada')
  await expect(signInDialog(page).getByText('Signed in as Ada')).toBeVisible()
  await expect(signInDialog(page)).toContainText(`verified by ${provider.issuer}`)
  await page.keyboard.press('Enter')
  await expect(signInDialog(page)).toBeHidden()
  await expect(live(page)).toContainText('live')
  await expect(page.getByTestId('who')).toContainText('Ada')
  await expect(page.getByRole('banner')).not.toContainText('unverified')
  await page.goto(console.at('/settings/connections'))
  await expect(listed(page, 'Acme')).toContainText(`as Ada · ada@example.com by ${provider.issuer}`)
  expect(authorized).toEqual([])
})

test.describe('a sign-in', () => {
  test.beforeEach(async ({ page, console, team }) => {
    await openConnections(page, console)
    await probe(page, team.url)
    await page.getByRole('button', { name: 'Sign in with Example ID' }).click()
    await expect(signInDialog(page).getByTestId('sign-in-address')).toBeVisible()
  })

  test('is cancelled by its button, which says so and offers another; Escape closes', async ({ page, context }) => {
    await signInDialog(page)
      .getByRole('button', { name: /Cancel/ })
      .click()
    await expect(signInDialog(page).getByText('Cancelled: nobody was signed in')).toBeVisible()
    const again = signInDialog(page).getByRole('button', { name: 'Try again' })
    await expect(again).toBeFocused()
    await page.keyboard.press('Enter')
    await continueAs(context, page, 'Grace')
    await expect(signInDialog(page).getByText('Signed in as Grace')).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(signInDialog(page)).toBeHidden()
    await expect(page.getByTestId('who')).toContainText('Grace')
  })

  test('that the person declines at the issuer says so', async ({ page, context }) => {
    await continueAs(context, page, 'Cancel')
    await expect(signInDialog(page).getByRole('button', { name: 'Try again' })).toBeVisible()
    await expect(signInDialog(page).getByText(/^Signed in/)).toHaveCount(0)
  })

  test('that is left by Escape leaves one signed out, with a way back', async ({ page, context }) => {
    await page.keyboard.press('Escape')
    await expect(signInDialog(page)).toBeHidden()
    await page.keyboard.press('g')
    await page.keyboard.press('q')
    await expect(page.getByRole('heading', { name: 'Signed out of Acme' })).toBeVisible()
    await expect(live(page)).toContainText('signed out')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByRole('button', { name: 'Sign in with Example ID' }).click()
    await continueAs(context, page, 'Ada')
    await page.getByRole('button', { name: 'Go on' }).click()
    await expect(live(page)).toContainText('live')
    await expect(page.getByRole('heading', { name: 'Queue' })).toBeVisible()
  })
})

test.describe('an address is refused at its field', () => {
  const version = (text: string) => async (use: (url: string) => Promise<void>) => {
    const server = createServer((_, response) =>
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ status: 'ok', version: text })),
    )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  const at = (url: string) => (use: (url: string) => Promise<void>) => use(url)

  for (const [what, serve, says] of [
    ['plain http to another machine', at('http://countersign.example.com'), [/https/]],
    ['nobody answers', at('http://127.0.0.1:9'), [/cannot be reached/]],
    ['a server that is too old', version('0.0.3'), [/0\.0\.3/, /0\.1\.0/]],
    ['a server that is too new', version('7.2.0'), [/7\.2\.0/, /0\.1\.0/]],
    ['no Countersign server', version(''), [/./]],
  ] as const)
    test(what, async ({ page, console, complaints }) => {
      await openConnections(page, console)
      // The browser tells of the refusal when it likes: perhaps before the page shows it, perhaps after.
      const told = page.waitForEvent('console', (message) => message.text().includes('status of 422'))
      await serve(async (url) => {
        await probe(page, url)
        const field = page.getByLabel('Server address')
        await expect(field).toHaveAttribute('aria-invalid', 'true')
        for (const each of says) await expect(field).toHaveAccessibleDescription(each)
        await expect(field).toHaveValue(url)
      })
      await told
      expect(complaints.splice(0).filter((text) => !text.includes('status of 422'))).toEqual([])
    })
})

test('a pasted token goes to the keychain, and is nowhere in the page; one that the server refuses is cleared', async ({
  page,
  console,
  team,
  provider,
}) => {
  await openConnections(page, console)
  await addWithKey(page, team, await team.key('viewer'))
  await expect(live(page)).toContainText('live')
  await page.goto(console.at('/settings/connections'))
  await expect(listed(page, 'Acme')).toContainText('Signed in with an API key')

  await menuOf(page, 'Acme', 'Paste an API key or a token…')
  const field = signInDialog(page).getByLabel('API key or signed token')
  await expect(field).toHaveAttribute('type', 'password')
  await expect(signInDialog(page)).toContainText('last until the program ends')
  await field.fill('eyJ.not.it')
  await signInDialog(page).getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(field).toHaveAttribute('aria-invalid', 'true')
  await expect(field).toHaveValue('')

  const token = await provider.mint(staff.commander)
  await field.fill(token)
  await signInDialog(page).getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByText('Signed in to Acme')).toBeVisible()
  await expect(listed(page, 'Acme')).toContainText('Signed in with a pasted token as Ada')
  await expect(listed(page, 'Acme')).toContainText('until 20')
  await expect(page.getByTestId('who')).toContainText('Ada')
  const kept = await page.evaluate(() =>
    [{ ...localStorage }, { ...sessionStorage }, document.cookie, document.documentElement.innerHTML]
      .map((each) => JSON.stringify(each))
      .join(),
  )
  expect(kept).not.toContain(token)
})

test('another name and another environment show at once; signing out shows nothing more; removing forgets it', async ({
  page,
  console,
  team,
}) => {
  await openConnections(page, console)
  await addWithKey(page, team, await team.key('viewer'))
  await page.goto(console.at('/settings/connections'))
  await menuOf(page, 'Acme', /^Change name/)
  const dialog = page.getByRole('dialog', { name: 'Change Acme' })
  await dialog.getByLabel('Name').fill('Night watch')
  await dialog.getByRole('radio', { name: /^Production/ }).click()
  await dialog.getByRole('button', { name: 'Keep' }).click()
  await expect(page).toHaveTitle(/^Production · Night watch/)
  await expect(page.getByTestId('environment-band')).toHaveCSS('background-color', 'rgb(216, 58, 48)')

  await menuOf(page, 'Night watch', 'Sign out…')
  await page.getByRole('alertdialog').getByRole('button', { name: 'Sign out of Night watch' }).click()
  await expect(listed(page, 'Night watch')).toContainText('Signed out')
  await expect(page.getByTestId('who')).toContainText('nobody is signed in')
  await page.goto(console.at('/deployments'))
  await expect(page.getByRole('heading', { name: 'Signed out of Night watch' })).toBeVisible()

  await page.goto(console.at('/settings/connections'))
  await menuOf(page, 'Night watch', 'Remove…')
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove Night watch' }).click()
  await expect(page.getByText('Removed Night watch')).toBeVisible()
  await expect(listed(page, 'Night watch')).toHaveCount(0)
  await expect(page).toHaveTitle(/^.*Sample data/)
})

test('this machine is signed in to by an issuer that one names', async ({ page, context, console, provider }) => {
  await openConnections(page, console)
  await page.getByRole('button', { name: 'Switch to This machine' }).click()
  await expect(page.getByTestId('who')).toContainText('unverified')
  await page.goto(console.at('/settings/connections'))
  await menuOf(page, 'This machine', 'Sign in…')
  await signInDialog(page).getByLabel('Issuer').fill(provider.issuer)
  await signInDialog(page).getByLabel('Client id').fill('countersign-desktop')
  await signInDialog(page).getByRole('button', { name: 'Sign in', exact: true }).click()
  await continueAs(context, page, 'Edsger')
  await expect(signInDialog(page).getByText('Signed in as Edsger')).toBeVisible()
  await page.getByRole('button', { name: 'Go on' }).click()
  await expect(page.getByTestId('who')).toContainText('Edsger')
  await expect(page.getByRole('banner')).not.toContainText('unverified')
})

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([])
}

const sizes = [
  [1280, 800],
  [2560, 1440],
  [1024, 640],
] as const

for (const theme of ['dark', 'light'] as const)
  test(`connections, the menu and the sign-in are accessible and fit every size: ${theme}`, async ({
    page,
    context,
    console,
    team,
  }) => {
    const picture = async (name: string) => {
      await expectAccessible(page)
      for (const [width, height] of sizes) {
        await page.setViewportSize({ width, height })
        await page.screenshot({ path: `test-results/screens/${name}-${theme}-${width}.png` })
        const overflows = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
        expect(overflows, name).toBe(false)
      }
    }
    await useTheme(page, theme)
    await openConnections(page, console)
    await probe(page, team.url)
    await page.getByLabel('Name').waitFor()
    await picture('connection-found')
    await page.getByRole('button', { name: 'Cancel' }).click()
    await joinTeam(page, context, team, 'Ada')
    await page.goto(console.at('/settings/connections'))
    await menuOf(page, 'Acme', 'Sign out…')
    await page.getByRole('alertdialog').getByRole('button', { name: 'Sign out of Acme' }).click()
    await expect(listed(page, 'Acme')).toContainText('Signed out')
    await picture('connections-known')
    await listed(page, 'Acme').getByRole('button', { name: 'Sign in' }).click()
    await signInDialog(page).getByRole('button', { name: 'Sign in with Example ID' }).waitFor()
    await picture('sign-in-ways')
    await signInDialog(page).getByRole('button', { name: 'Sign in with Example ID' }).click()
    await signInDialog(page).getByTestId('sign-in-address').waitFor()
    await picture('sign-in-attempt')
    await page.keyboard.press('Escape')
    await page.goto(console.at('/deployments'))
    await page.getByRole('heading', { name: 'Signed out of Acme' }).waitFor()
    await picture('signed-out')
    await page.keyboard.press('Shift+C')
    await page.getByRole('menuitemradio', { name: /Acme/ }).waitFor()
    await picture('connection-menu')
  })
