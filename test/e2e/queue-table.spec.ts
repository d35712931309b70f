import { refundLoop, twoLanguages } from '../../main/sample/fleet/fleet-story.ts'
import { expect, live, test } from './support/decisions.ts'
import { foot, header, kpi, openQueue, row, rowOf, rows, search, tab, targets } from './support/queue.ts'

test.describe('rows', () => {
  test('newest first, each with its tier, status and what may be done', async ({ page }) => {
    await openQueue(page)
    await expect(rows(page)).toHaveCount(15)
    await targets(page, 3).toEqual(['checkout-agent@4f2c9e1', 'sales-assistant', 'triage-agent'])
    await expect(row(page, 0)).toContainText(/Proposed.*1\/2.*\d:\d\d:\d\d/)
    await expect(row(page, 0).getByRole('button', { name: 'Approve rollback of checkout-agent…' })).toBeEnabled()
    await expect(rowOf(page, 'run-9b11d0c27a')).toContainText(/Approved.*2\/2.*\d+ min/)
    await expect(rowOf(page, 'fleet/eu-west')).toContainText(/Executed.*Glass broken by Sample commander; reviewed/)
    await expect(rowOf(page, 'billing-agent').getByRole('button')).toHaveCount(0)
    await expect(foot(page)).toContainText('15 actions')
    await expect(header(page, 'Proposed')).toHaveAttribute('aria-sort', 'descending')
  })

  test('a button that sleeps says why, to eyes and to ears, and does nothing', async ({ page }) => {
    await page.addInitScript(() => sessionStorage.setItem('countersign.acting', 'operator'))
    await openQueue(page)
    const approve = row(page, 0).getByRole('button', { name: 'Approve rollback of checkout-agent…' })
    await expect(approve).toHaveAttribute('aria-disabled', 'true')
    await expect(approve).toHaveAccessibleDescription(/permission actions\.approve/)
    await approve.hover()
    await expect(page.getByRole('tooltip')).toContainText('permission actions.approve')
    await approve.click({ force: true })
    await expect(page.getByRole('alertdialog')).toBeHidden()
    await expect(page).not.toHaveURL(/open=/)
    await expect(row(page, 0).getByRole('button', { name: 'Withdraw rollback of checkout-agent' })).toBeEnabled()
  })
})

test.describe('parts of the queue', () => {
  test('each figure is a filter with as many rows, and takes it back', async ({ page, server, others }) => {
    const { id } = await others.throttle('done-today')
    await others.post(`/${id}/approve`, {}, { as: 'approver' })
    await others.post(`/${id}/mark-executed`, {}, { as: 'commander' })
    const { id: other } = await others.throttle('refused-today')
    await others.post(`/${other}/reject`, { note: 'no' }, { as: 'approver' })
    await openQueue(page, server.url)
    for (const [name, address] of [
      ['Proposed', 'status=proposed'],
      ['Pending approval', 'pending=true'],
      ['Executed today', 'executed=today'],
      ['Rejected today', 'rejected=today'],
    ] as const) {
      await kpi(page, name).click()
      await expect(page).toHaveURL(new RegExp(`\\?${address}$`))
      await expect(kpi(page, name)).toHaveAttribute('aria-pressed', 'true')
      const shown = Number(await kpi(page, name).locator('b').textContent())
      expect(shown).toBeGreaterThan(0)
      await expect(rows(page)).toHaveCount(shown)
    }
    await expect(rowOf(page, 'refused-today')).toBeVisible()
    await kpi(page, 'Rejected today').click()
    await expect(page).toHaveURL(/#\/deployments$/)
    await expect(rows(page)).toHaveCount(17)
  })

  test('tabs carry their counts, live in the address, and back undoes them', async ({ page }) => {
    await openQueue(page)
    for (const name of ['Proposed', 'Approved', 'Executed', 'Rejected', 'Expired']) {
      await expect(tab(page, name)).toContainText('3')
      await tab(page, name).click()
      await expect(rows(page)).toHaveCount(3)
      await expect(rows(page).filter({ hasText: name })).toHaveCount(3)
    }
    await page.reload()
    await expect(tab(page, 'Expired')).toHaveAttribute('aria-pressed', 'true')
    await expect(rows(page)).toHaveCount(3)
    await page.goBack()
    await expect(rows(page).filter({ hasText: 'Rejected' })).toHaveCount(3)
    await tab(page, 'All').click()
    await expect(rows(page)).toHaveCount(15)
  })
})

test('sorted by any column, from its header, and as the address says', async ({ page }) => {
  await openQueue(page)
  await header(page, 'Target').click()
  await expect(page).toHaveURL(/sort=target_ref$/)
  await targets(page, 3).toEqual([twoLanguages, refundLoop, 'billing-agent@c81d2aa'])
  await header(page, 'Target').click()
  await expect(page).toHaveURL(/sort=-target_ref$/)
  await targets(page, 1).toEqual(['triage-agent'])
  await page.goBack()
  await targets(page, 1).toEqual([twoLanguages])
  await page.reload()
  await expect(header(page, 'Target')).toHaveAttribute('aria-sort', 'ascending')
  await targets(page, 1).toEqual([twoLanguages])
})

test.describe('search and filters', () => {
  test('words, while one types; nothing that matches is said, and can be undone', async ({ page }) => {
    await openQueue(page)
    await page.keyboard.press('/')
    await page.keyboard.type('identical go')
    await expect(rows(page)).toHaveCount(1)
    await expect(page).toHaveURL(/q=identical/)
    await expect(foot(page)).toContainText('1 match of 15 actions')
    await page.keyboard.type('xyz')
    await expect(page.getByText('Nothing matches')).toBeVisible()
    await page.getByRole('button', { name: 'Clear the filter' }).click()
    await expect(rows(page)).toHaveCount(15)
    await expect(search(page)).toHaveValue('')
  })

  test('tier, type and mode, several of each; what needs me', async ({ page }) => {
    await openQueue(page)
    await page.getByRole('button', { name: 'Tier: any' }).click()
    await page.getByRole('menuitemcheckbox', { name: /^2/ }).click()
    await page.getByRole('menuitemcheckbox', { name: /^3/ }).click()
    await page.keyboard.press('Escape')
    await expect(page).toHaveURL(/tier=2(,|%2C)3$/)
    await expect(rows(page)).toHaveCount(10)
    await page.getByRole('button', { name: 'Type: any' }).click()
    await page.getByRole('menuitemcheckbox', { name: /^kill_run/ }).click()
    await page.keyboard.press('Escape')
    await expect(rows(page)).toHaveCount(1)
    await page.getByRole('button', { name: 'Type: kill_run' }).click()
    await page.getByRole('menuitem', { name: 'Any' }).click()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Mode: any' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'Autonomous' }).click()
    await page.keyboard.press('Escape')
    await targets(page, 1).toEqual(['research-agent'])
    await page.goto('/#/deployments')
    await page.getByRole('button', { name: 'Needs me' }).click()
    await expect(rows(page)).toHaveCount(2)
    await expect(page).toHaveURL(/needs_me=true$/)
  })

  test('a shared link opens as it was sent: filter, order, and what is open', async ({ page }) => {
    await openQueue(page, undefined, '?status=executed,rejected&tier=3&sort=target_ref')
    await targets(page, 2).toEqual(['billing-agent@c81d2aa', 'fleet/eu-west'])
    await row(page, 1).click()
    await expect(page).toHaveURL(/open=/)
    const link = page.url()
    await page.goto('about:blank')
    await page.goto(link)
    await expect(live(page)).toContainText('live')
    await expect(row(page, 1)).toHaveAttribute('aria-selected', 'true')
    await expect(page.getByRole('complementary', { name: 'Details' })).toContainText('fleet/eu-west')
  })
})

test('an empty queue says so, and offers to propose; the hold is in the menu of whoever acts', async ({
  page,
  dataDir,
  launch,
}) => {
  const { url } = await launch(['console', '--port', '0', '--data', dataDir])
  await page.goto(url)
  await page.getByRole('button', { name: /^Use this machine/ }).click()
  await expect(page.getByRole('heading', { name: 'Nothing is proposed' })).toBeVisible()
  await expect(foot(page)).toContainText('0 actions')
  await page.getByTestId('who').click()
  await expect(page.getByRole('menuitem', { name: /^Hold everything/ })).toBeVisible()
  await expect(page.getByRole('menuitemradio')).toHaveCount(0)
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Propose an action' }).click()
  await expect(page.getByRole('dialog').or(page.getByRole('alertdialog'))).toContainText('Propose')
})
