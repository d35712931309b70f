import type { Page } from '@playwright/test'
import { actAs, expect, test } from './support/decisions.ts'
import { openQueue, row, rowOf } from './support/queue.ts'

const banner = (page: Page) => page.getByRole('status').filter({ hasText: 'nothing runs by itself' })
const mark = (page: Page) => page.getByRole('banner').getByText('held', { exact: true })
const queueLink = (page: Page) => page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: /^Queue/ })

async function hold(page: Page, reason: string): Promise<void> {
  await page.getByTestId('who').click()
  await page.getByRole('menuitem', { name: /^Hold everything/ }).click()
  await page.getByRole('textbox', { name: /^Why/ }).fill(reason)
  await page.getByRole('button', { name: 'Hold everything' }).click()
}

test.describe('the hold', () => {
  test('takes a reason, is seen everywhere with who and since when, and makes autonomous actions wait', async ({
    page,
    server,
    others,
  }) => {
    await openQueue(page, server.url)
    await page.getByTestId('who').click()
    await page.getByRole('menuitem', { name: /^Hold everything/ }).click()
    await expect(page.getByRole('textbox', { name: /^Why/ })).toBeFocused()
    await page.getByRole('button', { name: 'Hold everything' }).click()
    await expect(page.getByText('Say why')).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(mark(page)).toBeHidden()
    await hold(page, 'Looking at the alerts first')
    await expect(banner(page)).toContainText(
      /By Sample commander since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d: “Looking at the alerts first”/,
    )
    await expect(mark(page)).toBeVisible()

    await others.propose({ type: 'alert', target_ref: 'waits-for-us', mode: 'autonomous' })
    await expect(banner(page)).toContainText('1 action waits.')
    await page.getByRole('link', { name: 'Settings' }).click()
    await expect(banner(page)).toContainText('Looking at the alerts first')
    await page.reload()
    await expect(banner(page)).toContainText('1 action waits.')

    await page.getByRole('button', { name: 'Lift the hold…' }).click()
    await expect(page.getByRole('alertdialog')).toContainText('cannot be undone')
    await page.getByRole('button', { name: 'Lift the hold and run 1 action' }).click()
    await expect(banner(page)).toBeHidden()
    await expect(mark(page)).toBeHidden()
    await queueLink(page).click()
    await expect(rowOf(page, 'waits-for-us')).toContainText('Executed')
  })

  test('what somebody else placed shows at once; who may not lift it is told why', async ({ page, server }) => {
    await openQueue(page, server.url)
    await actAs(page, 'operator')
    await fetch(`${server.url}/api/v1/workspace/hold`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', 'x-countersign-sample-actor': 'commander' },
      body: JSON.stringify({ held: true, reason: 'From elsewhere' }),
    })
    await expect(banner(page)).toContainText('From elsewhere')
    await expect(page.getByRole('button', { name: 'Lift the hold…' })).toHaveAccessibleDescription(/workspace\.hold/)
    await page.getByTestId('who').click()
    await expect(page.getByRole('menuitem', { name: /Lift the hold/ })).toHaveAttribute('aria-disabled', 'true')
  })
})

test('broken glass is red everywhere until somebody else has closed its review', async ({ page, server, others }) => {
  const { id } = await others.rollback()
  await openQueue(page, server.url)
  await expect(queueLink(page)).toHaveAccessibleName(/2 need you|3 need you/)
  const glass = { break_glass: true, confirmation: 'checkout', note: 'Nobody else is awake' }
  await others.post(`/${id}/approve`, glass, { as: 'commander' })
  const review = page.getByRole('status').filter({ hasText: '1 review open' })
  await expect(review).toBeVisible()
  await expect(queueLink(page)).toHaveAccessibleName(/1 review open/)
  await expect(row(page, 0)).toContainText('review open')
  await page.getByRole('link', { name: 'Audit' }).click()
  await expect(review).toBeVisible()
  await page.getByRole('link', { name: 'Show it' }).click()
  await expect(page).toHaveURL(/review_open=true$/)
  await expect(page.getByRole('row').filter({ hasText: 'checkout-agent' })).toHaveCount(1)
  await others.post(`/${id}/close-review`, { note: 'It was right' }, { as: 'approver' })
  await expect(review).toBeHidden()
  await expect(queueLink(page)).not.toHaveAccessibleName(/review/)
})
