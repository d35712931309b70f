import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { useTheme } from './support/console.ts'
import {
  type Deploys,
  dialog,
  expect,
  files,
  logOf,
  openDeploy,
  openPreview,
  test,
  typedField,
} from './support/new-deploys.ts'
import type { Program } from './support/program.ts'

const sizes = [
  [1280, 800],
  [2560, 1440],
  [1024, 640],
] as const

/** Goes on from the scene before it. */
type Scene = [name: string, come: (page: Page, server: Program, deploys: Deploys) => Promise<unknown>]

const scenes: readonly Scene[] = [
  [
    'deploys-preview',
    async (page, server) => {
      await openPreview(page, server, 'sample-service')
      await expect(page.getByText('new file mode')).toBeVisible()
    },
  ],
  [
    'deploys-split',
    async (page) => {
      await page.keyboard.press('j')
      await expect(files(page).nth(1)).toBeFocused()
      await page.getByRole('button', { name: 'Show side by side' }).click()
      await expect(page.getByRole('button', { name: 'Show unified' })).toBeVisible()
    },
  ],
  [
    'deploys-locked',
    async (page, server, deploys) => {
      await deploys.lock('sample-service', 'Quarter end: finance closes the books.')
      await openPreview(page, server, 'sample-service')
      await expect(page.getByText('Deploys are locked').first()).toBeVisible()
    },
  ],
  [
    'deploys-phrase',
    async (page) => {
      await page.keyboard.press('c')
      await typedField(page).pressSequentially('deploy sample-service to prod')
      await dialog(page).getByLabel(/^Why/).fill('Refunds are wrong.')
    },
  ],
  [
    'deploys-moved',
    async (page, _, deploys) => {
      deploys.push('One more thing')
      await dialog(page)
        .getByRole('button', { name: /^Deploy 3/ })
        .click()
      await expect(dialog(page).getByRole('alert')).toBeVisible()
    },
  ],
  [
    'deploys-moved-preview',
    async (page) => {
      await dialog(page).getByRole('button', { name: 'Look at what would ship now' }).click()
      await expect(dialog(page)).toBeHidden()
    },
  ],
  ['deploys-glass', (page, server) => openPreview(page, server, 'console&path=local')],
  [
    'deploys-plan',
    async (page, server) => {
      await openPreview(page, server, 'lightsail')
      await expect(page.getByRole('region', { name: 'Plan' })).toBeVisible()
    },
  ],
  [
    'deploys-quarantine',
    async (page, server, deploys) => {
      const [bad] = (await deploys.surface('antlers')).quarantined
      await openPreview(page, server, `antlers&to=${bad?.sha}`)
      await expect(page.getByText('is in quarantine').first()).toBeVisible()
    },
  ],
  [
    'deploys-no-commit',
    async (page, server) => {
      await page.goto(`${server.url}/#/deploys?make=sample-service&to=nonsense`)
      await expect(page.getByRole('heading', { name: 'What would ship could not be loaded' })).toBeVisible()
    },
  ],
  [
    'deploys-no-surface',
    async (page, server) => {
      await page.goto(`${server.url}/#/deploys?make=nowhere`)
      await expect(page.getByRole('heading', { name: 'There is no such surface' })).toBeVisible()
    },
  ],
  [
    'deploys-waits',
    async (page, server, deploys) => {
      const { id } = await deploys.begin('console', 'ci')
      await openDeploy(page, server, id)
      await expect(page.getByRole('region', { name: 'Approval' })).toBeVisible({ timeout: 60_000 })
    },
  ],
  [
    'deploys-approve',
    async (page) => {
      await page.keyboard.press('a')
      await expect(dialog(page)).toBeVisible()
    },
  ],
  [
    'deploys-cancel',
    async (page) => {
      await page.keyboard.press('Escape')
      await expect(dialog(page)).toBeHidden()
      await page.keyboard.press('x')
      await expect(dialog(page)).toContainText('The run at the forge is asked to stop')
    },
  ],
  [
    'deploys-ill',
    async (page, server, deploys) => {
      await deploys.ask('POST', '/surfaces/sample-service/unlock', { reason: 'done' })
      const { id } = await deploys.begin('sample-service')
      await openDeploy(page, server, id)
      await expect(page.getByRole('region', { name: 'Outcome' })).toBeVisible()
      await expect(logOf(page)).toContainText('that is all of it')
    },
  ],
  [
    'deploys-review',
    async (page, server, deploys) => {
      const open = (await deploys.list('surface=console&review_open=true&limit=1'))[0]
      await openDeploy(page, server, `${open?.id}`)
      await page.getByRole('button', { name: 'Close the review…' }).click()
      await expect(dialog(page)).toBeVisible()
    },
  ],
]

for (const theme of ['dark', 'light'] as const)
  test(`making a deploy and its page are accessible in ${theme}, and fit every size`, async ({
    page,
    server,
    deploys,
  }) => {
    test.setTimeout(300_000)
    await useTheme(page, theme)
    for (const [name, come] of scenes) {
      const [width, height] = sizes[0]
      await page.setViewportSize({ width, height })
      await come(page, server, deploys)
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
