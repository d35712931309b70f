import { expect, live, test, visit } from './support/console.ts'

test('a first look says where one is: band, pill, title, who', async ({ page }) => {
  await page.goto('/')
  await expect(page).toHaveURL(/#\/deployments$/)
  await expect(page).toHaveTitle('(2) Sample data · Queue · Countersign')
  const band = await page.getByTestId('environment-band').boundingBox()
  expect(band).toEqual({ x: 0, y: 0, width: page.viewportSize()?.width, height: 6 })
  await expect(page.getByTestId('environment-band')).toHaveCSS('background-color', 'rgb(138, 99, 210)')
  const header = page.getByRole('banner')
  await expect(header).toContainText('Sample data')
  await expect(header).toContainText('Sample commander')
  await expect(header).toContainText('unverified')
  await expect(live(page)).toContainText(/live.*seq \d/)
})

test('the rail shows the places that exist, and no others', async ({ page }) => {
  await visit(page, '/audit')
  const links = page.getByRole('navigation', { name: 'Places' }).getByRole('link')
  await expect(links).toHaveText([
    /^Queue/,
    /^Incidents/,
    /^Drills/,
    /^Deploys/,
    'Assistant',
    'Traces',
    'Audit',
    'Settings',
  ])
  await expect(links.nth(6)).toHaveAttribute('aria-current', 'page')
})

test('back, forward and reload keep the place', async ({ page }) => {
  await visit(page, '/audit')
  await page.getByRole('link', { name: 'Settings' }).click()
  await page.getByRole('link', { name: 'Session' }).click()
  await expect(page).toHaveURL(/#\/settings\/session$/)
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Who is acting' })).toBeVisible()
  await page.goBack()
  await expect(page).toHaveURL(/#\/settings\/appearance$/)
  await page.goBack()
  await expect(page).toHaveTitle(/Audit/)
  await page.goForward()
  await expect(page).toHaveTitle(/Settings/)
})

test('a shared link opens its place, the old-style address too', async ({ page }) => {
  await visit(page, '/settings/about')
  await expect(page.getByRole('heading', { name: 'Verifier key' })).toBeVisible()
  await page.goto('/settings')
  await expect(page).toHaveURL(/#\/settings\/appearance$/)
})

test('an address that names nothing says so, and the frame stays', async ({ page }) => {
  await visit(page, '/settings/no-such-part')
  await expect(page.getByRole('heading', { name: 'There is nothing here' })).toBeVisible()
  await expect(page.getByText('/settings/no-such-part')).toBeVisible()
  await expect(page.getByRole('navigation', { name: 'Places' })).toBeVisible()
})

test('acting as someone else shows what the server says about them', async ({ page }) => {
  await visit(page, '/settings/session')
  await page.getByTestId('who').click()
  await page.getByRole('menuitemradio', { name: /Sample operator/ }).click()
  await expect(page.getByTestId('who')).toContainText('Sample operator')
  await expect(page.getByRole('row', { name: /Approve a proposed action/ })).toContainText('no')
  await page.reload()
  await expect(page.getByTestId('who')).toContainText('Sample operator')
})
