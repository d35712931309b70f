import { expect, test, visit } from './support/console.ts'

test('the theme is chosen, remembered, and follows the system when asked to', async ({ page }) => {
  const shown = page.locator('html')
  await visit(page, '/settings/appearance')
  await expect(shown).toHaveAttribute('data-theme', 'dark')
  await page.getByRole('radio', { name: /Light/ }).click()
  await expect(shown).toHaveAttribute('data-theme', 'light')
  await page.reload()
  await expect(page.getByRole('radio', { name: /Light/ })).toBeChecked()
  await expect(shown).toHaveAttribute('data-theme', 'light')

  await page.emulateMedia({ colorScheme: 'dark' })
  await page.getByRole('radio', { name: /System/ }).click()
  await expect(shown).toHaveAttribute('data-theme', 'dark')
  await page.emulateMedia({ colorScheme: 'light' })
  await expect(shown).toHaveAttribute('data-theme', 'light')
})

test('the session names every permission that the server reports, each with a word', async ({ page, request }) => {
  const { permissions } = (await (await request.get('/console/session')).json()) as {
    permissions: Record<string, boolean>
  }
  await visit(page, '/settings/session')
  await expect(page.getByText('unverified: the record will say so')).toBeVisible()
  for (const [name, granted] of Object.entries(permissions)) {
    const row = page.getByRole('row').filter({ has: page.getByRole('cell', { name, exact: true }) })
    await expect(row.getByRole('cell').last()).toHaveText(granted ? 'yes' : 'no')
  }
})

test('on a server the address bar is the connection', async ({ page }) => {
  await visit(page, '/settings/connections')
  await expect(page.getByText('the address bar is the connection')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Add' })).toHaveCount(0)
})

test('about shows health and the verifier key, and copies it', async ({ page, request, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const key = (await (await request.get('/api/v1/audit/key')).json()) as { verifier_key: string }
  await visit(page, '/settings/about')
  await expect(page.getByText('ok: it can write')).toBeVisible()
  await expect(page.getByText('SQLite')).toBeVisible()
  await page.getByRole('button', { name: 'Copy verifier key' }).click()
  await expect(page.getByText('Copied the verifier key')).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(key.verifier_key)
})
