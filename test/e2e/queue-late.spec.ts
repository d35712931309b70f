import { dialog, drawer, expect, openAction, press, test } from './support/decisions.ts'

test('whoever is second is told what happened instead, and by whom', async ({ page, server, others, complaints }) => {
  const action = await others.throttle()
  await openAction(page, server, action)
  await press(page, /^Approve/)
  await page.route('**/approve', async (route) => {
    await others.post(`/${action.id}/reject`, { note: 'No.' }, { as: 'approver' })
    await route.continue()
  })
  const button = dialog(page).getByRole('button', { name: /^Approve throttling/ })
  await button.click()
  await expect(dialog(page).getByRole('alert')).toContainText('It has been rejected')
  await expect(dialog(page).getByRole('alert')).toContainText('Sample approver')
  await expect(button).toHaveAttribute('aria-disabled', 'true')
  await dialog(page)
    .getByRole('button', { name: /^Cancel/ })
    .click()
  await expect(drawer(page).getByRole('region', { name: 'Status' })).toContainText('Rejected')
  expect(complaints.splice(0).filter((text) => !text.includes('409'))).toEqual([])
})

test('what others decide while the dialog is open is said in it, before anything is pressed', async ({
  page,
  server,
  others,
}) => {
  const action = await others.throttle()
  await openAction(page, server, action)
  await press(page, /^Approve/)
  await others.post(`/${action.id}/approve`, {}, { as: 'approver' })
  await expect(dialog(page).getByRole('status')).toContainText('It is approved already')
  await expect(dialog(page).getByRole('status')).toContainText('Sample approver')
  await expect(dialog(page).getByRole('button', { name: /^Approve throttling/ })).toHaveAttribute(
    'aria-disabled',
    'true',
  )
})

test('an approval that comes too late is refused, and the row says so', async ({
  page,
  server,
  others,
  complaints,
}) => {
  const action = await others.propose({ type: 'throttle', target_ref: 'late', ttl_seconds: 30 })
  await openAction(page, server, action)
  await press(page, /^Approve/)
  const late = {
    type: 'urn:countersign:problem:approval_expired',
    title: 'The time for approval is over',
    status: 400,
    code: 'approval_expired',
    detail: `It could be approved until ${action.expires_at}. Propose it again.`,
  }
  const fulfilled = { status: 400, contentType: 'application/problem+json', body: JSON.stringify(late) }
  await page.route('**/approve', (route) => route.fulfill(fulfilled))
  await dialog(page)
    .getByRole('button', { name: /^Approve throttling/ })
    .click()
  await expect(dialog(page).getByRole('alert')).toContainText('Propose it again. The row now says so.')
  complaints.length = 0
})

test('a limit says how long, and the button sleeps as long', async ({ page, server, others, complaints }) => {
  await openAction(page, server, await others.throttle())
  await press(page, /^Approve/)
  const limited = {
    type: 'x',
    title: 'Too many',
    status: 429,
    code: 'rate_limited',
    detail: 'More than 30.',
    retry_after: 2,
  }
  let asked = 0
  await page.route('**/approve', (route) => {
    asked += 1
    if (asked > 1) return route.continue()
    return route.fulfill({ status: 429, contentType: 'application/problem+json', body: JSON.stringify(limited) })
  })
  const button = dialog(page).getByRole('button', { name: /^Approve throttling/ })
  await button.click()
  await expect(dialog(page)).toContainText('Not sent yet: too many in a minute')
  await expect(button).toHaveAccessibleDescription(/takes the next one in \d s/)
  await button.click()
  await expect(drawer(page).getByRole('region', { name: 'Status' })).toContainText('Approved')
  complaints.length = 0
})

test('without a server everything sleeps, and says why', async ({ page, server, others, complaints }) => {
  await openAction(page, server, await others.throttle())
  await press(page, /^Approve/)
  await server.stop()
  const button = dialog(page).getByRole('button', { name: /^Approve throttling/ })
  await expect(button).toHaveAccessibleDescription(/the server does not answer/, { timeout: 30_000 })
  await page.keyboard.press('Escape')
  await expect(drawer(page)).toContainText('sales-assistant')
  await expect(drawer(page).getByRole('button', { name: /^Reject/ })).toHaveAccessibleDescription(
    /the server does not answer/,
  )
  complaints.length = 0
})

test('a lost answer is not taken for a yes, and sending again does it once', async ({
  page,
  server,
  others,
  complaints,
}) => {
  const [lost, unsent] = [await others.throttle('lost'), await others.throttle('unsent')]
  await openAction(page, server, lost)
  await press(page, /^Approve/)
  await page.route('**/approve', async (route) => {
    await route.fetch()
    await route.abort('connectionreset')
  })
  await dialog(page)
    .getByRole('button', { name: /^Approve throttling/ })
    .click()
  await expect(dialog(page).getByRole('alert')).toContainText('Whether it was done is not known')
  // The ledger says what became of it.
  await expect(dialog(page).getByRole('alert')).toContainText('Sample commander')
  await page.unroute('**/approve')
  await page.keyboard.press('Escape')

  const keys: (string | undefined)[] = []
  await openAction(page, server, unsent)
  await press(page, /^Approve/)
  await page.route('**/approve', async (route) => {
    keys.push(route.request().headers()['idempotency-key'])
    await (keys.length === 1 ? route.abort('connectionreset') : route.continue())
  })
  const button = dialog(page).getByRole('button', { name: /^Approve throttling/ })
  await button.click()
  await expect(dialog(page).getByRole('alert')).toContainText('Whether it was done is not known')
  await button.click()
  await expect(drawer(page).getByRole('region', { name: 'Status' })).toContainText('Approved')
  expect(keys[0]).toMatch(/^[0-9a-f]{32}$/)
  expect(keys).toEqual([keys[0], keys[0]])
  complaints.length = 0
})
