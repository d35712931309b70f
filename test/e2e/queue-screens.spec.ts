import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { useTheme } from './support/console.ts'
import { actAs, dialog, drawer, expect, type Others, test } from './support/decisions.ts'
import { openQueue, row, rows } from './support/queue.ts'

const sizes = [
  [1280, 800],
  [2560, 1440],
  [1024, 640],
] as const

type Scene = { name: string; address?: string; show?: (page: Page, others: Others) => Promise<unknown> }
const scenes: Scene[] = [
  { name: 'queue-list' },
  {
    name: 'queue-open',
    show: (page) =>
      row(page, 0)
        .click()
        .then(() => expect(drawer(page)).toContainText('Canary drift')),
  },
  {
    name: 'queue-operator',
    async show(page) {
      await actAs(page, 'operator')
      await row(page, 1)
        .getByRole('button', { name: /^Approve/ })
        .hover()
      await expect(page.getByRole('tooltip')).toBeVisible()
    },
  },
  {
    name: 'queue-picked',
    async show(page) {
      for (const index of [0, 1, 2]) await rows(page).getByRole('checkbox').nth(index).check()
      await expect(page.getByText('3 selected')).toBeVisible()
    },
  },
  {
    name: 'queue-no-match',
    address: '?q=nobody',
    show: (page) => expect(page.getByText('Nothing matches')).toBeVisible(),
  },
  {
    name: 'queue-filter',
    async show(page) {
      await page.getByRole('button', { name: /^(Type: any|Filter)/ }).click()
      await page.getByRole('menuitemcheckbox', { name: /^throttle/ }).click()
    },
  },
  {
    name: 'queue-views',
    async show(page) {
      await page.getByRole('button', { name: 'Views', exact: true }).click()
      await expect(page.getByRole('dialog', { name: 'Views' })).toBeVisible()
    },
  },
  {
    name: 'queue-glass-and-hold',
    async show(page, others) {
      const { id } = await others.rollback()
      const given = { break_glass: true, confirmation: 'checkout', note: 'Nobody else is awake' }
      await others.post(`/${id}/approve`, given, { as: 'commander' })
      const taken = await others.throttle('taken-by-a-runner')
      await others.post(`/${taken.id}/approve`, {}, { as: 'approver' })
      await others.post(`/${taken.id}/claim`, { lease_seconds: 600 }, { as: 'commander' })
      await page.getByTestId('who').click()
      await page.getByRole('menuitem', { name: /^Hold everything/ }).click()
      await page.getByRole('textbox', { name: /^Why/ }).fill('Looking at the alerts first')
      await page.getByRole('button', { name: 'Hold everything' }).click()
      await expect(page.getByText('nothing runs by itself').first()).toBeVisible()
      await expect(page.getByText('1 review open').first()).toBeVisible()
    },
  },
  {
    name: 'queue-lift',
    async show(page) {
      await page.getByTestId('who').click()
      await page.getByRole('menuitem', { name: /^Hold everything/ }).click()
      await page.getByRole('textbox', { name: /^Why/ }).fill('Looking')
      await page.getByRole('button', { name: 'Hold everything' }).click()
      await page.getByRole('button', { name: 'Lift the hold…' }).click()
      await expect(dialog(page)).toBeVisible()
    },
  },
]

for (const theme of ['dark', 'light'] as const)
  test.describe(theme, () => {
    test.beforeEach(({ page }) => useTheme(page, theme))
    for (const { name, address = '', show } of scenes)
      test(`${name} is accessible, and fits every size`, async ({ page, server, others }) => {
        if (address === '') await openQueue(page, server.url)
        else await page.goto(`${server.url}/#/deployments${address}`)
        await show?.(page, others)
        const { violations } = await new AxeBuilder({ page }).analyze()
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([])
        for (const [width, height] of sizes) {
          await page.setViewportSize({ width, height })
          await expect(page.locator('section[aria-label="At a glance"]')).toBeVisible()
          await page.screenshot({ path: `test-results/screens/${name}-${theme}-${width}.png`, animations: 'disabled' })
          expect(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)).toBe(false)
        }
      })
  })
