import AxeBuilder from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import { useTheme, visit } from './support/console.ts'
import { drawer, expect, proof, row, test } from './support/ledger.ts'

const sizes = [
  [1280, 800],
  [2560, 1440],
  [1024, 640],
] as const

type Scene = { name: string; place: string; shown: (page: Page) => Locator; before?: (page: Page) => Promise<unknown> }
const scenes: Scene[] = [
  { name: 'audit-list', place: '/audit', shown: (page) => row(page, 0) },
  { name: 'audit-entry', place: '/audit?entry=9', shown: (page) => proof(page).getByText(/Proof holds/) },
  {
    name: 'audit-bad-proof',
    place: '/audit?entry=9',
    shown: (page) => proof(page).getByRole('alert'),
    before: (page) =>
      page.route('**/api/v1/audit/checkpoint', async (route) => {
        const response = await route.fetch()
        await route.fulfill({ response, body: (await response.text()).replace(/\n(\d+)\n/, '\n7\n') })
      }),
  },
  {
    name: 'audit-verify',
    place: '/audit',
    shown: (page) => drawer(page).getByText(/The ledger verifies/),
  },
  { name: 'audit-no-match', place: '/audit?action=nobody.', shown: (page) => page.getByText('Nothing matches') },
]

for (const theme of ['dark', 'light'] as const)
  test.describe(theme, () => {
    test.beforeEach(({ page }) => useTheme(page, theme))
    for (const { name, place, shown, before } of scenes)
      test(`${name} is accessible, and fits every size`, async ({ page }) => {
        await before?.(page)
        await visit(page, place)
        if (name === 'audit-verify') await page.getByRole('button', { name: 'Verify now' }).click()
        await expect(shown(page)).toBeVisible()
        const { violations } = await new AxeBuilder({ page }).analyze()
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([])
        for (const [width, height] of sizes) {
          await page.setViewportSize({ width, height })
          await expect(shown(page)).toBeVisible()
          await page.screenshot({ path: `test-results/screens/${name}-${theme}-${width}.png`, animations: 'disabled' })
          const overflows = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
          expect(overflows).toBe(false)
        }
      })
  })
