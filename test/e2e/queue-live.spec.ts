import { drawer, expect, live, test } from './support/decisions.ts'
import { foot, kpi, openQueue, row, rowOf, rows, search, tab, targets, waiting } from './support/queue.ts'

test('rows change where they are, and the figures with them', async ({ page, server, others }) => {
  const { id } = await others.throttle('watched')
  await openQueue(page, server.url)
  await expect(row(page, 0)).toContainText(/watched.*Proposed/)
  await others.post(`/${id}/approve`, {}, { as: 'approver' })
  await expect(row(page, 0)).toContainText(/watched.*Approved/)
  await expect(row(page, 0).getByRole('button', { name: /^Mark executed/ })).toBeVisible()
  await expect(tab(page, 'Approved')).toContainText('4')
  await others.post(`/${id}/mark-executed`, { outcome: { ok: true } }, { as: 'commander' })
  await expect(row(page, 0)).toContainText(/watched.*Executed/)
  await expect(kpi(page, 'Pending approval').locator('b')).toHaveText('2')
})

test('to someone idle at the top new ones appear by themselves', async ({ page, server, others }) => {
  await openQueue(page, server.url)
  await others.throttle('came-by-itself')
  await expect(row(page, 0)).toContainText('came-by-itself')
  await targets(page, 2).toEqual(['came-by-itself', 'checkout-agent@4f2c9e1'])
  await expect(foot(page)).toContainText('16 actions')
})

test('while one reads they wait behind "3 new", and nothing moves', async ({ page, server, others }) => {
  await openQueue(page, server.url)
  await row(page, 1).click()
  await expect(drawer(page)).toContainText('sales-assistant')
  const before = await row(page, 1).boundingBox()
  for (const name of ['one', 'two', 'three']) await others.throttle(`new-${name}`)
  await expect(waiting(page)).toContainText('3 new')
  expect(await row(page, 1).boundingBox()).toEqual(before)
  await expect(row(page, 1)).toContainText('sales-assistant')
  await waiting(page).click()
  await expect(waiting(page)).toBeHidden()
  await targets(page, 4).toEqual(['new-three', 'new-two', 'new-one', 'checkout-agent@4f2c9e1'])
  await expect(row(page, 4)).toHaveAttribute('aria-selected', 'true')
})

test('they come in by themselves when the reader has let go', async ({ page, server, others }) => {
  await openQueue(page, server.url)
  await row(page, 2).click()
  await others.throttle('later')
  await expect(waiting(page)).toContainText('1 new')
  await page.getByRole('button', { name: 'Close (Esc)' }).click()
  await search(page).focus()
  await expect(row(page, 0)).toContainText('later', { timeout: 20_000 })
})

test('of what is new only what matches waits', async ({ page, server, others }) => {
  await openQueue(page, server.url, '?tier=3')
  await row(page, 0).click()
  await others.throttle('not-of-this')
  await others.rollback()
  await expect(waiting(page)).toContainText('1 new')
  await expect(foot(page)).toContainText('of 17 actions')
  await expect(waiting(page)).toContainText('1 new')
})

test('a row that no longer belongs stays while one reads, says what became of it, and goes afterwards', async ({
  page,
  server,
  others,
}) => {
  const { id } = await others.throttle('decided')
  await openQueue(page, server.url, '?status=proposed')
  await expect(rows(page)).toHaveCount(4)
  await row(page, 0).click()
  await others.post(`/${id}/reject`, {}, { as: 'approver' })
  await expect(row(page, 0)).toContainText(/decided.*Rejected/)
  await expect(rows(page)).toHaveCount(4)
  await page.getByRole('button', { name: 'Close (Esc)' }).click()
  await search(page).focus()
  await expect(rows(page)).toHaveCount(3, { timeout: 20_000 })
  await expect(rowOf(page, 'decided')).toHaveCount(0)
})

test('a countdown that ends changes the row by itself', async ({ page, server, others }) => {
  await others.propose({ type: 'throttle', target_ref: 'short-lived', ttl_seconds: 30 })
  await openQueue(page, server.url)
  await expect(row(page, 0)).toContainText(/short-lived.*Proposed.*0:\d\d/)
  await expect(row(page, 0)).toContainText(/short-lived.*Expired/, { timeout: 45_000 })
  await expect(row(page, 0).getByRole('button')).toHaveCount(0)
})

test('what a runner has taken says so; when its time is over nobody knows what became of it', async ({
  page,
  server,
  others,
}) => {
  const { id } = await others.throttle('taken')
  await others.post(`/${id}/approve`, {}, { as: 'approver' })
  await others.post(`/${id}/claim`, { lease_seconds: 5 }, { as: 'commander' })
  await openQueue(page, server.url)
  await expect(row(page, 0)).toContainText(/Approved.*(claimed|outcome unknown)/)
  await expect(row(page, 0)).toContainText(/Approved.*outcome unknown/)
})

test('another person’s rows carry what they may do', async ({ page, server }) => {
  await openQueue(page, server.url)
  await page.getByTestId('who').click()
  await page.getByRole('menuitemradio', { name: /^Sample operator/ }).click()
  await expect(row(page, 0).getByRole('button', { name: /^Withdraw/ })).toBeVisible()
  await page.getByTestId('who').click()
  await page.getByRole('menuitemradio', { name: /^Sample approver/ }).click()
  await expect(row(page, 0).getByRole('button', { name: /^Approve/ })).toHaveAccessibleDescription(/You approved it/)
})

test('a queue that cannot be read says so and can be asked again; without a server the buttons sleep', async ({
  page,
  server,
  complaints,
}) => {
  const list = '**/api/v1/deployments/actions?*limit=100*'
  await page.route(list, (route) =>
    route.fulfill({
      status: 503,
      contentType: 'application/problem+json',
      body: JSON.stringify({
        type: 'about:blank',
        title: 'The store is busy',
        status: 503,
        code: 'store_busy',
        detail: 'Too many wait for the store.',
      }),
    }),
  )
  await page.goto(`${server.url}/#/deployments`)
  await expect(page.getByRole('alert')).toContainText('Too many wait for the store.')
  await page.unroute(list)
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(row(page, 0)).toContainText('checkout-agent')
  await server.stop()
  await expect(live(page)).toContainText('offline', { timeout: 20_000 })
  await expect(row(page, 0)).toContainText('checkout-agent')
  await expect(row(page, 0).getByRole('button', { name: /^Approve/ })).toHaveAccessibleDescription(/^Asleep/)
  await expect(page.getByRole('button', { name: 'Propose', exact: true })).toHaveAttribute('aria-disabled', 'true')
  complaints.length = 0
})
