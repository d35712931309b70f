import { dialog, expect, openDeploy, openPreview, steps, test, typedField } from './support/new-deploys.ts'

test('P1 at the forge: the run waits at its environment, and is approved from here with a comment', async ({
  page,
  server,
}) => {
  test.slow()
  await openPreview(page, server, 'console')
  await page.keyboard.press('c')
  await expect(dialog(page)).toContainText('A run at the forge is asked for in your name')
  await typedField(page).pressSequentially('deploy console to prod')
  await dialog(page)
    .getByRole('button', { name: /^Deploy \d+ commits? to raxx-console-prod/ })
    .click()
  await expect(
    page.getByRole('heading', { name: 'Waiting for approval at GitHub: environment production' }),
  ).toBeVisible()
  await expect(page.getByRole('region', { name: 'Approval' })).toContainText('sample-release-manager')
  // Nothing was pushed: a rollback would lead away from what runs well.
  await expect(page.getByRole('button', { name: /roll back/i })).toHaveCount(0)
  await page.keyboard.press('a')
  await expect(dialog(page).getByRole('button', { name: /^Approve .* for raxx-console-prod/ })).not.toBeFocused()
  await dialog(page)
    .getByLabel(/^Comment/)
    .fill('Looked at it with Mira.')
  await dialog(page)
    .getByRole('button', { name: /^Approve/ })
    .click()
  await expect(page.getByText('Your approval is at the forge').first()).toBeVisible()
  await expect(page.getByRole('heading', { name: 'raxx-console-prod was deployed' })).toBeVisible({ timeout: 60_000 })
  await expect(page.getByText('Looked at it with Mira.')).toBeVisible()
  await expect(page.getByText('sample-commander').first()).toBeVisible()
  await expect(page.getByRole('link', { name: /actions\/runs\/\d+$/ })).toHaveAttribute('rel', /noopener/)
})

test('rejected at the forge, nothing was pushed, and it says so', async ({ page, server, deploys }) => {
  test.slow()
  const { id, from_sha } = await deploys.begin('console', 'ci')
  await openDeploy(page, server, id)
  await expect(page.getByRole('region', { name: 'Approval' })).toBeVisible({ timeout: 60_000 })
  await page.keyboard.press('r')
  await dialog(page)
    .getByLabel(/^Comment/)
    .fill('Not on a Saturday.')
  await dialog(page)
    .getByRole('button', { name: /^Reject/ })
    .click()
  await expect(page.getByRole('heading', { name: 'It was rejected' })).toBeVisible({ timeout: 60_000 })
  await expect(steps(page)).toContainText('rejected')
  expect((await deploys.diff('console')).from_sha).toBe(from_sha)
})

test('what a run reported of itself says who approved it, and that its log is at the forge', async ({
  page,
  server,
  deploys,
}) => {
  const reported = (await deploys.list('surface=antlers&outcome=health_check_failed&limit=1'))[0]
  await openDeploy(page, server, `${reported?.id}`)
  await expect(page.getByText('its run reported itself when it was over')).toBeVisible()
  await expect(page.getByText('Customers have to see what was refunded.')).toBeVisible()
  await expect(steps(page)).toContainText('not well')
})
