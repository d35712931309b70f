import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { ask, composer, expect, giveKey, held, replies, signInTo, test } from './support/assistant.ts'
import { useTheme, visit } from './support/console.ts'

const sizes = [
  [1024, 640],
  [1280, 800],
  [2560, 1440],
] as const

async function isSound(page: Page, name: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([])
  for (const [width, height] of sizes) {
    await page.setViewportSize({ width, height })
    await expect(composer(page)).toBeInViewport()
    await page.screenshot({ path: `test-results/screens/${name}-${width}.png`, animations: 'disabled' })
    expect(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)).toBe(false)
  }
}

for (const theme of ['dark', 'light'] as const)
  test.describe(theme, () => {
    test.beforeEach(({ page }) => useTheme(page, theme))

    test('empty, and a reply with its tiles, are accessible and fit every size', async ({ page, story }) => {
      await visit(page, '/assistant', story)
      await expect(page.getByRole('heading', { name: 'Ask about your fleet' })).toBeVisible()
      await isSound(page, `assistant-empty-${theme}`)
      await ask(page, 'How are my agents, how much did we spend, any alerts? Show the last trace, and throttle it')
      await expect(page.getByRole('button', { name: /^Ask/ })).toBeVisible()
      await expect(replies(page).locator('[data-tile]').first()).toBeVisible()
      // Whoever is at the end stays there, however much comes.
      await expect(replies(page).getByText('Stands on')).toBeInViewport()
      await isSound(page, `assistant-tiles-${theme}`)
    })

    test('a missing key, a reply that comes and one that is cut off are too', async ({ page, server, model }) => {
      await signInTo(page, server)
      await expect(page.getByRole('link', { name: 'Add a provider key' })).toBeVisible()
      await isSound(page, `assistant-no-key-${theme}`)
      await giveKey(server, model)
      const never = held()
      model.say(async function* () {
        yield 'Two agents were heard of in the last 15 minutes [t1].\n\n'
        yield '| agent | runs |\n|---|---|\n| `checkout` | 14 |\n\n- one **point**\n- another\n\n```sh\ncurl -s localhost\n```\n\nAnd '
        await never.until
      })
      await ask(page, 'How are my agents?')
      await expect(replies(page)).toContainText('another')
      await isSound(page, `assistant-streaming-${theme}`)
      await composer(page).press('Escape')
      await expect(replies(page)).toContainText('Cut off')
      await isSound(page, `assistant-cut-off-${theme}`)
      never.let()
    })

    test('a reply without a row, and one whose proposal was not made, are too', async ({ page, server, model }) => {
      await giveKey(server, model)
      await signInTo(page, server)
      await ask(page, 'hello there')
      await expect(replies(page).last().getByRole('list', { name: 'Example questions' })).toBeVisible()
      await isSound(page, `assistant-no-tile-${theme}`)
      await ask(page, 'throttle it')
      await expect(replies(page).last()).toContainText('Nothing was proposed: no agent has reported a trace')
      await expect(page.getByRole('button', { name: /^Ask/ })).toBeVisible()
      // What sits beside the newest reply alone is gone from the one before it.
      await expect(replies(page).first().getByRole('list', { name: 'Example questions' })).toHaveCount(0)
      await isSound(page, `assistant-not-proposed-${theme}`)
    })
  })
