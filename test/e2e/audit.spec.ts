import type { Page } from '@playwright/test'
import { visit } from './support/console.ts'
import {
  createKey,
  drawer,
  expect,
  foot,
  lastTold,
  openLedger,
  row,
  rows,
  test,
  told,
  waiting,
} from './support/ledger.ts'

test.describe('rows', () => {
  test('every entry, newest first, and how far its actor can be trusted', async ({ page, own }) => {
    await openLedger(page, own)
    await expect(foot(page)).toContainText(`${told} entries`)
    await expect(row(page, 0)).toContainText(lastTold)
    await expect(row(page, 0)).toContainText('unverified')
    await openLedger(page, own, '/audit?action=access.')
    await expect(rows(page)).toHaveCount(11)
    await expect(rows(page).filter({ hasText: 'erased' }).first()).not.toContainText('contractor@')
    await openLedger(page, own, '/audit?action=workspace.')
    await expect(rows(page)).toHaveCount(1)
    await expect(row(page, 0)).toContainText('workspace.ledger.opened')
  })

  test('what another process writes appears by itself to someone idle at the top', async ({ page, own }) => {
    await openLedger(page, own)
    await createKey(own, 'came-by-itself')
    await expect(row(page, 0)).toContainText('came-by-itself')
    await expect(row(page, 1)).toContainText(lastTold)
    await expect(foot(page)).toContainText(`${told + 1} entries`)
  })

  test('while someone reads, it waits behind "1 new", and nothing moves', async ({ page, own }) => {
    await openLedger(page, own)
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await expect(drawer(page)).toContainText(`Entry ${told}`)
    await createKey(own, 'must-wait')
    await expect(waiting(page)).toContainText('1 new')
    await expect(row(page, 0)).not.toContainText('must-wait')
    await page.keyboard.press('n')
    await expect(waiting(page)).toBeHidden()
    await expect(row(page, 0)).toContainText(String(told + 1))
    await expect(row(page, 1)).toHaveAttribute('aria-selected', 'true')
  })

  test('they come in when the reader has closed what they read and let go of the table', async ({ page, own }) => {
    await openLedger(page, own)
    await row(page, 2).click()
    await createKey(own, 'later')
    await expect(waiting(page)).toContainText('1 new')
    await page.getByRole('button', { name: 'Close (Esc)' }).click()
    await page.getByLabel('Subject, its whole name').focus()
    await expect(row(page, 0)).toContainText('later', { timeout: 10_000 })
  })

  test('news under a filter are what matches it', async ({ page, own }) => {
    await openLedger(page, own, '/audit?action=actor.')
    await expect(rows(page)).toHaveCount(1)
    await createKey(own, 'does-not-match')
    await expect(foot(page)).toContainText(`1 match of ${told + 1} entries`)
    await expect(rows(page)).toHaveCount(1)
  })

  test('an answer that fails says so and can be asked again', async ({ page, complaints }) => {
    await page.route('**/api/v1/audit/entries?*limit=100*', (route) =>
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
    await visit(page, '/audit')
    await expect(page.getByRole('alert')).toContainText('Too many wait for the store.')
    await page.unroute('**/api/v1/audit/entries?*limit=100*')
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect(row(page, 0)).toContainText(/\d/)
    complaints.length = 0
  })
})

test.describe('filter', () => {
  test('an area, typed, is in the address and survives a reload, and back undoes it', async ({ page, sample }) => {
    await openLedger(page, { server: sample, dataDir: '' })
    await page.keyboard.press('/')
    await page.keyboard.type('actor')
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/#\/audit\?action=actor\.$/)
    await expect(rows(page)).toHaveCount(1)
    await page.reload()
    await expect(page.getByRole('combobox', { name: 'Action' })).toHaveValue('actor.')
    await expect(rows(page)).toHaveCount(1)
    await page.goBack()
    await expect(foot(page)).toContainText(`${told} entries`)
  })

  test('what is known is offered', async ({ page }) => {
    await openLedger(page)
    await page.keyboard.press('/')
    await page.keyboard.press('ArrowDown')
    await page.getByRole('option', { name: /^access\.key\.revoked/ }).click()
    await expect(page).toHaveURL(/action=access\.key\.revoked$/)
    await expect(rows(page)).toHaveCount(2)
  })

  test('everything about one subject, from one of its entries', async ({ page }) => {
    await openLedger(page, undefined, `/audit?entry=${told}`)
    await drawer(page).getByRole('button', { name: 'Everything about it' }).click()
    await expect(page).toHaveURL(/subject=action/)
    await expect(rows(page)).toHaveCount(2)
    await expect(drawer(page)).toContainText(`Entry ${told}`)
  })

  test('nothing that matches is said, and can be undone', async ({ page }) => {
    await visit(page, '/audit?action=drill.&subject=nobody')
    await expect(page.getByText('Nothing matches')).toBeVisible()
    await expect(page.getByText('an action in drill. and the subject nobody')).toBeVisible()
    await page.getByRole('button', { name: 'Clear the filter' }).click()
    await expect(foot(page)).toContainText(`${told} entries`)
  })
})

test.describe('without a mouse', () => {
  test('j and k move, Enter opens, j goes on to the next, Esc closes and gives the focus back', async ({ page }) => {
    await openLedger(page)
    for (const key of ['j', 'j', 'j', 'k']) await page.keyboard.press(key)
    await expect(row(page, 1).locator('[role="gridcell"]').first()).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(new RegExp(`entry=${told - 1}$`))
    await expect(drawer(page).getByRole('heading', { level: 2 })).toBeFocused()
    await page.keyboard.press('j')
    await expect(page).toHaveURL(new RegExp(`entry=${told - 2}$`))
    await page.keyboard.press('Escape')
    await expect(drawer(page)).toBeHidden()
    await expect(row(page, 2).locator('[role="gridcell"]').first()).toBeFocused()
    await page.keyboard.press('v')
    await expect(drawer(page).getByRole('heading', { name: 'Verify the ledger' })).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(drawer(page)).toBeHidden()
  })

  test('Esc leaves the filter before it closes what is open', async ({ page }) => {
    await openLedger(page, undefined, '/audit?entry=5')
    await page.keyboard.press('/')
    await expect(page.getByRole('combobox', { name: 'Action' })).toBeFocused()
    await page.keyboard.press('ArrowDown')
    await expect(page.getByRole('listbox')).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('listbox')).toBeHidden()
    await expect(drawer(page)).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('combobox', { name: 'Action' })).not.toBeFocused()
    await expect(drawer(page)).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(drawer(page)).toBeHidden()
  })
})

test.describe('copying', () => {
  test.beforeEach(({ context }) => context.grantPermissions(['clipboard-read', 'clipboard-write']))
  const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText())

  test('the checkpoint, as the server signs it now, and the key it verifies under', async ({ page, sample }) => {
    await openLedger(page)
    await page.getByRole('button', { name: 'Copy checkpoint' }).click()
    await expect(page.getByText('Copied the checkpoint')).toBeVisible()
    const note = await (await fetch(`${sample.url}/api/v1/audit/checkpoint`)).text()
    expect((await clipboard(page)).split('\n').slice(0, 3)).toEqual(note.split('\n').slice(0, 3))
    await page.getByRole('button', { name: 'Copy verifier key' }).click()
    await expect(page.getByText('Copied the verifier key')).toBeVisible()
    expect(await clipboard(page)).toMatch(/^countersign\/.+\+[0-9a-f]{8}\+/)
  })

  test('an entry’s data', async ({ page }) => {
    await openLedger(page, undefined, `/audit?entry=2`)
    await drawer(page).getByRole('button', { name: 'Copy the data' }).click()
    await expect(page.getByText('Copied the data')).toBeVisible()
    expect(JSON.parse(await clipboard(page))).toMatchObject({ name: 'deploy-workflow' })
  })
})
