import type { Page } from '@playwright/test'
import { expect, test, visit } from './support/console.ts'

const palette = (page: Page) => page.getByRole('dialog', { name: 'Command palette' })
const help = (page: Page) => page.getByRole('dialog', { name: 'Keys' })

test('the palette opens, finds, runs, and gives the focus back', async ({ page }) => {
  await visit(page, '/audit')
  const settings = page.getByRole('link', { name: 'Settings' })
  await settings.focus()
  await page.keyboard.press('Control+k')
  await expect(palette(page)).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(palette(page)).toBeHidden()
  await expect(settings).toBeFocused()

  await page.keyboard.press('Control+k')
  await expect(palette(page)).toBeVisible()
  await page.keyboard.type('light th')
  await expect(palette(page).getByRole('option')).toHaveText([/Light theme/])
  await page.keyboard.press('Enter')
  await expect(palette(page)).toBeHidden()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light')
})

test('the palette says when nothing matches', async ({ page }) => {
  await visit(page, '/settings/about')
  await page.getByRole('button', { name: /Search or run a command/ }).click()
  await expect(palette(page)).toBeVisible()
  await page.keyboard.type('zzzz')
  await expect(palette(page)).toContainText('No command matches')
})

test('the keys help shows every key of the place, and of no other', async ({ page }) => {
  await visit(page, '/settings/about')
  await page.keyboard.press('?')
  await expect(help(page)).toContainText('Search or run a command')
  await expect(help(page)).not.toContainText('Verify the ledger')
  await page.keyboard.press('Escape')
  await expect(help(page)).toBeHidden()
  await page.keyboard.press('g')
  await page.keyboard.press('a')
  await expect(page).toHaveURL(/#\/audit$/)
  await page.keyboard.press('?')
  await expect(help(page)).toContainText('Verify the ledger')
})

test('keys rest while one types, and while a dialog is open', async ({ page }) => {
  await visit(page, '/audit')
  await page.getByRole('row').nth(1).waitFor()
  await page.keyboard.press('/')
  await page.keyboard.type('?gs')
  await expect(page.getByLabel('Action', { exact: true })).toHaveValue('?gs')
  await expect(help(page)).toBeHidden()
  await expect(page).toHaveTitle(/Audit/)
  await page.keyboard.press('Control+k')
  await expect(palette(page)).toBeVisible()
  await page.keyboard.type('?')
  await expect(help(page)).toBeHidden()
})

test('Escape closes the topmost thing only', async ({ page }) => {
  await visit(page, '/audit')
  await page.getByRole('row').nth(1).waitFor()
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/entry=/)
  await page.keyboard.press('?')
  await expect(help(page)).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(help(page)).toBeHidden()
  await expect(page).toHaveURL(/entry=/)
  await page.keyboard.press('Escape')
  await expect(page).not.toHaveURL(/entry=/)
})

test('Tab alone walks from the skip link through the whole frame', async ({ page }) => {
  await visit(page, '/settings/appearance')
  await page.getByRole('link', { name: 'Appearance' }).waitFor()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('button', { name: 'Skip to the content' })).toBeFocused()
  const walked: string[] = []
  for (let step = 0; step < 16; step += 1) {
    await page.keyboard.press('Tab')
    walked.push(await page.evaluate(() => document.activeElement?.textContent?.trim() ?? ''))
  }
  const order = [
    'Search or run a command',
    'Sample commander',
    'Queue',
    'Deploys',
    'Audit',
    'Settings',
    'Appearance',
    'Connections',
  ]
  const at = order.map((name) => walked.findIndex((text) => text.startsWith(name)))
  expect(at).toEqual([...at].sort((a, b) => a - b))
  expect(at).not.toContain(-1)
})

test('the person is chosen by keyboard, and the focus comes back', async ({ page }) => {
  await visit(page, '/settings/session')
  await page.getByTestId('who').focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('who')).not.toContainText('Sample commander')
  await expect(page.getByTestId('who')).toBeFocused()
})
