import type { Page } from '@playwright/test'
import { actAs, drawer, expect, live, test, toast } from './support/decisions.ts'

const form = (page: Page) => page.getByRole('form', { name: 'Propose an action' })
const field = (page: Page, name: string) => form(page).getByRole('textbox', { name })
const takes = (page: Page) => form(page).getByRole('region', { name: 'What this takes' })
const status = (page: Page) => drawer(page).getByRole('region', { name: 'Status' })

async function openForm(page: Page, url: string, as: 'operator' | 'commander' = 'operator') {
  await page.goto(`${url}/#/deployments`)
  await expect(live(page)).toContainText('live')
  if (as === 'operator') await actAs(page, as)
  await page.getByRole('button', { name: 'Propose', exact: true }).click()
  await expect(form(page)).toBeVisible()
}

test('the type is explained as it is chosen, and what is proposed opens', async ({ page, server }) => {
  await openForm(page, server.url)
  await form(page).getByRole('radio', { name: 'rollback_deploy' }).click()
  for (const words of [
    'irreversible',
    '2 different people',
    'you are neither of them',
    'types the beginning',
    'approver, incident commander, admin',
  ])
    await expect(takes(page)).toContainText(words)
  await form(page).getByRole('radio', { name: 'disable_flag' }).click()
  await expect(takes(page)).toContainText('never carried out without an approval')
  await field(page, 'Target').fill('flag:auto-refund')
  await field(page, 'Reason').fill('Amber violations: 14 in 30 min')
  await field(page, 'Payload, a JSON object').fill('{"flag": "auto-refund"}')
  await field(page, 'Time for approval').fill('5')
  await form(page).getByRole('button', { name: 'Propose disabling of flag:auto-refund' }).click()
  await expect(drawer(page).getByRole('heading', { name: 'Disable flag:auto-refund' })).toBeVisible()
  await expect(status(page)).toContainText(/expires in [45]:\d\d/)
  await expect(page).toHaveURL(/#\/deployments\?open=[0-9a-f-]{36}/)
})

test('what is wrong is said beside its field, with its place, and nothing is sent', async ({ page, server }) => {
  await openForm(page, server.url)
  let sent = 0
  page.on('request', (request) => request.method() === 'POST' && sent++)
  await form(page)
    .getByRole('button', { name: /^Propose throttling/ })
    .click()
  await expect(form(page)).toContainText('Say what it is done to.')
  await expect(form(page)).toContainText('Say why: the reason is part of the record.')
  await expect(field(page, 'Target')).toBeFocused()
  await field(page, 'Target').fill('sales-assistant')
  await field(page, 'Reason').fill('Cost spike')
  const payload = field(page, 'Payload, a JSON object')
  await payload.fill('{\n  "per_minute": 12,\n  "per_minute": 13\n}')
  await expect(form(page)).toContainText('Line 3, column 3: "per_minute" is there twice.')
  await form(page).getByRole('button', { name: 'Go to line 3, column 3' }).click()
  await expect(payload).toBeFocused()
  expect(await payload.evaluate((area: HTMLTextAreaElement) => area.selectionStart)).toBe(24)
  await payload.fill('[1]')
  await field(page, 'Time for approval').fill('2000')
  await form(page)
    .getByRole('button', { name: /^Propose throttling/ })
    .click()
  await expect(form(page)).toContainText('A payload is a JSON object')
  await expect(form(page)).toContainText('Between 30 seconds and 24 hours.')
  expect(sent).toBe(0)
  await payload.fill('{}')
  await field(page, 'Time for approval').fill('')
  await form(page)
    .getByRole('button', { name: /^Propose throttling/ })
    .click()
  await expect(drawer(page).getByRole('heading', { name: 'Throttle sales-assistant' })).toBeVisible()
  expect(sent).toBe(1)
})

test('Esc and a press beside it lose nothing that was written', async ({ page, server }) => {
  await openForm(page, server.url)
  await field(page, 'Reason').fill('Long thought about')
  await page.mouse.click(5, 400)
  await expect(form(page)).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(form(page)).toBeHidden()
  await expect(page.getByRole('button', { name: 'Propose', exact: true })).toBeFocused()
  await page.keyboard.press('n')
  await expect(field(page, 'Reason')).toHaveValue('Long thought about')
  await form(page).getByRole('button', { name: 'Begin anew' }).click()
  await expect(field(page, 'Reason')).toHaveValue('')
})

test('autonomous tier 1 says that it runs at once, and does', async ({ page, server }) => {
  await openForm(page, server.url)
  await form(page).getByRole('radio', { name: 'tag_trace' }).click()
  await form(page)
    .getByRole('radio', { name: /^Autonomous/ })
    .click()
  await expect(takes(page)).toContainText('it runs as soon as you propose it')
  await field(page, 'Target').fill('trace-77')
  await field(page, 'Reason').fill('Keep it for the evaluation')
  await field(page, 'Payload, a JSON object').fill('{"tag": "keep"}')
  await form(page).getByRole('button', { name: 'Tag trace-77 now' }).click()
  await expect(toast(page, 'It ran at once. Its outcome is in the row.')).toBeVisible()
  await expect(status(page)).toContainText('Executed')
  await expect(drawer(page).getByRole('region', { name: 'Outcome' })).toContainText('"trace-77"')
})

test('while the workspace is held it says that it waits, and does', async ({ page, server }) => {
  const hold = await fetch(`${server.url}/api/v1/workspace/hold`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ held: true, reason: 'Looking' }),
  })
  expect(hold.status).toBe(200)
  await openForm(page, server.url)
  await form(page).getByRole('radio', { name: 'alert' }).click()
  await form(page)
    .getByRole('radio', { name: /^Autonomous/ })
    .click()
  await expect(takes(page)).toContainText('held now: it waits')
  await field(page, 'Target').fill('triage-agent')
  await field(page, 'Reason').fill('p95 4.8 s')
  await form(page).getByRole('button', { name: 'Propose alert about triage-agent' }).click()
  await expect(status(page)).toContainText('Proposed')
  await expect(status(page)).toContainText('waits because the workspace is held')
})

test('what expired or was rejected is proposed again with one press', async ({ page, server, others }) => {
  const action = await others.rollback()
  await others.post(`/${action.id}/reject`, {}, { as: 'approver' })
  await page.goto(`${server.url}/#/deployments?open=${action.id}`)
  await drawer(page)
    .getByRole('button', { name: /^Propose it again/ })
    .click()
  await expect(form(page).getByRole('radio', { name: 'rollback_deploy' })).toBeChecked()
  await expect(field(page, 'Target')).toHaveValue('checkout-agent@4f2c9e1')
  await form(page).getByRole('button', { name: 'Propose rollback of checkout-agent' }).click()
  await expect(status(page)).toContainText('Proposed')
  await expect(page).not.toHaveURL(new RegExp(action.id))
})
