import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { useTheme } from './support/console.ts'
import { about, dialog, drawer, expect, type Fleet, go, menu, row, spans, test } from './support/traces.ts'

const sizes = [
  [1280, 800],
  [2560, 1440],
  [1024, 640],
] as const

type Scene = [name: string, show: (page: Page, id: string) => Promise<unknown>]
const scenes: readonly Scene[] = [
  ['traces-list', (page, id) => expect(page.getByRole('row').filter({ has: row(page, id) })).toContainText('error')],
  [
    'traces-no-match',
    async (page) => {
      await go(page, '/traces?q=nobody')
      await expect(page.getByRole('heading', { name: 'Nothing matches' })).toBeVisible()
    },
  ],
  [
    'traces-picture',
    async (page, id) => {
      await go(page, `/traces/${id}`)
      await expect(spans(page).first()).toBeVisible()
      await expect(about(page)).toContainText('refund.amount')
    },
  ],
  [
    'traces-violation',
    async (page) => {
      await page.getByRole('button', { name: /refund\.amount/ }).click()
      await expect(about(page).getByText('Seven refunds in one conversation.')).toHaveCount(1)
    },
  ],
  [
    'traces-waterfall',
    async (page) => {
      await page.keyboard.press('2')
      await expect(page.getByRole('region', { name: 'Waterfall' })).toBeVisible()
    },
  ],
  [
    'traces-table',
    async (page) => {
      await page.keyboard.press('3')
      await expect(page.getByRole('table', { name: 'Spans' })).toBeVisible()
    },
  ],
  [
    'traces-span',
    async (page) => {
      await page.keyboard.press('2')
      await page.keyboard.press('j')
      await page.keyboard.press('Enter')
      await expect(drawer(page).getByRole('region', { name: 'Attributes' })).toBeVisible()
    },
  ],
  [
    'traces-menu',
    async (page) => {
      await page.keyboard.press('m')
      await expect(menu(page)).toBeVisible()
    },
  ],
  [
    'traces-kill',
    async (page) => {
      await menu(page)
        .getByRole('menuitem', { name: /^Kill run/ })
        .click()
      await expect(dialog(page)).toBeVisible()
    },
  ],
  [
    'traces-propose',
    async (page) => {
      await page.keyboard.press('Escape')
      await expect(dialog(page)).toHaveCount(0)
      await page.keyboard.press('m')
      await menu(page)
        .getByRole('menuitem', { name: /^Throttle agent/ })
        .click()
      await expect(dialog(page)).toContainText('Nothing happens yet')
    },
  ],
]

async function tell(fleet: Fleet): Promise<string> {
  await fleet.trace('checkout-agent', { from: Date.now() - 300_000 })
  const id = await fleet.trace('research-agent', { count: 40, failed: (n) => n % 9 === 0 })
  const told = { trace_id: id, frameworks: ['SOC 2'] }
  await fleet.report('/api/v1/evaluations', {
    evaluations: [
      { ...told, rule: 'refund.amount', label: 'red', score: 0.9, explanation: 'Seven refunds in one conversation.' },
      { ...told, rule: 'tone', label: 'green', score: 0.1 },
    ],
  })
  return id
}

for (const theme of ['dark', 'light'] as const)
  test(`every view of the traces, ${theme}`, async ({ page, fleet }, info) => {
    test.setTimeout(240_000)
    await useTheme(page, theme)
    const id = await tell(fleet)
    await fleet.come(page, '/traces')
    for (const [scene, show] of scenes) {
      await show(page, id)
      const { violations } = await new AxeBuilder({ page }).analyze()
      expect(violations, scene).toEqual([])
      for (const [width, height] of sizes) {
        await page.setViewportSize({ width, height })
        const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        expect(beyond, `${scene} at ${width}`).toBeLessThanOrEqual(0)
        await page.screenshot({ path: info.outputPath(`${scene}-${theme}-${width}.png`) })
      }
      await page.setViewportSize({ width: 1280, height: 800 })
    }
  })

test('loading, an error, and what is out of date each say what they are', async ({ page, fleet, complaints }) => {
  const id = await fleet.trace('research-agent')
  let state: 'waits' | 'fails' | 'answers' = 'waits'
  await page.route(/\/api\/v1\/traces(\?|$)/, async (route) => {
    if (state === 'fails') await route.fulfill({ status: 500, json: {} })
    else if (state === 'answers') await route.continue()
  })
  await fleet.come(page, '/traces')
  await expect(page.getByRole('status', { name: 'Loading the traces' })).toBeVisible()
  state = 'fails'
  await go(page, '/traces?status=ok')
  await expect(page.getByRole('heading', { name: 'The traces could not be loaded' })).toBeVisible()
  state = 'answers'
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(row(page, id)).toBeVisible()
  complaints.splice(0)
})
