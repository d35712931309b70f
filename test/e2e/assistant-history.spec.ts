import type { Page } from '@playwright/test'
import { chats, expect, messages, signInTo, test } from './support/assistant.ts'
import { visit } from './support/console.ts'

const key = 'assistant_chat_history'
const keep = (page: Page, text: string) =>
  page.addInitScript(
    ([name, value]) => {
      // Once: a reload must not put back what was cleared.
      if (!location.protocol.startsWith('http') || localStorage.getItem('test.put') !== null) return
      localStorage.setItem('test.put', 'yes')
      localStorage.setItem(name, value)
    },
    [key, text] as const,
  )
const left = (page: Page) => page.evaluate((name) => localStorage.getItem(name), key)

test('an older chat of this browser is brought along once, in order, and then cleared', async ({ page, server }) => {
  const at = '2026-01-02T03:04:05.000Z'
  await keep(
    page,
    JSON.stringify([
      { role: 'user', content: 'Who was paged?', created_at: at },
      { role: 'assistant', content: 'Nobody **yet**.', created_at: at },
      { role: 'user', content: 'And now?' },
      { role: 'assistant', content: 'Ada.' },
    ]),
  )
  // An answer is lost in the middle: nothing of it may be there twice.
  let appended = 0
  await page.route('**/api/v1/chat/sessions/*/messages', async (route) => {
    appended += 1
    if (appended !== 2) return route.continue()
    await route.fetch()
    return route.abort('connectionreset')
  })
  await signInTo(page, server)
  const articles = messages(page).getByRole('article')
  await expect(articles).toHaveCount(4)
  await expect(articles).toContainText(['Who was paged?', 'Nobody yet.', 'And now?', 'Ada.'])
  await expect(articles.first()).toContainText('2026-01-02')
  expect(await left(page)).toBeNull()
  await expect(chats(page).locator('[data-chat]')).toHaveCount(1)
  await page.reload()
  await page.getByLabel('API key').fill(server.key)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(articles).toHaveCount(4)
  await expect(chats(page).locator('[data-chat]')).toHaveCount(1)
})

test('what cannot be understood is left as it is, and said once', async ({ page, server }) => {
  await keep(page, '[{"role":"robot"}]')
  await signInTo(page, server)
  await expect(page.getByText('An older chat in this browser could not be understood.')).toBeVisible()
  expect(await left(page)).toBe('[{"role":"robot"}]')
  await page.getByRole('button', { name: 'Hide this' }).click()
  await expect(page.getByText('An older chat in this browser could not be understood.')).toBeHidden()
  await expect(chats(page)).toContainText('You have no chats yet.')
})

test('nothing of one’s own is brought into the sample', async ({ page }) => {
  await keep(page, '[{"role":"user","content":"mine"}]')
  await visit(page, '/assistant')
  await expect(page.getByRole('heading', { name: 'Ask about your fleet' })).toBeVisible()
  expect(await left(page)).toBe('[{"role":"user","content":"mine"}]')
})
