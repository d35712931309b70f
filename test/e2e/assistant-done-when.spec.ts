import type { Locator, Page } from '@playwright/test'
import { runAgents } from './support/agent-sdk.ts'
import { type AssistantServer, composer, expect, giveKey, replies, signInTo, test } from './support/assistant.ts'
import { rows as entries } from './support/ledger.ts'
import { createKey } from './support/program.ts'
import { rowOf } from './support/queue.ts'

/** Goes there by one key, as somebody without a mouse does. */
async function walkTo(page: Page, place: Locator, key: 'Tab' | 'Shift+Tab'): Promise<void> {
  await expect(place).toBeVisible()
  for (let step = 0; step < 40; step += 1) {
    if (await place.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press(key)
  }
  await expect(place).toBeFocused()
}

async function write(page: Page, question: string, count: number): Promise<Locator> {
  await expect(composer(page)).toBeVisible()
  await page.keyboard.press('i')
  await expect(composer(page)).toBeFocused()
  await page.keyboard.type(question)
  await page.keyboard.press('Enter')
  const reply = replies(page).nth(count - 1)
  await expect(page.getByRole('button', { name: /^Ask/ })).toBeVisible()
  await expect(reply.locator('[data-tile]').first()).toBeVisible()
  await page.keyboard.press('Escape')
  return reply
}

async function read<A>({ url, key }: AssistantServer, path: string): Promise<A> {
  const answer = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${key}` } })
  if (!answer.ok) throw new Error(await answer.text())
  return (await answer.json()) as A
}

test('done when: asked for the error rate of research-agent, told "throttle it", approved in the tile, seen in the queue and in the ledger', async ({
  page,
  server,
  model,
  dataDir,
}) => {
  await giveKey(server, model)
  const agents = await createKey(dataDir, 'runner')
  const ran = await runAgents(server.url, agents, [
    { agent: 'billing-agent' },
    { agent: 'research-agent' },
    { agent: 'research-agent' },
    { agent: 'research-agent' },
    { agent: 'research-agent', fails: true },
    { agent: 'billing-agent' },
  ])
  model.say(() => ['One in four runs of research-agent failed [t1].'])
  await signInTo(page, server, '/deployments')
  await page.keyboard.press('g')
  await page.keyboard.press('c')

  const told = await write(page, "what's the error rate on research-agent?", 1)
  await expect(told).toContainText('One in four runs of research-agent failed')
  const fleet = told.getByRole('article', { name: /^research-agent, last/ })
  await expect(fleet).toContainText('25%')
  await expect(fleet).not.toContainText('billing-agent')
  const asked = model.asked.find(({ messages: [system] }) => !system?.content.includes('a title of'))
  // What the model was given is what the tile shows, and no word of it stands among the instructions.
  expect(asked?.messages.at(-1)?.content).toContain('research-agent')
  expect(asked?.messages[0]?.content).not.toContain('research-agent')

  model.say(() => ['It is in the queue.'])
  const done = await write(page, 'throttle it', 2)
  const tile = done.getByRole('article', { name: 'Proposed action' })
  await expect(tile).toContainText('research-agent')
  await expect(tile).toContainText('Supervised')
  const { items } = await read<{ items: { id: string; target_ref: string; status: string }[] }>(
    server,
    '/api/v1/deployments/actions',
  )
  expect(items).toHaveLength(1)
  const { id = '', target_ref: target = '' } = items[0] ?? {}
  expect(ran.slice(1, 5)).toContain(target)
  await expect(tile).toContainText(target)

  const approve = tile.getByRole('button', { name: /^Approve throttling/ })
  await walkTo(page, approve, 'Shift+Tab')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('alertdialog')
  await expect(dialog).toContainText('research-agent')
  await walkTo(page, dialog.getByRole('button', { name: /^Approve throttling/ }), 'Tab')
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  await expect(tile).toContainText('Since then')
  await expect(approve).toHaveAttribute('aria-disabled', 'true')

  await page.keyboard.press('g')
  await page.keyboard.press('q')
  await expect(rowOf(page, target)).toContainText(/approved/i)
  await page.keyboard.press('g')
  await page.keyboard.press('a')
  for (const entry of ['action.proposal.created', 'action.proposal.approved'])
    await expect(entries(page).filter({ hasText: entry }).first()).toContainText(id.slice(-6))
})

test('a violation that the SDK told of is explained in its tile by one’s own model', async ({
  page,
  server,
  model,
  dataDir,
}) => {
  await giveKey(server, model)
  await runAgents(server.url, await createKey(dataDir, 'runner'), [
    { agent: 'research-agent', judgedBy: 'refund.amount' },
  ])
  model.say(({ messages: [system] }) =>
    system?.content.includes('You explain to an operator')
      ? ['It paid back more than was paid. <b>No mark-up</b> is made of this.']
      : ['One violation [t1].'],
  )
  await signInTo(page, server)
  const tile = (await write(page, 'any violations?', 1)).getByRole('article', { name: 'Latest violation' })
  await expect(tile).toContainText('refund.amount')
  await expect(tile).toContainText('More than the order was worth.')
  await walkTo(page, tile.getByRole('button', { name: /^Explain in plain words/ }), 'Shift+Tab')
  await page.keyboard.press('Enter')
  await expect(tile).toContainText('It paid back more than was paid. <b>No mark-up</b> is made of this.')
  await expect(tile).toContainText('Written by a model (openai, stand-in), and may be wrong.')
  const asked = model.asked.findLast(({ messages: [system] }) => system?.content.includes('You explain to an operator'))
  expect(asked?.messages[0]?.content).not.toContain('refund.amount')
  expect(asked?.messages.at(-1)?.content).toContain('refund.amount')
})
