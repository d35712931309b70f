import type { Page } from '@playwright/test'
import { createKey, drawer, expect, foot, openLedger, row, test, told, waiting } from './support/ledger.ts'
import { lengthen } from './support/long-ledger.ts'

test.describe('verify now', () => {
  const outcome = (page: Page) => drawer(page).getByRole('region', { name: 'Outcome' })
  const start = (page: Page) => page.getByRole('button', { name: 'Verify now' }).first().click()

  test('reports what it found', async ({ page, own }) => {
    await openLedger(page, own)
    await start(page)
    await expect(page).toHaveURL(/verify=true/)
    await expect(outcome(page)).toContainText(`The ledger verifies: all ${told} entries hold`)
    await expect(outcome(page)).toContainText('Against the ledger alone')
  })

  test('against a kept checkpoint, ours and another ledger’s', async ({ page, own, sample }) => {
    const kept = await (await fetch(`${own.server.url}/api/v1/audit/checkpoint`)).text()
    const foreign = await (await fetch(`${sample.url}/api/v1/audit/checkpoint`)).text()
    await openLedger(page, own, '/audit?verify=true')
    const field = drawer(page).getByLabel('Signed checkpoint')
    const go = drawer(page).getByRole('button', { name: 'Verify against it' })
    await expect(go).toBeDisabled()
    await field.fill(`  ${kept.trim()}  `)
    await go.click()
    await expect(outcome(page)).toContainText('The ledger verifies')
    await expect(outcome(page)).toContainText('Against a kept checkpoint')
    await field.fill(foreign)
    await go.click()
    await expect(outcome(page).getByRole('alert')).toContainText('The ledger does not verify')
  })

  test('a bad entry is named, and one step away', async ({ page }) => {
    const report = {
      ok: false,
      size: told,
      root: 'AAAA',
      checked: 4,
      pruned: 0,
      first_bad: { seq: 5, why: 'it was edited' },
    }
    await page.route('**/api/v1/audit/verify', (route) =>
      route.fulfill({ contentType: 'text/event-stream', body: `event: report\ndata: ${JSON.stringify(report)}\n\n` }),
    )
    await openLedger(page)
    await start(page)
    await expect(outcome(page).getByRole('alert')).toContainText('entry 5 is the first bad one')
    await expect(outcome(page).getByRole('alert')).toContainText('it was edited')
    await outcome(page).getByRole('button', { name: 'Open entry 5' }).click()
    await expect(drawer(page)).toContainText('Entry 5')
  })

  test('sleeps, and says why, for who may not', async ({ page }) => {
    await page.addInitScript(() => sessionStorage.setItem('countersign.acting', 'operator'))
    await openLedger(page)
    const button = page.getByRole('button', { name: 'Verify now' })
    await expect(button).toBeDisabled()
    await button.focus()
    await expect(page.getByText(/needs the permission audit\.verify/)).toBeVisible()
    await page.keyboard.press('v')
    await expect(drawer(page)).toBeHidden()
  })
})

test('a long ledger: jumps to its beginning, shows the progress of a verification, and lets it be cancelled', async ({
  page,
  own,
}) => {
  test.setTimeout(120_000)
  const long = 150_000
  const all = `${(long + told).toLocaleString('en')} entries`
  await lengthen(own.dataDir, long)
  await openLedger(page, own)
  await expect(foot(page)).toContainText(all)

  const outcome = drawer(page).getByRole('region', { name: 'Outcome' })
  const verifying = '**/api/v1/audit/verify'
  // Held, so that it cannot be done before it is cancelled.
  await page.route(verifying, () => undefined)
  await page.getByRole('button', { name: 'Verify now' }).click()
  await outcome.getByRole('button', { name: 'Cancel' }).click()
  await expect(outcome).toContainText('Cancelled')
  await page.unroute(verifying)
  await outcome.getByRole('button', { name: 'Verify again' }).click()
  await expect(outcome.getByText(`of ${all}`)).toBeVisible()
  await expect(outcome).toContainText(`The ledger verifies: all ${all} hold`, { timeout: 60_000 })

  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Verify now' })).toBeFocused()
  await row(page, 3).click()
  // What is opened is brought into view, which must not come after the jump.
  await expect(drawer(page).getByText(/Proof holds/)).toBeVisible({ timeout: 15_000 })
  await page.keyboard.press('Control+End')
  await expect(row(page, long + told - 1)).toContainText('workspace.ledger.opened')
  await createKey(own, 'far-above')
  await expect(waiting(page)).toContainText('1 new')
  await page.keyboard.press('n')
  await expect(row(page, 0)).toContainText(String(long + told + 1))
})
