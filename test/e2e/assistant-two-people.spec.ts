import type { Locator, Page } from '@playwright/test'
import { ask } from './support/assistant.ts'
import { actAs, dialog, expect, reasonField, test, typedField } from './support/decisions.ts'
import { proposedTile } from './support/tile-pictures.ts'
import { chatWith, openChat, read, tile } from './support/tiles.ts'

type Kept = Parameters<typeof proposedTile>[0] & { status: string; mode: string; proposed_through: string }

/** Types what has to be typed, and why; nothing of it with a mouse. */
async function approveByTyping(page: Page, shown: Locator, { target_ref }: Kept): Promise<void> {
  const approve = shown.getByRole('button', { name: /^Approve kill of/ })
  // Until the server has said what this person may do, it sleeps.
  await expect(approve).not.toHaveAttribute('aria-disabled', 'true')
  await approve.press('Enter')
  await expect(dialog(page)).toContainText(target_ref)
  const button = dialog(page).getByRole('button', { name: /^Approve kill of/ })
  await expect(button).toHaveAttribute('aria-disabled', 'true')
  await typedField(page).pressSequentially(target_ref.slice(0, 8))
  await expect(button).toHaveAccessibleDescription('Asleep until a reason is given')
  await reasonField(page).fill('It loops, and every turn of it costs.')
  await button.press('Enter')
  await expect(dialog(page)).toBeHidden()
}

test('"kill the run" is proposed by one, and typed in their tiles by two others', async ({ page, server }) => {
  await page.goto(`${server.url}/#/settings/session`)
  await actAs(page, 'operator')
  await page.goto(`${server.url}/#/assistant`)
  await ask(page, 'kill the run')
  const shown = tile(page, 'Proposed action')
  await expect(shown).toContainText('0 of 2')
  const approve = shown.getByRole('button', { name: /^Approve/ })
  await expect(approve).toHaveAttribute('aria-disabled', 'true')
  await expect(approve).toHaveAccessibleDescription(/./)
  const { items } = await read<{ items: Kept[] }>(server.url, '/api/v1/deployments/actions?type=kill_run')
  const action = items.find(({ proposed_through }) => proposed_through === 'assistant')
  if (action === undefined) throw new Error('It was not proposed')
  expect(action).toMatchObject({ status: 'proposed', mode: 'supervised', tier: 3 })
  const mine = page.url()

  for (const [who, approvals] of [
    ['approver', '1 of 2: Sample approver'],
    ['commander', '2 of 2: Sample approver, Sample commander'],
  ] as const) {
    const chat = await chatWith(server.url, [proposedTile(action)], who)
    // Nobody sees another's chat: the one that is open is left first.
    await page.goto(`${server.url}/#/settings/session`)
    await actAs(page, who)
    await openChat(page, server.url, chat)
    await approveByTyping(page, shown, action)
    await expect(shown).toContainText(approvals)
    await expect(shown.getByRole('button', { name: /^Approve/ })).toHaveAttribute('aria-disabled', 'true')
  }
  const kept = await read<Kept>(server.url, `/api/v1/deployments/actions/${action.id}`)
  expect(kept.status).toBe('approved')

  // Whoever proposed it sees what became of it where they proposed it.
  await page.goto(`${server.url}/#/settings/session`)
  await actAs(page, 'operator')
  await page.goto(mine)
  await expect(shown).toContainText('2 of 2: Sample approver, Sample commander')
  await expect(shown).toContainText('Approved')
})
