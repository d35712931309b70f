import {
  ask,
  back,
  come,
  drawer,
  expect,
  moveTo,
  name,
  rollbacksOf,
  row,
  said,
  surfaceOf,
  test,
  waitingDeploy,
} from './support/surfaces.ts'

/** The browser reports what the server refuses; nothing else may be said. */
test.afterEach(({ complaints }) => {
  const kept = complaints.splice(0).filter((text) => !/status of 409/.test(text))
  expect(kept).toEqual([])
})

test('P4: from the list to rolled back by keyboard alone, held for a second, to the release that was shown', async ({
  page,
  url,
}) => {
  const asked = rollbacksOf(page)
  await come(page, url)
  const service = row(page, 'sample-service')
  await expect(back(service)).toBeVisible()
  await moveTo(page, 'sample-service')
  await expect(back(service)).toHaveText(/^Hold to roll back sample-service to v5 \([0-9a-f]{7}\)/)
  const before = await surfaceOf(url, 'sample-service')

  await page.keyboard.down('b')
  await expect(service).toContainText('Keep holding')
  await expect(service.getByRole('status').filter({ hasText: 'Keep holding to roll back sample-service' })).toHaveCount(
    1,
  )
  // A key that is held repeats itself: that is one hold, and after its second it does nothing more.
  for (let n = 0; n < 5; n += 1) await page.keyboard.down('b')
  await expect(service).toContainText(/Rolled back .* in \d/)
  for (let n = 0; n < 5; n += 1) await page.keyboard.down('b')
  await page.keyboard.up('b')

  await expect(service).toContainText(
    `${before.running.sha?.slice(0, 7)} is in quarantine until somebody lifts that by name`,
  )
  await expect(name(page, 'sample-service')).toBeFocused()
  expect(asked).toEqual([{ release: 'v5', key: expect.stringMatching(/^[0-9a-f]{32}$/) }])
  const after = await surfaceOf(url, 'sample-service')
  expect(after.running.sha).toBe(before.rollback.to?.sha)
  expect(after.last_deploys[0]).toMatchObject({ kind: 'rollback', outcome: 'success' })
})

test('let go of too early, slid off or interrupted, it does nothing, and says so', async ({ page, url }) => {
  const asked = rollbacksOf(page)
  await come(page, url)
  const service = row(page, 'sample-service')
  await expect(back(service)).toBeVisible()
  await moveTo(page, 'sample-service')
  const button = back(service)
  const undone = service.getByRole('status').filter({ hasText: 'nothing was done' })

  await page.keyboard.down('b')
  await expect(service).toContainText('Keep holding')
  await page.keyboard.up('b')
  await expect(undone).toHaveCount(1)
  await expect(button).toContainText('Hold it for a second')

  // Another key in between.
  await page.keyboard.down('b')
  await expect(service).toContainText('Keep holding')
  await page.keyboard.press('x')
  await expect(undone).toHaveCount(1)
  // Still held, it repeats itself: it was undone, and stays so until it is let go of.
  await page.keyboard.down('b')
  await expect(service).not.toContainText('Keep holding')
  await page.keyboard.up('b')

  // A press alone.
  await button.click()
  await expect(undone).toHaveCount(1)
  // Slid off.
  await button.hover()
  await page.mouse.down()
  await expect(service).toContainText('Keep holding')
  await page.mouse.move(5, 5)
  await expect(undone).toHaveCount(1)
  await page.mouse.up()

  // The button itself, by its own key.
  await button.focus()
  await page.keyboard.down('Enter')
  await expect(service).toContainText('Keep holding')
  await page.keyboard.up('Enter')
  await expect(undone).toHaveCount(1)

  const { running } = await surfaceOf(url, 'sample-service')
  expect(running.release).toBe('v6')
  expect(asked).toEqual([])
})

test('who asked for less motion reads a countdown', async ({ page, url }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await come(page, url)
  const service = row(page, 'sample-service')
  await expect(back(service)).toBeVisible()
  await moveTo(page, 'sample-service')
  await page.keyboard.down('b')
  await expect(service.getByText('Keep holding…')).toContainText(/three|two|one/)
  await page.keyboard.press('x')
  await page.keyboard.up('b')
})

test('it does not fire twice: it sleeps until the server has answered, and says why', async ({ page, url }) => {
  const asked = rollbacksOf(page)
  let answer = () => {}
  const gate = new Promise<void>((resolve) => {
    answer = resolve
  })
  await page.route('**/rollback', async (route) => {
    await gate
    await route.continue()
  })
  await come(page, url)
  const service = row(page, 'sample-service')
  await expect(back(service)).toBeVisible()
  await moveTo(page, 'sample-service')
  await page.keyboard.down('b')
  await expect(service).toContainText('Rollback asked for, no answer yet')
  await page.keyboard.up('b')
  await expect(back(service)).toHaveAttribute('aria-description', /waiting for the server’s answer/)
  await expect(service.getByRole('timer')).toHaveText(/^0:\d\d$/)
  await expect(service).toContainText('No time is promised here')
  await page.keyboard.press('b')
  await expect(said(page)).toContainText('Not possible: Roll back sample-service')
  // Its drawer knows it too.
  await page.keyboard.press('Enter')
  await expect(back(drawer(page))).toHaveAttribute('aria-disabled', 'true')
  answer()
  await expect(service).toContainText('Rolled back')
  expect(asked).toHaveLength(1)
})

test('an answer that is lost is said, what it began is shown all the same, and it was asked for once', async ({
  page,
  url,
  complaints,
}) => {
  const asked = rollbacksOf(page)
  let lost = false
  await page.route('**/rollback', async (route) => {
    if (lost) return route.continue()
    lost = true
    await route.fetch()
    await route.abort('connectionreset')
  })
  // The list is not read anew meanwhile, so that what is on the screen is what was held.
  await come(page, url)
  const service = row(page, 'sample-service')
  await expect(back(service)).toBeVisible()
  await moveTo(page, 'sample-service')
  await page.keyboard.down('b')
  await expect(service.getByRole('alert')).toContainText('No answer came')
  await page.keyboard.up('b')
  await expect(service).toContainText('Rolled back')
  const { last_deploys } = await surfaceOf(url, 'sample-service')
  expect(last_deploys.filter(({ kind }) => kind === 'rollback')).toHaveLength(1)
  expect(asked).toHaveLength(1)
  await service.getByRole('button', { name: 'Dismiss' }).click()
  await expect(service.getByRole('alert')).toHaveCount(0)
  complaints.splice(0)
})

test('rolled back already: it says so, and a release further back is chosen and held again', async ({ page, url }) => {
  const asked = rollbacksOf(page)
  await come(page, url)
  await ask(url, '/api/v1/surfaces/sample-service/rollback', {})
  const { items } = await ask<{ items: { id: string; sha: string }[] }>(url, '/api/v1/surfaces/sample-service/releases')
  const fourth = items.find(({ id }) => id === 'v4')?.sha
  const service = row(page, 'sample-service')
  await expect(service).toContainText('Rolled back')
  await moveTo(page, 'sample-service')
  await page.keyboard.press('b')
  const dialog = page.getByRole('alertdialog', { name: /^Go back further with Sample service/ })
  await expect(dialog).toContainText('It was rolled back already. To go back further, name the release.')
  await expect(dialog).toContainText('Production')
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused()
  const hold = back(dialog)
  await expect(hold).toHaveAttribute('aria-description', 'Asleep until a release is chosen')
  await expect(dialog.getByRole('radio', { name: /^v7/ })).toBeDisabled()
  await expect(dialog.getByText(/v6 \([0-9a-f]{7}\)/)).toBeVisible()
  await expect(dialog.getByText('in quarantine')).toBeVisible()

  await dialog.getByRole('radio', { name: /^v4/ }).focus()
  await page.keyboard.press('Space')
  await expect(hold).toHaveText(/^Hold to roll back to v4 \([0-9a-f]{7}\)/)
  await hold.focus()
  await page.keyboard.down('Enter')
  await expect(dialog).toBeHidden()
  await page.keyboard.up('Enter')
  await expect.poll(async () => (await surfaceOf(url, 'sample-service')).running.sha).toBe(fourth)
  expect(asked).toEqual([{ release: 'v4', key: expect.any(String) }])
  await expect(name(page, 'sample-service')).toBeFocused()
})

test('while a deploy is under way it says that it stops it, and does', async ({ page, url }) => {
  const deploy = await waitingDeploy(url, 'console')
  await come(page, url)
  const console = row(page, 'console')
  await expect(console).toContainText('waits for its approval')
  await expect(console.getByRole('timer', { name: 'Time of the deploy' })).toBeVisible()
  await expect(back(console)).toHaveText(/^Hold to stop the deploy and roll back raxx-console-prod to v\d/)
  await moveTo(page, 'console')
  await page.keyboard.down('b')
  await expect(console).toContainText('Rolled back')
  await page.keyboard.up('b')
  await expect
    .poll(async () => (await ask<{ outcome: string }>(url, `/api/v1/deploys/${deploy.id}`)).outcome)
    .toBe('cancelled')
})

test('who may not is told why; the button sleeps, and still shows where it would lead', async ({ page, url }) => {
  const asked = rollbacksOf(page)
  await come(page, url)
  await page
    .getByRole('button', { name: /Sample/ })
    .first()
    .click()
  await page.getByRole('menuitemradio', { name: /operator/i }).click()
  const service = row(page, 'sample-service')
  await expect(back(service)).toHaveAttribute('aria-description', /deploys\.rollback/)
  await expect(back(service)).toHaveText(/to v5 \([0-9a-f]{7}\)/)
  await moveTo(page, 'sample-service')
  await page.keyboard.press('b')
  await expect(said(page)).toContainText('Not possible: Roll back sample-service')
  expect(asked).toEqual([])
})
