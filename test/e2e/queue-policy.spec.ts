import { dialog, drawer, expect, live, test, typedField } from './support/decisions.ts'

test('alone on one’s own machine, the policy is switched on by its name, and shown ever after', async ({
  page,
  dataDir,
  launch,
}) => {
  const local = await launch(['console', '--port', '0', '--data', dataDir])
  await page.goto(local.url)
  await page.getByRole('button', { name: /this machine/i }).click()
  await expect(live(page)).toContainText('live')
  const { origin } = new URL(local.url)
  await page.goto(`${origin}/#/settings/policy`)
  await expect(page.getByText('Off: tier 3 takes two people')).toBeVisible()
  await page.getByRole('button', { name: 'Switch it on…' }).click()
  await expect(dialog(page)).toContainText('Nobody will look at tier 3 but you')
  const button = dialog(page).getByRole('button', { name: 'Switch the single-operator policy on' })
  await expect(button).toHaveAttribute('aria-disabled', 'true')
  await typedField(page).pressSequentially('single-operator')
  await button.click()
  await expect(page.getByText('On: one person is enough')).toBeVisible()

  await page.goto(`${origin}/#/deployments`)
  await page.getByRole('button', { name: 'Propose', exact: true }).click()
  const form = page.getByRole('form', { name: 'Propose an action' })
  await form.getByRole('radio', { name: 'kill_run' }).click()
  await expect(form).toContainText('your own approval is enough, and the record says so for ever')
  await form.getByRole('textbox', { name: 'Target' }).fill('run-1')
  await form.getByRole('textbox', { name: 'Reason' }).fill('It loops')
  await form.getByRole('button', { name: 'Propose kill of run-1' }).click()
  const status = drawer(page).getByRole('region', { name: 'Status' })
  await expect(status).toContainText('single operator')
  await drawer(page)
    .getByRole('button', { name: /^Approve/ })
    .click()
  await expect(dialog(page)).toContainText('Under the single-operator policy yours is the only approval')
  await dialog(page).getByLabel('Type the whole target').pressSequentially('run-1')
  await dialog(page).getByLabel(/^Why/).fill('Nobody else is here')
  await dialog(page).getByRole('button', { name: 'Approve kill of run-1' }).click()
  await expect(status).toContainText('Approved')
  await expect(status).toContainText('The record says so for ever')

  await page.goto(`${origin}/#/settings/policy`)
  await page.getByRole('button', { name: 'Switch it off' }).click()
  await expect(page.getByText('Off: tier 3 takes two people')).toBeVisible()
})

test('where there are others it is not on offer, and says so', async ({ page, server }) => {
  await page.goto(`${server.url}/#/settings/policy`)
  await expect(page.getByRole('button', { name: 'Switch it on…' })).toHaveAccessibleDescription(/here are others/)
})
