import { dialog, expect, logOf, openDeploy, steps, test } from './support/new-deploys.ts'

test('the log is live, is searched, is copied whole, and is there again after a reload', async ({
  page,
  server,
  deploys,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const { id } = await deploys.begin('sample-service')
  await openDeploy(page, server, id)
  const log = logOf(page)
  await expect(log).toContainText('The intent is in the ledger')
  await expect(log).toContainText('that is all of it')
  await page.reload()
  await expect(log).toContainText('that is all of it')
  await expect(log.getByText('The intent is in the ledger')).toHaveCount(1)
  await expect(log.getByText(/Probe \d of 5/)).toHaveCount(5)

  await log.getByRole('searchbox').fill('PROBE')
  await expect(log).toContainText('1 of 5')
  await log.getByRole('searchbox').press('Enter')
  await expect(log).toContainText('2 of 5')
  await expect(log.locator('mark')).toHaveCount(5)
  // Escape leaves the search, and not the page.
  await log.getByRole('searchbox').press('Escape')
  await expect(log.locator('mark')).toHaveCount(0)
  await expect(steps(page)).toBeVisible()

  await log.getByRole('button', { name: 'Copy the whole log' }).click()
  await expect(page.getByText('Copied the whole log').first()).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(
    /Probe 5 of 5[^\n]*\n[^\n]*Over: not well after it$/,
  )
  // What is typed leads where the button leads.
  const { command } = (await deploys.surface('sample-service')).rollback
  await expect(page.getByText(command).first()).toBeVisible()
  await page.keyboard.press('y')
  await expect(page.getByText('Copied the rollback command').first()).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(command)
})

test('cancelling says first what it does not undo, and afterwards what came of it', async ({
  page,
  server,
  deploys,
}) => {
  test.slow()
  const { id, from_sha } = await deploys.begin('console', 'ci')
  await openDeploy(page, server, id)
  await expect(page.getByRole('region', { name: 'Approval' })).toBeVisible({ timeout: 60_000 })
  await page.keyboard.press('x')
  await expect(dialog(page)).toContainText('What it has pushed by then stays where it is')
  await expect(dialog(page).getByRole('button', { name: /^Leave it Esc/ })).toBeFocused()
  await dialog(page)
    .getByRole('button', { name: /^Break off the deploy of/ })
    .click()
  await expect(page.getByRole('heading', { name: 'It was broken off' })).toBeVisible({ timeout: 60_000 })
  await expect(steps(page)).toContainText('broken off')
  await expect(page.getByRole('region', { name: 'Approval' })).toBeHidden()
  expect((await deploys.diff('console')).from_sha).toBe(from_sha)
  await page.keyboard.press('x')
  await expect(page.getByText('Not possible: Break off the deploy').first()).toBeVisible()
})

test('a deploy of long ago offers no rollback of what runs now; one that is not there says so', async ({
  page,
  server,
  deploys,
}) => {
  const old = (await deploys.list('surface=sample-service&outcome=success&limit=50')).at(-1)
  await openDeploy(page, server, `${old?.id}`)
  await expect(page.getByRole('region', { name: 'Outcome' })).toContainText('ran there; by now')
  await expect(page.getByRole('button', { name: /roll back/i })).toHaveCount(0)
  await page.keyboard.press('b')
  await expect(page.getByText(/Something else went out since/).first()).toBeVisible()
  await page.goto(`${server.url}/#/deploys/nothing`)
  await expect(page.getByRole('heading', { name: 'There is no such deploy' })).toBeVisible()
})

test('whoever did not break the glass closes its review, from the deploy', async ({ page, server, deploys }) => {
  const open = (await deploys.list('review_open=true&limit=5'))[0]
  await openDeploy(page, server, `${open?.id}`)
  await expect(page.getByText('broke glass: past CI')).toBeVisible()
  await page.getByRole('button', { name: 'Close the review…' }).click()
  const close = dialog(page).getByRole('button', { name: 'Close the review' })
  await expect(close).toHaveAttribute('aria-disabled', 'true')
  await dialog(page)
    .getByLabel(/^What the review found/)
    .fill('The forge was down; the change was read twice.')
  await close.click()
  await expect(page.getByText('The forge was down; the change was read twice.')).toBeVisible()
  await expect(page.getByText('Open: nobody else has looked at it yet.')).toBeHidden()
})
