import { readFile } from 'node:fs/promises'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { verified } from '../support/evidence/packages.ts'
import { useTheme } from './support/console.ts'
import { expect, openLedger, test } from './support/ledger.ts'

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Export evidence' })
const button = (page: Page) => page.getByRole('button', { name: 'Export evidence' })

async function saved(page: Page, start: () => Promise<void>) {
  const download = page.waitForEvent('download')
  await start()
  const file = await download
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) }
}

// An export is an entry in the ledger: each starts a sample of its own.
test.describe('exporting evidence', () => {
  test('of the ledger, by keyboard alone: it is saved, and it holds', async ({ page, own }) => {
    await openLedger(page, own)
    await page.keyboard.press('Shift+E')
    await expect(dialog(page)).toContainText('the whole ledger')
    await expect(dialog(page)).toContainText('names and e-mail addresses')
    const { name, bytes } = await saved(page, () => page.keyboard.press('Enter'))
    expect(name).toMatch(/^evidence-ledger-sample-\d+\.zip$/)
    await expect(dialog(page).getByRole('status')).toContainText(name)
    expect(await verified(bytes)).toMatchObject({ ok: true, kind: 'ledger' })
    await page.keyboard.press('Escape')
    await expect(dialog(page)).toBeHidden()
  })

  test('is of what the filter shows', async ({ page, own }) => {
    await openLedger(page, own, '/audit?action=action.proposal.')
    await button(page).click()
    await expect(dialog(page)).toContainText('named action.proposal.')
    const { bytes } = await saved(page, () => dialog(page).getByRole('button', { name: 'Export' }).click())
    const report = await verified(bytes)
    expect(report.ok).toBe(true)
    expect(report.entries).toBeLessThan(report.size ?? 0)
  })

  test('of the queue says how many actions it is about', async ({ page, own }) => {
    await page.goto(`${own.server.url}/#/deployments?status=proposed`)
    await button(page).click()
    await expect(dialog(page)).toContainText(/\d+ actions?/)
    const [many = ''] = /\d+ action/.exec((await dialog(page).textContent()) ?? '') ?? []
    const { bytes } = await saved(page, () => dialog(page).getByRole('button', { name: 'Export' }).click())
    expect(await verified(bytes)).toMatchObject({ ok: true, kind: 'actions', rows: Number.parseInt(many, 10) })
  })

  test('of the deploys is of what the history shows', async ({ page, own }) => {
    await page.goto(`${own.server.url}/#/deploys?view=history&kind=rollback&outcome=success`)
    await expect(page.locator('[data-deploy]').first()).toBeVisible()
    const shown = await page.locator('[data-deploy]').count()
    await button(page).click()
    await expect(dialog(page)).toContainText('the deploys of this filter')
    const { name, bytes } = await saved(page, () => dialog(page).getByRole('button', { name: 'Export' }).click())
    expect(name).toMatch(/^evidence-deploys-sample-\d+\.zip$/)
    expect(await verified(bytes)).toMatchObject({ ok: true, kind: 'deploys', rows: shown })
  })

  test('is stopped by who began it, and a package that breaks off is none', async ({ page }) => {
    await openLedger(page)
    let answers = 0
    await page.route('**/api/v1/evidence/export', async (route) => {
      answers += 1
      if (answers === 1) return
      await route.fulfill({
        status: 200,
        contentType: 'application/zip',
        body: Buffer.from('PK\u0003\u0004 and no end'),
      })
    })
    await button(page).click()
    await dialog(page).getByRole('button', { name: 'Export' }).click()
    await dialog(page).getByRole('button', { name: 'Stop the export' }).click()
    await dialog(page).getByRole('button', { name: 'Export' }).click()
    await expect(dialog(page).getByRole('alert')).toContainText('cut off before its end')
    await expect(dialog(page).getByRole('button', { name: 'Try again' })).toBeEnabled()
  })

  test('offers what came after what was pruned', async ({ page, complaints }) => {
    await openLedger(page)
    const asked: unknown[] = []
    await page.route('**/api/v1/evidence/export', async (route) => {
      asked.push(route.request().postDataJSON())
      const detail = 'Entries 1 to 1200 were pruned.'
      const problem = {
        type: 'about:blank',
        title: 'Pruned',
        status: 409,
        code: 'entries_pruned',
        detail,
        pruned: 1200,
      }
      await route.fulfill({ status: 409, contentType: 'application/problem+json', body: JSON.stringify(problem) })
    })
    await button(page).click()
    await dialog(page).getByRole('button', { name: 'Export' }).click()
    await expect(dialog(page).getByRole('alert')).toContainText('Entries 1 to 1200 were pruned.')
    await dialog(page)
      .getByRole('button', { name: /what came after entry 1,200/ })
      .click()
    await expect
      .poll(() => asked)
      .toEqual([
        { kind: 'ledger', filter: {} },
        { kind: 'ledger', filter: { after: '1200' } },
      ])
    // The browser itself tells of every 409.
    complaints.length = 0
  })

  for (const theme of ['dark', 'light'] as const)
    test(`has nothing that axe objects to, ${theme}`, async ({ page }) => {
      await useTheme(page, theme)
      await openLedger(page)
      await button(page).click()
      await expect(dialog(page)).toBeVisible()
      const { violations } = await new AxeBuilder({ page }).include('[role="dialog"]').analyze()
      expect(violations).toEqual([])
    })
})
