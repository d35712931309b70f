import type { Page } from '@playwright/test'
import { actAs, dialog, drawer, expect, openAction, press, reasonField, test, toast } from './support/decisions.ts'

const ledger = (page: Page) => drawer(page).getByRole('region', { name: 'Ledger' })
const status = (page: Page) => drawer(page).getByRole('region', { name: 'Status' })

test('everything about a proposal, by its link', async ({ page, server, others }) => {
  const action = await others.rollback()
  await openAction(page, server, action)
  await expect(drawer(page).getByRole('heading', { name: 'Roll back checkout-agent' })).toBeVisible()
  for (const words of ['Tier', 'irreversible', action.id, 'checkout-agent@4f2c9e1', 'Canary drift', 'Sample operator'])
    await expect(drawer(page)).toContainText(words)
  await expect(status(page)).toContainText(/expires in 1[45]:\d\d/)
  await expect(status(page)).toContainText('0 of 2 approvals')
  await expect(drawer(page).getByRole('region', { name: 'Payload' })).toContainText('"77ab03d"')
  await page.reload()
  await expect(drawer(page)).toContainText('checkout-agent@4f2c9e1')
})

test('what is not there says so', async ({ page, server, complaints }) => {
  await page.goto(`${server.url}/#/deployments?open=019a2f7c-41d0-7c1e-8000-000000000000`)
  await expect(drawer(page)).toContainText('There is no such action')
  expect(complaints.splice(0).filter((text) => !text.includes('404'))).toEqual([])
})

test('payload and outcome fold, and are copied', async ({ page, server, others, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const action = await others.throttle()
  const { id } = await others.post(`/${action.id}/approve`, {}, { as: 'approver' })
  await others.post(`/${id}/mark-executed`, { outcome: { limited_to: { per_minute: 12 } } }, { as: 'commander' })
  await openAction(page, server, action)
  const outcome = drawer(page).getByRole('region', { name: 'Outcome' })
  await expect(outcome).toContainText('per_minute')
  await outcome.getByRole('button', { expanded: true }).first().click()
  await expect(outcome).not.toContainText('per_minute')
  await outcome.getByRole('button', { name: 'Copy the outcome' }).click()
  await expect(toast(page, 'Copied the outcome')).toBeVisible()
  expect(JSON.parse(await page.evaluate(() => navigator.clipboard.readText()))).toEqual({
    limited_to: { per_minute: 12 },
  })
})

test('the ledger’s entries, proven in the page, lead to the audit', async ({ page, server, others }) => {
  const action = await others.rollback()
  await others.post(
    `/${action.id}/approve`,
    { confirmation: 'checkout', note: 'Seen.', proposal_digest: action.proposal_digest },
    { as: 'approver' },
  )
  await openAction(page, server, action)
  await expect(ledger(page)).toContainText(/Ledger: 2 entries ·\s*proof holds at size \d+/)
  await ledger(page).getByRole('button', { name: 'The proof' }).click()
  await expect(ledger(page)).toContainText(/Digest recomputed here: the server’s and the ledger’s, sha256:[0-9a-f]{8}…/)
  await expect(ledger(page).getByText('holds', { exact: true })).toHaveCount(2)
  await ledger(page)
    .getByRole('button', { name: /^Steps of the proof/ })
    .first()
    .click()
  await expect(ledger(page).getByRole('list', { name: 'Steps of the proof' }).getByRole('listitem')).toHaveCount(5)
  await ledger(page).getByRole('link').first().click()
  await expect(page).toHaveURL(/#\/audit\?entry=\d+$/)
  await expect(drawer(page)).toContainText('action.proposal.created')
})

test('a ledger that does not vouch for it is said in red', async ({ page, server, others }) => {
  const action = await others.rollback()
  await page.route(`**/api/v1/deployments/actions/${action.id}`, async (route) => {
    const response = await route.fetch()
    const shown = await response.json()
    await route.fulfill({
      response,
      json: {
        ...shown,
        target_ref: 'another-agent@1',
        history: shown.history.map((entry: object) => ({ ...entry, at: '2020-01-01T00:00:00.000Z' })),
      },
    })
  })
  await openAction(page, server, action)
  await expect(ledger(page).getByRole('alert')).toContainText('Do not rely on what is shown here')
  await expect(status(page)).toContainText('digests differ')
  await actAs(page, 'approver')
  await press(page, /^Approve/)
  await expect(dialog(page)).toContainText('Do not approve it')
  await page.getByLabel(/^Type the/).pressSequentially('another-')
  await reasonField(page).fill('Because')
  await expect(dialog(page).getByRole('button', { name: /^Approve rollback/ })).toHaveAttribute('aria-disabled', 'true')
})

test('what may not be done says why, to eyes and ears', async ({ page, server, others }) => {
  await openAction(page, server, await others.rollback())
  await actAs(page, 'operator')
  const approve = drawer(page).getByRole('button', { name: /^Approve rollback/ })
  await expect(approve).toHaveAttribute('aria-disabled', 'true')
  await expect(approve).toHaveAccessibleDescription(/needs the permission actions\.approve/)
  await approve.hover()
  await expect(page.getByText(/needs the permission actions\.approve/)).toBeVisible()
  await expect(drawer(page).getByRole('button', { name: /^Withdraw/ })).toBeEnabled()
  await expect(drawer(page).getByRole('button', { name: /^Reject/ })).toHaveCount(0)
})

test('asked and answered before anybody decides', async ({ page, server, others }) => {
  const action = await others.rollback()
  await openAction(page, server, action)
  const comments = drawer(page).getByRole('region', { name: 'Comments' })
  await expect(comments.getByRole('button', { name: /^Comment/ })).toHaveAttribute('aria-disabled', 'true')
  await comments.getByLabel(/^Ask or answer/).fill('Was 77ab03d healthy?')
  await page.keyboard.press('Control+Enter')
  await expect(comments.getByRole('listitem')).toContainText('Was 77ab03d healthy?')
  await expect(comments.getByLabel(/^Ask or answer/)).toHaveValue('')
  await others.post(`/${action.id}/comments`, { body: 'For six hours.' }, { as: 'operator' })
  await expect(comments.getByRole('listitem')).toHaveCount(2)
  await expect(comments.getByRole('listitem').last()).toContainText('Sample operator')
  await expect(status(page)).toContainText('Proposed')
})

test('what others do appears by itself, with who and when', async ({ page, server, others }) => {
  const action = await others.throttle()
  await openAction(page, server, action)
  await others.post(`/${action.id}/approve`, { note: 'Go on.' }, { as: 'approver' })
  await expect(status(page)).toContainText('Approved')
  const happened = drawer(page).getByRole('region', { name: 'What happened' })
  await expect(happened.getByRole('listitem').last()).toContainText('Approved')
  await expect(happened.getByRole('listitem').last()).toContainText('Sample approver')
  await others.post(`/${action.id}/reject`, { note: 'Changed our minds.' }, { as: 'commander' })
  await expect(status(page)).toContainText('Rejected')
  await expect(drawer(page).getByRole('region', { name: 'Notes' })).toContainText('Changed our minds.')
  await expect(drawer(page).getByRole('button', { name: /^Propose it again/ })).toBeEnabled()
})

test('reject, re-point and mark executed, each from its dialog', async ({ page, server, others }) => {
  const [rejected, moved, done] = [
    await others.throttle('one'),
    await others.throttle('two'),
    await others.throttle('three'),
  ]
  await openAction(page, server, rejected)
  await press(page, /^Reject/)
  await expect(reasonField(page)).toBeFocused()
  await reasonField(page).fill('Not now')
  await dialog(page).getByRole('button', { name: 'Reject throttling of one' }).click()
  await expect(status(page)).toContainText('Rejected')
  await expect(dialog(page)).toBeHidden()
  // The button that was pressed is gone; the keyboard stays where it was.
  await expect(drawer(page).getByRole('region', { name: 'What can be done' })).toBeFocused()

  await openAction(page, server, moved)
  await press(page, /^Re-point/)
  await expect(dialog(page).getByRole('button', { name: /^Propose it for/ })).toHaveAttribute('aria-disabled', 'true')
  await dialog(page).getByLabel('New target').fill('two-b')
  await dialog(page).getByRole('button', { name: 'Propose it for two-b' }).click()
  await expect(drawer(page).getByRole('heading', { name: 'Throttle two-b' })).toBeVisible()
  await drawer(page).getByRole('link', { name: moved.id }).click()
  await expect(status(page)).toContainText('Rejected')

  await others.post(`/${done.id}/approve`, {}, { as: 'approver' })
  await openAction(page, server, done)
  await press(page, /^Mark/)
  await expect(dialog(page)).toContainText('This is a statement by you')
  await dialog(page)
    .getByLabel(/^Outcome/)
    .fill('{"ok": tru}')
  await expect(dialog(page)).toContainText('Line 1, column 8')
  await dialog(page)
    .getByLabel(/^Outcome/)
    .fill('{"ok": true}')
  await dialog(page).getByRole('button', { name: 'State that it was carried out' }).click()
  await expect(status(page)).toContainText('Executed')
  await expect(drawer(page).getByRole('heading', { level: 2 })).toBeFocused()
  await expect(drawer(page).getByRole('region', { name: 'Outcome' })).toContainText('ok')
})
