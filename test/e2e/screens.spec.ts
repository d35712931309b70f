import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, live, test, useTheme, visit } from './support/console.ts'
import { createKey } from './support/program.ts'

const sizes = [
  [1280, 800],
  [2560, 1440],
  [1024, 640],
] as const

type Screen = { name: string; place: string; ready?: (page: Page) => Promise<unknown> }

const screens: Screen[] = [
  { name: 'audit', place: '/audit', ready: (page) => page.getByRole('row').nth(1).waitFor() },
  { name: 'settings-appearance', place: '/settings/appearance' },
  { name: 'settings-connections', place: '/settings/connections' },
  {
    name: 'settings-session',
    place: '/settings/session',
    ready: (page) => page.getByText('What you may do').waitFor(),
  },
  { name: 'settings-about', place: '/settings/about', ready: (page) => page.getByText('ok: it can write').waitFor() },
  { name: 'not-found', place: '/deploys' },
  {
    name: 'palette',
    place: '/audit',
    async ready(page) {
      await page.getByRole('row').nth(1).waitFor()
      await page.keyboard.press('Control+k')
      await page.getByRole('dialog').getByRole('option').first().waitFor()
    },
  },
  {
    name: 'keys',
    place: '/audit',
    async ready(page) {
      await page.keyboard.press('?')
      await page.getByRole('dialog').waitFor()
    },
  },
  {
    name: 'act-as',
    place: '/settings/session',
    async ready(page) {
      await page.getByTestId('who').click()
      await page.getByRole('menuitemradio').first().waitFor()
    },
  },
]

async function picture(page: Page, name: string): Promise<void> {
  const theme = await page.locator('html').getAttribute('data-theme')
  for (const [width, height] of sizes) {
    await page.setViewportSize({ width, height })
    await page.screenshot({ path: `test-results/screens/${name}-${theme}-${width}.png` })
  }
}

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([])
}

const overflows = (page: Page) =>
  page.evaluate(
    () => document.documentElement.scrollWidth > innerWidth || document.documentElement.scrollHeight > innerHeight,
  )

for (const theme of ['dark', 'light'] as const)
  test.describe(theme, () => {
    test.beforeEach(({ page }) => useTheme(page, theme))

    for (const { name, place, ready } of screens)
      test(`${name} is accessible, and fits every size`, async ({ page }) => {
        await visit(page, place)
        await ready?.(page)
        await expectAccessible(page)
        await picture(page, name)
        expect(await overflows(page)).toBe(false)
      })

    test('the first start is accessible', async ({ page, dataDir, launch }) => {
      const local = await launch(['console', '--port', '0', '--data', dataDir])
      await page.goto(local.url)
      await page.getByRole('button', { name: /^Look at the sample/ }).waitFor()
      await expectAccessible(page)
      await picture(page, 'first-start')
      await page.getByRole('button', { name: /^Connect to your team/ }).click()
      await expectAccessible(page)
      await picture(page, 'first-start-connect')
    })

    test('signing in is accessible', async ({ page, dataDir, launch, complaints }) => {
      await createKey(dataDir, 'viewer')
      const team = await launch(['serve', '--port', '0', '--data', dataDir])
      await page.goto(team.url)
      await page.getByRole('button', { name: 'Sign in' }).waitFor()
      await expectAccessible(page)
      await picture(page, 'sign-in')
      expect(await overflows(page)).toBe(false)
      expect(complaints.splice(0).filter((text) => !text.includes('401'))).toEqual([])
    })

    test('connections and the reset dialog are accessible', async ({ page, dataDir, launch }) => {
      const local = await launch(['console', '--port', '0', '--data', dataDir])
      await page.goto(local.url)
      await page.getByRole('button', { name: /^Look at the sample/ }).click()
      await expect(live(page)).toContainText('live')
      await page.goto(`${new URL(local.url).origin}/#/settings/connections`)
      await page.getByRole('button', { name: 'Reset sample…' }).click()
      await page.getByRole('alertdialog').waitFor()
      await expectAccessible(page)
      await picture(page, 'reset-sample')
    })

    test('being offline is accessible', async ({ page, dataDir, launch, complaints }) => {
      const server = await launch(['serve', '--sample', '--port', '0', '--data', dataDir])
      await page.goto(`${server.url}/#/audit`)
      await expect(live(page)).toContainText('live')
      await page.getByRole('row').nth(1).waitFor()
      await server.stop()
      await expect(live(page)).toContainText('offline', { timeout: 20_000 })
      await expectAccessible(page)
      await picture(page, 'offline')
      expect(complaints.splice(0).filter((text) => !text.includes('ERR_'))).toEqual([])
    })
  })
