import { join } from 'node:path'
import type { Page, Request } from '@playwright/test'
import {
  addWithKey,
  continueAs,
  expect,
  joinTeam,
  live,
  openConnections,
  signInDialog,
  startTeamServer,
  test,
} from './support/team.ts'

const band = (page: Page) => page.getByTestId('environment-band')
const colours = { production: 'rgb(216, 58, 48)', staging: 'rgb(201, 138, 18)', sample: 'rgb(138, 99, 210)' }
const meant = (request: Request) => request.headers()['x-countersign-connection']
const toWorkspace = (request: Request) => /\/(api|runtime)\/|\/console\/session/.test(new URL(request.url()).pathname)

test('the menu opens by a key, a digit switches, and it is said in which environment one now is', async ({
  page,
  console,
  team,
}) => {
  await openConnections(page, console)
  await addWithKey(page, team, await team.key('viewer'))
  await expect(page).toHaveTitle(/Staging · Acme/)
  await expect(page.getByText('You are now in Staging')).toBeVisible()
  await expect(live(page)).toContainText('live')

  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keys' })).toContainText('Choose a connectionShift C')
  await page.keyboard.press('Escape')

  await page.keyboard.press('Shift+C')
  await expect(page.getByRole('menuitemradio', { name: /Acme/ })).toBeChecked()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('menu')).toBeHidden()
  await page.keyboard.press('Shift+C')
  await expect(page.getByRole('menuitemradio').first()).toBeVisible()
  await page.keyboard.press('1')
  await expect(page.getByRole('menu')).toBeHidden()
  await expect(page).toHaveTitle(/Sample data/)
  await expect(band(page)).toHaveCSS('background-color', colours.sample)

  await expect(live(page)).toContainText('live')
  await page.keyboard.press('Control+k')
  await expect(page.getByLabel('Search commands')).toBeFocused()
  await page.keyboard.type('switch to acme')
  await expect(page.getByRole('option', { name: /^Switch to Acme · Staging/ })).toHaveAttribute('data-highlighted', '')
  await page.keyboard.press('Enter')
  await expect(page).toHaveTitle(/Staging · Acme/)
  await expect(band(page)).toHaveCSS('background-color', colours.staging)

  // What needs no key: the arrows, as in any menu.
  await page.getByTestId('connection').press('Enter')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Home')
  await page.keyboard.press('Enter')
  await expect(page).toHaveTitle(/Sample data/)
})

test('production is said in red', async ({ page, console, launch, dataDir }) => {
  const production = await startTeamServer(launch, join(dataDir, 'real'), { name: 'Real', environment: 'production' })
  await openConnections(page, console)
  await addWithKey(page, production, await production.key('viewer'))
  await expect(band(page)).toHaveCSS('background-color', colours.production)
  const toast = page.locator('div[data-env="production"]').filter({ hasText: 'You are now in Production' }).first()
  await expect(toast).toHaveCSS('border-left-color', colours.production)
})

test('of a connection that was left nothing is shown and nothing is sent, however late its answers come', async ({
  page,
  console,
  team,
}) => {
  await openConnections(page, console)
  await addWithKey(page, team, await team.key('viewer'))
  await expect(live(page)).toContainText('live')
  await page.goto(console.at('/deployments'))
  await expect(
    page
      .getByRole('heading', { name: 'Nothing has been proposed yet' })
      .or(page.getByText(/Nothing/))
      .first(),
  ).toBeVisible()

  // From here on the sample's answers come late: one leaves while they are on their way.
  const late = Promise.withResolvers<void>()
  await page.route('**/api/v1/deployments/actions?**', async (route) => {
    if (meant(route.request()) !== 'sample') return route.continue()
    const answer = await route.fetch()
    await late.promise
    await route.fulfill({ response: answer }).catch(() => undefined)
  })
  const asked = page.waitForRequest((request) => toWorkspace(request) && meant(request) === 'sample')
  await page.keyboard.press('Shift+C')
  await page.keyboard.press('1')
  await asked
  const sent: string[] = []
  const back = page.waitForResponse((response) => response.url().endsWith('/console/connections/select'))
  await page.keyboard.press('Shift+C')
  await page.keyboard.press('3')
  await back
  page.on('request', (request) => toWorkspace(request) && sent.push(meant(request) ?? 'nobody'))
  await expect(page).toHaveTitle(/Staging · Acme/)
  late.resolve()
  await expect(live(page)).toContainText('live')
  await page.reload()
  await expect(live(page)).toContainText('live')
  expect(new Set(sent).size).toBe(1)
  expect(sent).not.toContain('sample')
  await expect(page.getByText('checkout-agent')).toHaveCount(0)
  await expect(page.getByText('Sample')).toHaveCount(0)
})

test('at a connection to which nobody is signed in nothing is asked; signing in leads to the place', async ({
  page,
  context,
  console,
  team,
}) => {
  await openConnections(page, console)
  await joinTeam(page, context, team, 'Grace')
  await page.goto(console.at('/settings/connections'))
  await page.getByRole('button', { name: 'More for Acme' }).click()
  await page.getByRole('menuitem', { name: 'Sign out…' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Sign out of Acme' }).click()
  await expect(page.getByText('Signed out of Acme').first()).toBeVisible()
  await page.keyboard.press('Shift+C')
  await page.keyboard.press('1')
  await expect(live(page)).toContainText('live')
  await page.goto(console.at('/incidents'))

  const sent: string[] = []
  page.on('request', (request) => toWorkspace(request) && meant(request) !== 'sample' && sent.push(request.url()))
  await page.keyboard.press('Shift+C')
  await expect(page.getByRole('menuitemradio', { name: /Acme/ })).toContainText('signed out')
  await page.keyboard.press('3')
  await expect(page.getByRole('heading', { name: 'Signed out of Acme' })).toBeVisible()
  await expect(page.getByText('Nothing is shown of it')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeFocused()
  expect(sent).toEqual([])

  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Sign in with Example ID' }).click()
  await continueAs(context, page, 'Grace')
  await signInDialog(page).getByRole('button', { name: 'Go on' }).click()
  await expect(page.getByRole('heading', { name: 'Incidents', exact: true })).toBeVisible()
  await expect(page.getByTestId('who')).toContainText('Grace')
})

test('a sign-in that ends while one works: what was read stays, controls sleep, and afterwards one is where one was', async ({
  page,
  context,
  console,
  team,
  provider,
}) => {
  await openConnections(page, console)
  await joinTeam(page, context, team, 'Ada')
  await page.goto(console.at('/incidents'))
  await page.getByRole('button', { name: 'New incident' }).first().click()
  const open = page.getByRole('dialog', { name: 'Open a new incident' })
  await open.getByLabel('What is wrong, in a line').fill('Search answers with stale prices')
  await open.getByRole('radio').first().click()
  await open.getByRole('button', { name: 'Open incident' }).click()
  await expect(open).toBeHidden()
  const drawer = page.getByRole('complementary', { name: 'Details' })
  if (!(await drawer.isVisible()))
    await page
      .getByRole('button', { name: /stale prices/ })
      .first()
      .click()
  await drawer.getByLabel(/^Note/).fill('It began with the night batch')

  await page.route('**/api/**', (route) =>
    route.fulfill({
      status: 401,
      contentType: 'application/problem+json',
      body: JSON.stringify({
        title: 'Signed out',
        status: 401,
        code: 'credential_expired',
        detail: 'The token has ended.',
      }),
    }),
  )
  await drawer.getByRole('button', { name: /Add note/ }).click()
  const banner = page.getByRole('alert').filter({ hasText: 'Your sign-in to Acme has ended.' })
  await expect(banner).toContainText('The token has ended.')
  await expect(banner).toContainText('stays readable')
  await expect(live(page)).toContainText(/signed out.*data is \d+ s old/)
  await expect(page.getByText('Search answers with stale prices').first()).toBeVisible()
  await expect(drawer.getByRole('button', { name: /Add note/ })).toHaveAttribute('aria-disabled', 'true')
  await expect(drawer.getByLabel(/^Note/)).toHaveValue('It began with the night batch')

  await page.unroute('**/api/**')
  await page.getByRole('button', { name: 'Sign in again' }).first().click()
  await continueAs(context, page, 'Ada')
  await signInDialog(page).getByRole('button', { name: 'Go on' }).click()
  await expect(banner).toBeHidden()
  await expect(live(page)).toContainText('live')
  await expect(drawer.getByLabel(/^Note/)).toHaveValue('It began with the night batch')
  await drawer.getByRole('button', { name: /Add note/ }).click()
  await expect(drawer.getByLabel(/^Note/)).toHaveValue('')
  await expect(drawer.getByRole('region', { name: 'Timeline' })).toContainText('It began with the night batch')
  expect(provider.asked.filter((each) => each === 'POST /token').length).toBeGreaterThan(1)
})

test('a server that is away: what was written stays, and what others did meanwhile comes once', async ({
  page,
  console,
  team,
  launch,
}) => {
  const [mine, theirs] = [await team.key('operator', 'mine'), await team.key('operator', 'theirs')]
  const ask = async (path: string, body: object) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${theirs}` }
    const answer = await fetch(`${team.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as { id: string }
  }
  const { id } = await ask('/api/v1/incidents', { title: 'Search answers with stale prices', severity: 'sev2' })
  await openConnections(page, console)
  await addWithKey(page, team, mine)
  await expect(page).toHaveTitle(/Staging · Acme/)
  await page.goto(console.at(`/incidents?open=${id}`))
  const drawer = page.getByRole('complementary', { name: 'Details' })
  const note = drawer.getByLabel(/^Note/)
  await expect(note).toBeVisible()
  await expect(live(page)).toContainText('live')

  await team.stop()
  await expect(live(page)).toContainText(/offline.*data is/, { timeout: 30_000 })
  await note.fill('Written without a server')
  await expect(drawer.getByRole('button', { name: /^Add note/ })).toHaveAttribute('aria-disabled', 'true')
  await expect(drawer).toContainText('Search answers with stale prices')

  await launch(['serve', '--port', new URL(team.url).port, '--data', team.dataDir])
  await ask(`/api/v1/incidents/${id}/note`, { note: 'Said by somebody else meanwhile' })
  // It tries again by itself, every quarter of a minute at the latest.
  await expect(live(page)).toContainText('live', { timeout: 40_000 })
  await expect(drawer.getByText('Said by somebody else meanwhile')).toHaveCount(1)
  await expect(note).toHaveValue('Written without a server')
  await drawer.getByRole('button', { name: /^Add note/ }).click()
  await expect(note).toHaveValue('')
  await expect(drawer.getByText('Written without a server')).toHaveCount(1)
})
