import { expect, test } from '../fixtures.ts'

/** A real repository and a real service of this machine, with no socket between the page and the gate. */
/** The machine makes the repository, a push and five probes meanwhile. */
const slow = { timeout: 30_000 }

test('on the desktop the sample is deployed, watched failing its health, and rolled back', async ({ desktop }) => {
  test.slow()
  const page = await desktop.page()
  await expect(page.getByTestId('live-state')).toContainText('live', slow)
  await page.evaluate(() => {
    location.hash = '#/deploys?make=sample-service'
  })
  await expect(page.getByRole('heading', { name: '3 commits would ship' })).toBeVisible(slow)
  await page.keyboard.press('c')
  const dialog = page.getByRole('alertdialog')
  await dialog.getByLabel(/^Type the/).pressSequentially('deploy sample-service to prod')
  await dialog.getByRole('button', { name: 'Deploy 3 commits to sample-service' }).click()
  await expect(page.getByRole('heading', { name: 'sample-service was deployed, and is not well' })).toBeVisible(slow)
  await expect(page.getByRole('button', { name: /roll back sample-service to/i })).toBeVisible()
  await page.keyboard.down('b')
  await expect(page.getByText('Rollback of Sample service')).toBeVisible(slow)
  await page.keyboard.up('b')
  await expect(page.getByRole('heading', { name: 'sample-service was rolled back' })).toBeVisible(slow)
})
