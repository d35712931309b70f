import type { Page } from '@playwright/test'
import { dialog, expect, live, startTeam, test } from './support/decisions.ts'

const results = (page: Page) => dialog(page).getByRole('region', { name: 'Results, one per row' })
const line = (page: Page, target: string) => results(page).getByRole('listitem').filter({ hasText: target })

/** Picks the newest rows of the queue with the keyboard. */
async function pick(page: Page, count: number): Promise<void> {
  await page.keyboard.press('j')
  for (let picked = 0; picked < count; picked += 1) {
    await page.keyboard.press('x')
    await expect(page.getByText(`${picked + 1} selected`)).toBeVisible()
    await page.keyboard.press('j')
  }
}

async function openQueue(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/#/deployments`)
  await expect(live(page)).toContainText('live')
  await expect(page.getByRole('row').nth(1)).toBeVisible()
}

test('one result per row: done and refused', async ({ page, server, others, complaints }) => {
  const [gone, ...rest] = [await others.throttle('gone'), await others.throttle('two'), await others.throttle('three')]
  await openQueue(page, server.url)
  await pick(page, 3)
  await page.getByRole('button', { name: 'Approve 3…' }).click()
  await expect(dialog(page).getByRole('heading').first()).toHaveText('Approve 3 actions')
  // Somebody else is faster with one of them.
  await others.post(`/${gone.id}/reject`, {}, { as: 'approver' })
  await dialog(page).getByRole('button', { name: 'Approve 3 actions' }).click()
  await expect(dialog(page)).toContainText('2 approved, 1 refused of 3')
  await expect(line(page, 'gone')).toContainText('It has been rejected')
  for (const { target_ref } of rest) await expect(line(page, target_ref)).toContainText('approved')
  await expect(dialog(page).getByRole('button', { name: /^Approve/ })).toHaveCount(0)
  await page.keyboard.press('Escape')
  await expect(dialog(page)).toBeHidden()
  expect(complaints.splice(0).filter((text) => !text.includes('409'))).toEqual([])
})

test('tier 3 is left out, and it is said', async ({ page, server, others }) => {
  await others.throttle('plain')
  await others.rollback()
  await openQueue(page, server.url)
  await pick(page, 2)
  await expect(page.getByText(/Tier 3 is approved one by one, typed: 1 of these/)).toBeVisible()
  await page.getByRole('button', { name: /^Approve 1/ }).click()
  await dialog(page).getByRole('button', { name: 'Approve 1 action' }).click()
  await expect(line(page, 'plain')).toContainText('approved')
})

test('the limit of a real server: it waits, says so, and what is cancelled is not sent', async ({
  page,
  dataDir,
  launch,
  complaints,
}) => {
  const { server, commander, operators } = await startTeam(launch, dataDir, 4)
  const propose = (target_ref: string, key: string | undefined) =>
    fetch(`${server.url}/api/v1/deployments/actions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ type: 'throttle', target_ref, reason: 'Cost spike' }),
    })
  for (let row = 0; row < 6; row += 1) expect((await propose(`agent-${row}`, operators[row % 2])).status).toBe(201)
  await page.goto(`${server.url}/#/deployments`)
  await page.getByLabel('API key').fill(commander)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(live(page)).toContainText('live')
  await expect(page.getByRole('row').nth(6)).toBeVisible()
  await pick(page, 6)
  await page.getByRole('button', { name: 'Approve 6…' }).click()
  await dialog(page).getByRole('button', { name: 'Approve 6 actions' }).click()
  await expect(dialog(page)).toContainText(/takes only so many in a minute: goes on in [1-6]?\d s/)
  await expect(dialog(page)).toContainText('4 approved of 6')
  // A run under way is not left by the way.
  await page.keyboard.press('Escape')
  await expect(dialog(page)).toBeVisible()
  await dialog(page).getByRole('button', { name: 'Cancel the rest' }).click()
  await expect(dialog(page)).toContainText('4 approved, 2 not sent of 6')
  await expect(results(page).getByText('not sent')).toHaveCount(2)
  await expect(dialog(page).getByRole('button', { name: 'Approve the other 2' })).toBeEnabled()
  expect(complaints.splice(0).filter((text) => !/40[19]|429/.test(text))).toEqual([])
})

test('after the wait it goes on by itself with the same row', async ({ page, server, others, complaints }) => {
  await others.throttle('first')
  await others.throttle('second')
  await openQueue(page, server.url)
  const keys: (string | undefined)[] = []
  await page.route('**/reject', async (route) => {
    keys.push(route.request().headers()['idempotency-key'])
    if (keys.length !== 1) return route.continue()
    const limited = {
      type: 'urn:countersign:problem:rate_limited',
      title: 'Too many transitions',
      status: 429,
      code: 'rate_limited',
      detail: 'More than 30.',
      limit: 30,
      remaining: 0,
      retry_after: 1,
    }
    await route.fulfill({
      status: 429,
      contentType: 'application/problem+json',
      headers: { 'retry-after': '1' },
      body: JSON.stringify(limited),
    })
  })
  await pick(page, 2)
  await page.getByRole('button', { name: 'Reject 2…' }).click()
  await dialog(page)
    .getByLabel(/^Why, for each/)
    .fill('Not while we look')
  await dialog(page).getByRole('button', { name: 'Reject 2 actions' }).click()
  await expect(dialog(page)).toContainText('takes only so many in a minute')
  await expect(dialog(page)).toContainText('2 rejected of 2')
  expect(keys).toHaveLength(3)
  complaints.length = 0
})
