import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { useTheme } from './support/console.ts'
import { dialog, drawer, expect, openList, rows, type Story, test, timeline } from './support/incidents.ts'

const sizes = [
  [1280, 800],
  [2560, 1440],
  [1024, 640],
] as const

/** Goes on from the scene before it. */
type Scene = [name: string, come: (page: Page, story: Story) => Promise<unknown>]

const places: readonly Scene[] = [
  ['incidents-list', (page, story) => openList(page, story)],
  [
    'incidents-no-match',
    async (page) => {
      await page.getByRole('searchbox').fill('zebra')
      await expect(page.getByText('Nothing matches')).toBeVisible()
    },
  ],
  [
    'incidents-none-in-a-part',
    async (page, story) => {
      await openList(page, story, '/incidents?q=embeddings')
      await expect(page.getByText('None that matches is resolved.')).toBeVisible()
    },
  ],
  [
    'incidents-open',
    async (page, story) => {
      await openList(page, story, `/incidents?open=${story.checkout.id}`)
      await expect(timeline(page)).toContainText('opened it as SEV1')
    },
  ],
  [
    'incidents-resolved',
    async (page) => {
      await rows(page).filter({ hasText: 'Payments were slow' }).click()
      await expect(timeline(page)).toContainText('The provider is back')
    },
  ],
]

const overlays: readonly Scene[] = [
  [
    'incidents-assign',
    async (page, story) => {
      await openList(page, story, `/incidents?open=${story.checkout.id}`)
      await drawer(page).getByRole('combobox', { name: 'Assign' }).click()
      await expect(page.getByRole('option').first()).toBeVisible()
    },
  ],
  [
    'incidents-resolve',
    async (page) => {
      await page.keyboard.press('Escape')
      await drawer(page).getByRole('button', { name: 'Resolve…' }).click()
      await expect(page.getByRole('alertdialog')).toContainText('cannot be taken back')
    },
  ],
  [
    'incidents-link',
    async (page) => {
      await page.keyboard.press('Escape')
      await drawer(page).getByRole('button', { name: 'Link…' }).click()
      await expect(dialog(page, 'Link to the incident').getByRole('radio').first()).toBeVisible()
    },
  ],
  [
    'incidents-new',
    async (page) => {
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'New incident…' }).click()
      await dialog(page, 'Open a new incident').getByRole('radio', { name: /SEV2/ }).click()
    },
  ],
  [
    'incidents-of-action',
    async (page, story) => {
      await page.goto(`${story.url}/#/deployments?open=${story.rollback.id}`)
      const section = drawer(page).getByRole('region', { name: 'Incidents' })
      await expect(section).toContainText('support is flooded')
      await section.getByRole('button', { name: 'Link…' }).click()
      await expect(dialog(page, 'Link the rollback of checkout-agent').getByRole('radio').first()).toBeVisible()
    },
  ],
]

for (const theme of ['dark', 'light'] as const)
  test.describe(theme, () => {
    test.beforeEach(({ page }) => useTheme(page, theme))
    for (const [what, scenes] of [
      ['the places', places],
      ['what opens over them', overlays],
    ] as const)
      test(`${what} are accessible, and fit every size`, async ({ page, story }) => {
        test.slow()
        for (const [name, come] of scenes) {
          const [width, height] = sizes[0]
          await page.setViewportSize({ width, height })
          await come(page, story)
          await expectWell(page, `${name}-${theme}`)
        }
      })
  })

async function expectWell(page: Page, name: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)
  expect(found, name).toEqual([])
  for (const [width, height] of sizes) {
    await page.setViewportSize({ width, height })
    await page.screenshot({ path: `test-results/screens/${name}-${width}.png`, animations: 'disabled' })
    expect(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), name).toBe(false)
  }
}
