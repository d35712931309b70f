import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { useTheme } from './support/console.ts'
import { type DrillApi, dialog, drawer, expect, openRoutes, rows, test } from './support/drill-routes.ts'

const sizes = [
  [1280, 800],
  [2560, 1440],
  [1024, 640],
] as const

/** Goes on from the scene before it. */
type Scene = [name: string, come: (page: Page, drills: DrillApi) => Promise<unknown>]

const scenes: readonly Scene[] = [
  ['drills-routes', (page, drills) => openRoutes(page, drills)],
  [
    'drills-tables',
    async (page) => {
      // Pressed, it is called otherwise.
      for (const _ of ['drills', 'trend']) await page.getByRole('button', { name: 'Table' }).first().click()
      await expect(page.getByRole('table', { name: 'Next drills' }).getByRole('link').first()).toBeVisible()
    },
  ],
  [
    'drills-no-match',
    async (page, drills) => {
      await openRoutes(page, drills)
      await page.getByRole('textbox', { name: 'Search routes' }).fill('zebra')
      await expect(page.getByRole('heading', { name: 'Nothing matches' })).toBeVisible()
    },
  ],
  [
    'drills-filter',
    async (page, drills) => {
      await openRoutes(page, drills, '?state=outstanding')
      await page.getByRole('button', { name: /^State:/ }).click()
      await expect(page.getByRole('menuitemcheckbox').first()).toBeVisible()
    },
  ],
  [
    'drills-route',
    async (page, drills) => {
      const [route] = await drills.routes({ state: 'escalated' })
      await openRoutes(page, drills, `?open=${route?.route_id}`)
      await expect(drawer(page).getByRole('region', { name: 'Ledger' })).toContainText('proof holds')
    },
  ],
  [
    'drills-suppressed',
    async (page, drills) => {
      const [route] = await drills.routes({ action: 'suppress' })
      await openRoutes(page, drills, `?open=${route?.route_id}`)
      await expect(drawer(page)).toContainText('Not sent')
    },
  ],
  [
    'drills-acknowledge',
    async (page, drills) => {
      await openRoutes(page, drills)
      await page.keyboard.press('j')
      await expect(rows(page).first()).toBeFocused()
      await page.keyboard.press('a')
      await expect(dialog(page)).toContainText('Recorded as')
    },
  ],
  [
    'drills-dismiss',
    async (page) => {
      await page.keyboard.press('Escape')
      await expect(dialog(page)).toBeHidden()
      await expect(rows(page).first()).toBeFocused()
      await page.keyboard.press('x')
      await expect(dialog(page)).toContainText('Nothing undoes it')
    },
  ],
  [
    'drills-bulk',
    async (page) => {
      await page.keyboard.press('Escape')
      await expect(dialog(page)).toBeHidden()
      await page.keyboard.press('Shift+A')
      await expect(dialog(page).getByRole('listitem').first()).toBeVisible()
    },
  ],
  [
    'drills-bulk-failed',
    async (page, drills) => {
      const [route] = await drills.routes({ state: 'outstanding' })
      if (route !== undefined) await drills.answer(route, 'resolved')
      await page.keyboard.press('Enter')
      await expect(dialog(page).getByRole('region', { name: 'Failed' })).toBeVisible()
    },
  ],
]

for (const theme of ['dark', 'light'] as const)
  test(`the routes of drills are accessible in ${theme}, and fit every size`, async ({ page, drills }) => {
    test.slow()
    await useTheme(page, theme)
    for (const [name, come] of scenes) {
      const [width, height] = sizes[0]
      await page.setViewportSize({ width, height })
      await come(page, drills)
      await expectWell(page, `${name}-${theme}`)
    }
  })

async function expectWell(page: Page, name: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)
  expect.soft(found, name).toEqual([])
  for (const [width, height] of sizes) {
    await page.setViewportSize({ width, height })
    await page.screenshot({ path: `test-results/screens/${name}-${width}.png`, animations: 'disabled' })
    expect(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), name).toBe(false)
  }
}
