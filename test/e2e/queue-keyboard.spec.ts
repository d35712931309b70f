import type { Page } from '@playwright/test'
import { drawer, expect, test } from './support/decisions.ts'
import { openQueue, row, rows } from './support/queue.ts'

const focusedName = (page: Page) =>
  page.evaluate(() => {
    const { activeElement } = document
    return activeElement?.closest('.queue')
      ? (activeElement.getAttribute('aria-label') ?? 'a cell')
      : 'out of the table'
  })

test('j and k move, Enter opens, j goes on to the next, Esc closes and gives the focus back', async ({ page }) => {
  await openQueue(page)
  for (const key of ['j', 'j', 'j', 'k']) await page.keyboard.press(key)
  await expect(row(page, 1).locator('[col-id="tier"]')).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/open=/)
  await expect(drawer(page).getByRole('heading', { level: 2 })).toBeFocused()
  await expect(drawer(page)).toContainText('sales-assistant')
  await page.keyboard.press('j')
  await expect(drawer(page)).toContainText('triage-agent')
  await page.keyboard.press('Escape')
  await expect(drawer(page)).toBeHidden()
  await expect(row(page, 2).locator('[col-id="tier"]')).toBeFocused()
})

test('from the row Tab reaches its own buttons and its box, and then leaves the table', async ({ page }) => {
  await openQueue(page)
  await page.keyboard.press('j')
  const walked: string[] = []
  for (let step = 0; step < 4; step += 1) {
    await page.keyboard.press('Tab')
    walked.push(await focusedName(page))
  }
  expect(walked.slice(0, 3)).toEqual([
    'Approve rollback of checkout-agent…',
    'Reject rollback of checkout-agent',
    'More for rollback of checkout-agent',
  ])
  expect(walked[3]).toBe('out of the table')
  await page.keyboard.press('j')
  await page.keyboard.press('Shift+Tab')
  expect(await focusedName(page)).toBe('Select throttling of sales-assistant')
  await page.keyboard.press('Space')
  await expect(page.getByText('1 selected')).toBeVisible()
})

test('the row’s menu opens, acts and closes by keyboard', async ({ page }) => {
  await openQueue(page)
  await page.keyboard.press('j')
  for (let step = 0; step < 3; step += 1) await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menuitem', { name: 'Re-point rollback of checkout-agent' })).toBeVisible()
  await expect(page.getByRole('menuitem', { name: 'Break glass for rollback of checkout-agent' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('menu')).toBeHidden()
  expect(await focusedName(page)).toBe('More for rollback of checkout-agent')
})

test('a approves and r rejects the row that is chosen; where one may not, the key says why', async ({ page }) => {
  await openQueue(page)
  await page.keyboard.press('a')
  await expect(page.getByText('No row is chosen').first()).toBeVisible()
  await page.keyboard.press('j')
  await page.keyboard.press('a')
  await expect(page.getByRole('alertdialog')).toContainText('checkout-agent')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('alertdialog')).toBeHidden()
  await expect(row(page, 0).locator('[col-id="tier"]')).toBeFocused()
  await page.keyboard.press('r')
  await expect(page.getByRole('alertdialog')).toContainText(/[Rr]eject/)
  await page.keyboard.press('Escape')
  for (let step = 0; step < 5; step += 1) await page.keyboard.press('j')
  await expect(row(page, 5)).toContainText('Executed')
  await page.keyboard.press('a')
  await expect(page.getByText('there is nothing left to decide').first()).toBeVisible()
})

test('a person who may not approve hears it from the key too', async ({ page }) => {
  await page.addInitScript(() => sessionStorage.setItem('countersign.acting', 'operator'))
  await openQueue(page)
  await page.keyboard.press('j')
  await page.keyboard.press('a')
  await expect(page.getByText(/Not possible: Approve rollback of checkout-agent/).first()).toBeVisible()
  await expect(page.getByText(/permission actions\.approve/).first()).toBeVisible()
  await expect(page.getByRole('alertdialog')).toBeHidden()
})

test('x picks rows, what can be done to them together is counted, Esc lets go of them', async ({ page }) => {
  await openQueue(page)
  for (const key of ['j', 'x', 'j', 'x', 'j', 'x']) await page.keyboard.press(key)
  await expect(page.getByText('3 selected')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Approve 2…' })).toBeEnabled()
  await expect(page.getByRole('button', { name: 'Reject 3…' })).toBeEnabled()
  await expect(page.getByText(/Tier 3 is approved one by one, typed: 1 of these/)).toBeVisible()
  await page.keyboard.press('x')
  await expect(page.getByText('2 selected')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByText('2 selected')).toBeHidden()
  await expect(rows(page).getByRole('checkbox', { checked: true })).toHaveCount(0)
})

test('Shift picks everything from the one before', async ({ page }) => {
  await openQueue(page)
  await rows(page).getByRole('checkbox').nth(1).check()
  await rows(page)
    .getByRole('checkbox')
    .nth(4)
    .click({ modifiers: ['Shift'] })
  await expect(page.getByText('4 selected')).toBeVisible()
})

test('what is picked is let go of with another filter: nothing that is not shown is approved with the rest', async ({
  page,
}) => {
  await openQueue(page)
  await rows(page).getByRole('checkbox').nth(1).check()
  await expect(page.getByText('1 selected')).toBeVisible()
  await page.getByRole('group', { name: 'Status' }).getByRole('button', { name: 'Approved' }).click()
  await expect(rows(page)).toHaveCount(3)
  await expect(page.getByText('1 selected')).toBeHidden()
})

test('n proposes, / searches, g q comes here, and the keys help knows them', async ({ page }) => {
  await openQueue(page)
  await page.keyboard.press('g')
  await page.keyboard.press('a')
  await expect(page).toHaveURL(/#\/audit$/)
  await page.getByRole('row').nth(1).waitFor()
  await page.keyboard.press('g')
  await page.keyboard.press('q')
  await expect(page).toHaveURL(/#\/deployments$/)
  await expect(row(page, 0)).toBeVisible()
  await page.keyboard.press('/')
  await expect(page.getByRole('textbox', { name: 'Search actions' })).toBeFocused()
  await page.keyboard.press('Escape')
  await page.keyboard.press('?')
  for (const says of ['Approve the action', 'Select the action', 'Propose an action', 'Show new actions'])
    await expect(page.getByRole('dialog', { name: 'Keys' })).toContainText(says)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeHidden()
  await page.keyboard.press('n')
  await expect(page.getByRole('dialog').or(page.getByRole('alertdialog'))).toContainText(/Propose/)
})
