import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { test as base, expect as baseExpect, useTheme, visit } from './support/console.ts'

const expect = baseExpect.configure({ timeout: 15_000 })
const test = base

const sizes = [
  [1280, 800],
  [2560, 1440],
  [1024, 640],
] as const

/** Goes on from the scene before it. */
type Scene = [name: string, come: (page: Page) => Promise<unknown>]
const drawer = (page: Page) => page.getByRole('complementary', { name: 'Details' })

const scenes: readonly Scene[] = [
  [
    'drill-schedules',
    async (page) => {
      await visit(page, '/drills?view=schedules')
      await expect(page.getByRole('button', { name: 'Checkout agent: back to the last good build' })).toBeVisible()
    },
  ],
  [
    'drill-schedule-open',
    async (page) => {
      await page.getByRole('button', { name: 'Checkout agent: back to the last good build' }).click()
      await expect(drawer(page).getByRole('region', { name: 'Runbook' })).toBeVisible()
    },
  ],
  [
    'drill-tell',
    async (page) => {
      await drawer(page)
        .getByRole('button', { name: /^Tell the owners now/ })
        .click()
      await expect(page.getByRole('alertdialog').getByRole('table', { name: 'Routes of the plan' })).toBeVisible()
    },
  ],
  [
    'drill-schedule-edit',
    async (page) => {
      await page.keyboard.press('Escape')
      await drawer(page).getByRole('button', { name: /^Edit/ }).click()
      await expect(page.getByRole('region', { name: 'Preview of the plan' }).getByRole('table')).toBeVisible()
    },
  ],
  [
    'drill-schedule-new',
    async (page) => {
      await page.getByRole('button', { name: /^Back/ }).click()
      await page.getByRole('button', { name: /^New schedule/ }).click()
      await page.getByRole('textbox', { name: 'Title' }).fill('Answers from production')
      await page.getByRole('textbox', { name: 'Owner', exact: true }).fill('search')
      await page.getByRole('textbox', { name: 'Runbook', exact: true }).fill('runbooks/a.md')
      await expect(page.getByText('it names production').first()).toBeVisible()
    },
  ],
  [
    'drill-runs',
    async (page) => {
      await visit(page, '/drills?view=runs')
      await expect(page.getByRole('region', { name: 'Scorecard' })).toBeVisible()
      await expect(page.getByRole('table', { name: 'Drill runs' })).toContainText('Over its limit')
    },
  ],
  [
    'drill-run-open',
    async (page) => {
      await page.getByRole('button', { name: 'Retry policy: lift the ceiling and put it back' }).click()
      await expect(drawer(page).getByRole('timer')).toBeVisible()
    },
  ],
  [
    'drill-run-table',
    async (page) => {
      await page.getByRole('button', { name: 'Close (Esc)' }).click()
      await page.getByRole('button', { name: 'As a table' }).click()
      await expect(page.getByRole('table', { name: 'Rollbacks that were measured' })).toBeVisible()
    },
  ],
  [
    'drill-start',
    async (page) => {
      await visit(page, '/drills?view=schedules&sched=model-switch')
      await drawer(page)
        .getByRole('button', { name: /^Start drill/ })
        .click()
      await page
        .getByRole('dialog')
        .getByLabel(/^Where in/)
        .fill('prod-triage')
      await expect(page.getByRole('dialog')).toContainText('names production, which a drill never does')
    },
  ],
  [
    'settings-policy-drills',
    async (page) => {
      await page.keyboard.press('Escape')
      await visit(page, '/settings/policy')
      await expect(page.getByRole('heading', { name: 'Rollback drills' })).toBeVisible()
    },
  ],
  [
    'settings-connectors',
    async (page) => {
      await visit(page, '/settings/connectors')
      await expect(page.getByRole('list', { name: 'Connectors' })).toContainText('desktop')
    },
  ],
]

for (const theme of ['dark', 'light'] as const)
  test.describe(theme, () => {
    test.beforeEach(({ page }) => useTheme(page, theme))
    // The browser reports what the preview refuses; nothing else may be said.
    test.afterEach(({ complaints }) => {
      const kept = complaints.splice(0).filter((text) => !/status of 422/.test(text))
      expect(kept).toEqual([])
    })
    test('schedules, runs and connectors are accessible, and fit every size', async ({ page }) => {
      test.slow()
      for (const [name, come] of scenes) {
        const [width, height] = sizes[0]
        await page.setViewportSize({ width, height })
        await come(page)
        await expectWell(page, `${name}-${theme}`)
      }
    })
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
