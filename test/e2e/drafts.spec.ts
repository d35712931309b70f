import type { Page } from '@playwright/test'
import { actAs, dialog, drawer, expect, live, openAction, press, test } from './support/decisions.ts'

const comment = (page: Page) => drawer(page).getByLabel(/^Ask or answer/)

test('a comment half written outlives its drawer and a reload, and is gone once the server has it', async ({
  page,
  server,
  others,
}) => {
  const [action, other] = [await others.throttle(), await others.throttle('search-agent')]
  await openAction(page, server, action)
  await comment(page).fill('Is the budget the old one?')
  await openAction(page, server, other)
  await expect(comment(page)).toHaveValue('')
  await openAction(page, server, action)
  await expect(comment(page)).toHaveValue('Is the budget the old one?')
  await page.reload()
  await expect(comment(page)).toHaveValue('Is the budget the old one?')
  await press(page, /^Comment/)
  await expect(drawer(page).getByRole('listitem').filter({ hasText: 'Is the budget the old one?' })).toBeVisible()
  await expect(comment(page)).toHaveValue('')
  await page.reload()
  await expect(drawer(page).getByRole('listitem').filter({ hasText: 'Is the budget the old one?' })).toBeVisible()
  await expect(comment(page)).toHaveValue('')
})

/** The key is the screen's, and the frame is there before it. */
async function pressWhenThere(page: Page, key: string): Promise<void> {
  await expect(live(page)).toContainText('live')
  await expect(page.getByRole('button', { name: 'Propose', exact: true })).toBeVisible()
  await page.keyboard.press(key)
}

test('a proposal half written outlives a reload; what it was for is kept apart', async ({ page, server }) => {
  await page.goto(`${server.url}/#/deployments`)
  await pressWhenThere(page, 'n')
  const form = page.getByRole('dialog', { name: 'Propose an action' })
  await form.getByLabel('Target').fill('checkout-agent@4f2c9e1')
  await form.getByLabel('Reason').fill('Refund loop')
  await page.keyboard.press('Escape')
  await page.reload()
  await pressWhenThere(page, 'n')
  await expect(form.getByLabel('Target')).toHaveValue('checkout-agent@4f2c9e1')
  await expect(form.getByLabel('Reason')).toHaveValue('Refund loop')
  await form.getByRole('button', { name: 'Begin anew' }).click()
  await expect(form.getByLabel('Target')).toHaveValue('')
})

test('a note of a decision is kept when its dialog closes; what was typed to confirm is not', async ({
  page,
  server,
  others,
}) => {
  const action = await others.rollback()
  await openAction(page, server, action)
  await actAs(page, 'approver')
  await press(page, /^Reject/)
  await dialog(page).getByLabel(/^Why/).fill('Wrong commit')
  await page.keyboard.press('Escape')
  await press(page, /^Approve/)
  await dialog(page).getByLabel(/^Why/).fill('Seen on three traces')
  await dialog(page)
    .getByLabel(/^Type the/)
    .pressSequentially('check')
  await page.keyboard.press('Escape')
  await page.reload()
  await press(page, /^Reject/)
  await expect(dialog(page).getByLabel(/^Why/)).toHaveValue('Wrong commit')
  await page.keyboard.press('Escape')
  await press(page, /^Approve/)
  await expect(dialog(page).getByLabel(/^Why/)).toHaveValue('Seen on three traces')
  await expect(dialog(page).getByLabel(/^Type the/)).toHaveValue('')
  const kept = await page.evaluate(() => JSON.stringify({ ...sessionStorage }))
  expect(kept).toContain('Seen on three traces')
  expect(kept).not.toContain('"check"')
})
