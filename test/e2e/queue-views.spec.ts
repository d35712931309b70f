import type { Page } from '@playwright/test'
import { expect, test } from './support/decisions.ts'
import { header, kpi, openQueue, rows, targets } from './support/queue.ts'

const views = (page: Page) => page.getByRole('dialog', { name: 'Views' })
const openViews = async (page: Page) => {
  await page.getByRole('button', { name: 'Views', exact: true }).click()
  await expect(views(page)).toBeVisible()
}
const names = (page: Page) =>
  page
    .getByRole('columnheader')
    .evaluateAll((all) =>
      all
        .sort((a, b) => a.getBoundingClientRect().x - b.getBoundingClientRect().x)
        .map((each) => each.querySelector('.ag-header-cell-text')?.textContent),
    )
const widthOf = async (page: Page, name: string) => Math.round((await header(page, name).boundingBox())?.width ?? 0)

test('what comes built in shows what it says', async ({ page }) => {
  await openQueue(page)
  for (const [name, count] of [
    ['Needs me', 2],
    ['Pending', 2],
    ['Tier 3', 5],
    ['Approved and waiting', 3],
  ] as const) {
    await openViews(page)
    await views(page).getByRole('button', { name, exact: true }).click()
    await expect(views(page)).toBeHidden()
    await expect(rows(page)).toHaveCount(count)
    await openViews(page)
    await expect(views(page).getByRole('button', { name, exact: true })).toHaveAttribute('aria-current', 'true')
    await page.keyboard.press('Escape')
    await expect(views(page)).toBeHidden()
  }
  await targets(page, 1).toEqual(['triage-agent'])
  await openViews(page)
  await views(page).getByRole('button', { name: 'Reviews open' }).click()
  await expect(page.getByText('Nothing matches')).toBeVisible()
})

test('a view of one’s own keeps filter, order and columns, survives a reload, and can be deleted', async ({ page }) => {
  await openQueue(page, undefined, '?tier=3&sort=target_ref')
  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Reason' }).click()
  await page.keyboard.press('Escape')
  await openViews(page)
  await views(page).getByLabel('Name of this view').fill('My threes')
  await views(page).getByRole('button', { name: 'Save' }).click()
  await expect(views(page).getByRole('button', { name: 'My threes', exact: true })).toBeVisible()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('menuitem', { name: 'As they come' }).click()
  await kpi(page, 'Rejected today').click()
  await page.goto('/#/deployments')
  await page.reload()
  await expect(rows(page)).toHaveCount(15)
  await expect(header(page, 'Reason')).toBeVisible()
  await openViews(page)
  await views(page).getByRole('button', { name: 'My threes', exact: true }).click()
  await expect(page).toHaveURL(/\?tier=3&sort=target_ref$/)
  await expect(rows(page)).toHaveCount(5)
  await expect(header(page, 'Reason')).toBeHidden()
  await openViews(page)
  await views(page).getByRole('button', { name: 'Delete the view My threes' }).click()
  await expect(views(page).getByText('None yet.')).toBeVisible()
})

test('columns stay as the operator left them: shown, sized and in their order', async ({ page }) => {
  await page.setViewportSize({ width: 1600, height: 900 })
  await openQueue(page)
  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Mode' }).click()
  await page.keyboard.press('Escape')
  await expect(header(page, 'Mode')).toBeHidden()

  const before = await widthOf(page, 'Target')
  const box = await header(page, 'Target').boundingBox()
  if (box === null) throw new Error('the header has no place')
  await page.mouse.move(box.x + box.width - 1, box.y + 10)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width + 79, box.y + 10, { steps: 8 })
  await page.mouse.up()
  await expect.poll(() => widthOf(page, 'Target')).toBeGreaterThan(before + 60)
  const wide = await widthOf(page, 'Target')

  // By keyboard, as the table's own keys have it.
  await header(page, 'Tier').focus()
  await page.keyboard.press('Shift+ArrowRight')
  await expect
    .poll(() => names(page))
    .toEqual(['Selected', 'Type', 'Tier', 'Target', 'Reason', 'Status', 'Proposed', 'Actions'])

  await page.reload()
  await expect(rows(page)).toHaveCount(15)
  await expect
    .poll(() => names(page))
    .toEqual(['Selected', 'Type', 'Tier', 'Target', 'Reason', 'Status', 'Proposed', 'Actions'])
  expect(Math.abs((await widthOf(page, 'Target')) - wide)).toBeLessThanOrEqual(1)
})

test('the drawer takes room from the table: mode and time go first, and come back when it closes', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 820 })
  await openQueue(page)
  const all = ['Selected', 'Tier', 'Type', 'Target', 'Reason', 'Mode', 'Status', 'Proposed', 'Actions']
  await expect.poll(() => names(page)).toEqual(all)
  await rows(page).first().click()
  await expect(header(page, 'Mode')).toBeHidden()
  await expect(header(page, 'Proposed')).toBeHidden()
  await expect(header(page, 'Status')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect.poll(() => names(page)).toEqual(all)
})
