import type { Page } from '@playwright/test'
import { expect, live, test } from './support/console.ts'
import { createKey, type Program } from './support/program.ts'

let local: Program

test.beforeEach(async ({ page, dataDir, launch }) => {
  local = await launch(['console', '--port', '0', '--data', dataDir])
  await page.goto(local.url)
  await expect(page.getByRole('list', { name: 'How to begin' })).toBeVisible()
})

const door = (page: Page, name: string) => page.getByRole('button', { name: new RegExp(`^${name}`) })

test('the sample: one key from the door to live data, and it is not asked again', async ({ page }) => {
  await page.keyboard.press('Tab')
  await expect(door(page, 'Look at the sample')).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page).toHaveTitle('(2) Sample data · Queue · Countersign')
  await expect(live(page)).toContainText('live')
  await page.reload()
  await expect(live(page)).toContainText('live')
})

test('this machine: one acts as the user of this computer', async ({ page }) => {
  await door(page, 'Use this machine').click()
  await expect(page).toHaveTitle(/^Development · .* · Queue · Countersign$/)
  await expect(page.getByTestId('environment-band')).toHaveCSS('background-color', 'rgb(47, 158, 95)')
  await expect(page.getByRole('banner')).toContainText('unverified')
})

test('switching connections changes the band, the title and the data', async ({ page }) => {
  await door(page, 'Look at the sample').click()
  await expect(live(page)).toContainText('live')
  await page.goto(`${new URL(local.url).origin}/#/settings/connections`)
  await page.getByRole('button', { name: /^Switch to/ }).click()
  await expect(page).toHaveTitle(/^Development/)
  await expect(live(page)).toContainText('live')
})

test('reset says what is lost, and begins anew only when confirmed', async ({ page }) => {
  await door(page, 'Look at the sample').click()
  await expect(live(page)).toContainText('live')
  await page.goto(`${new URL(local.url).origin}/#/settings/connections`)
  const ask = page.getByRole('button', { name: 'Reset sample…' })
  await ask.click()
  const dialog = page.getByRole('alertdialog', { name: 'Reset the sample?' })
  await expect(dialog).toContainText('This cannot be undone.')
  await expect(dialog.getByRole('button', { name: /Cancel/ })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect(ask).toBeFocused()
  await ask.click()
  await dialog.getByLabel(/^Type what is lost/).pressSequentially('sample')
  await dialog.getByRole('button', { name: 'Reset sample' }).click()
  await expect(page.getByText('The sample begins anew')).toBeVisible()
  await expect(live(page)).toContainText('live')
})

test.describe('a team', () => {
  test('an address where nobody answers is refused in place', async ({ page, complaints }) => {
    await door(page, 'Connect to your team').click()
    const address = page.getByLabel('Server address')
    await expect(address).toBeFocused()
    await address.fill('http://127.0.0.1:9')
    await page.keyboard.press('Enter')
    await expect(address).toHaveAttribute('aria-invalid', 'true')
    await expect(address).toHaveAccessibleDescription(/127\.0\.0\.1:9 cannot be reached/)
    await expect(address).toHaveValue('http://127.0.0.1:9')
    // The refusal itself is the one thing that the browser reports.
    expect(complaints.splice(0)).toHaveLength(1)
  })

  test('a server with a key opens under its environment; a wrong key does not', async ({
    page,
    dataDir,
    launch,
    complaints,
  }) => {
    const data = `${dataDir}/team`
    const key = await createKey(data, 'incident_commander')
    const team = await launch(['serve', '--port', '0', '--data', data])
    await door(page, 'Connect to your team').click()
    await page.getByLabel('Server address').fill(team.url)
    await page.keyboard.press('Enter')
    await expect(page.getByText(/answers, and says it is production\./)).toBeVisible()
    await page.getByLabel('Name').fill('Acme')
    await page.getByLabel('API key or signed token').fill('sk-at-wrong')
    await page.getByRole('button', { name: 'Connect' }).click()
    await expect(page.getByText(/The server does not accept this key/)).toBeVisible()
    await expect(page.getByLabel('API key or signed token')).toHaveValue('')
    await expect(page.getByLabel('Name')).toHaveValue('Acme')
    expect(complaints.splice(0)).toHaveLength(1)
    await page.getByLabel('API key or signed token').fill(key)
    await page.getByRole('button', { name: 'Connect' }).click()
    await expect(page).toHaveTitle('Production · Acme · Queue · Countersign')
    await expect(live(page)).toContainText('live')
    await expect(page.getByTestId('environment-band')).toHaveCSS('background-color', 'rgb(216, 58, 48)')
    await expect(page.getByRole('banner')).not.toContainText('unverified')
  })
})
