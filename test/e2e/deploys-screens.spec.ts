import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import type { Surface } from '../../renderer/deploys-api.ts'
import { useTheme } from './support/console.ts'
import { back, come, drawer, expect, list, moveTo, row, test, waitingDeploy } from './support/surfaces.ts'

const sizes = [
  [1280, 800],
  [2560, 1440],
  [1024, 640],
] as const

type Answer = { items: Surface[]; faults: string[] }

/** Shows what takes an incident to happen: the server's own answer, changed at one place. */
async function changed(page: Page, change: (answer: Answer) => void): Promise<void> {
  await page.route('**/api/v1/surfaces', async (route) => {
    const response = await route.fetch()
    const answer = (await response.json()) as Answer
    change(answer)
    await route.fulfill({ response, json: answer })
  })
}

const at = (second: number) => new Date(Date.now() - second * 1000).toISOString()
const probes = Array.from({ length: 8 }, (_, n) => ({
  n: n + 1,
  at: at(120 - n * 15),
  ok: n < 6,
  status: n < 6 ? 200 : 503,
  ms: 12 + n,
  error: n < 6 ? null : 'answered 503',
}))

async function withAlert(page: Page): Promise<void> {
  await changed(page, ({ items, faults }) => {
    faults.push('/srv/surfaces.json: surface "vault", settings.directory: expected a path.')
    for (const surface of items) {
      const [last] = surface.last_deploys
      if (surface.id === 'raptor' && last) {
        surface.alert = { deploy_id: last.id, at: at(30), probes }
        surface.health_now = { ok: false, status: 503, ms: 31, error: 'answered 503', at: at(1) }
        surface.running.drifted = true
      }
      if (surface.id === 'docs') surface.running.error = 'The host did not answer within 8 s.'
    }
  })
}

type Scene = [name: string, come: (page: Page, url: string) => Promise<unknown>]

const scenes: readonly Scene[] = [
  [
    'deploys-surfaces',
    async (page, url) => {
      await come(page, url)
      await expect(back(row(page, 'sample-service'))).toBeVisible()
    },
  ],
  [
    'deploys-drawer',
    async (page, url) => {
      await come(page, url, '/deploys?surface=antlers')
      await expect(drawer(page).getByRole('region', { name: 'Releases at its host' })).toContainText('runs now')
    },
  ],
  [
    'deploys-moving',
    async (page, url) => {
      await come(page, url, '/deploys?surface=console')
      await expect(row(page, 'console')).toContainText('waits for its approval')
    },
  ],
  [
    'deploys-alert',
    async (page, url) => {
      await withAlert(page)
      await page.goto('about:blank')
      await come(page, url, '/deploys?surface=raptor')
      await expect(drawer(page).getByRole('table', { name: 'Probes that raised the alert' })).toBeVisible()
      await expect(row(page, 'raptor')).toContainText('Health alert')
      await expect(page.locator('[data-surface]').first()).toHaveText(/^Raptor/)
    },
  ],
  [
    'deploys-releases',
    async (page, url) => {
      await come(page, url)
      await expect(back(row(page, 'sample-service'))).toBeVisible()
      await come(page, url, '/deploys?surface=antlers')
      await drawer(page)
        .getByRole('button', { name: /^Go back further/ })
        .first()
        .click()
      await expect(page.getByRole('alertdialog').getByRole('radio').first()).toBeVisible()
    },
  ],
  [
    'deploys-freeze',
    async (page, url) => {
      await page.keyboard.press('Escape')
      await come(page, url)
      await moveTo(page, 'docs')
      await page.keyboard.press('f')
      await expect(page.getByRole('alertdialog')).toContainText('Times are yours')
    },
  ],
  [
    'deploys-lift',
    async (page, url) => {
      await page.keyboard.press('Escape')
      await come(page, url, '/deploys?surface=antlers')
      await drawer(page)
        .getByRole('button', { name: /^Lift / })
        .click()
      await expect(page.getByRole('alertdialog')).toContainText('type its short SHA')
    },
  ],
  [
    'deploys-history',
    async (page, url) => {
      await page.keyboard.press('Escape')
      await come(page, url, '/deploys?view=history')
      await expect(page.locator('[data-deploy]').first()).toBeVisible()
    },
  ],
  [
    'deploys-no-match',
    async (page, url) => {
      await come(page, url, '/deploys?view=history&surface=docs&outcome=rejected')
      await expect(page.getByRole('heading', { name: 'Nothing matches' })).toBeVisible()
    },
  ],
  [
    'settings-surfaces',
    async (page, url) => {
      await come(page, url, '/settings/surfaces')
      await page.getByRole('button', { name: /^Secrets of Console/ }).click()
      await expect(list(page)).toContainText('HEROKU_API_KEY')
    },
  ],
]

for (const theme of ['dark', 'light'] as const)
  test(`the deploys place is legible and can be used in every state, ${theme}`, async ({ page, url }, info) => {
    test.setTimeout(600_000)
    await waitingDeploy(url, 'console')
    await useTheme(page, theme)
    for (const [scene, comeTo] of scenes) {
      await comeTo(page, url)
      const { violations } = await new AxeBuilder({ page }).analyze()
      expect(violations, scene).toEqual([])
      for (const [width, height] of sizes) {
        await page.setViewportSize({ width, height })
        const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        expect(beyond, `${scene} at ${width}`).toBeLessThanOrEqual(0)
        await page.screenshot({ path: info.outputPath(`${scene}-${theme}-${width}.png`) })
      }
      await page.setViewportSize({ width: 1280, height: 800 })
      await page.unrouteAll({ behavior: 'ignoreErrors' })
    }
  })

test('loading, an error, nothing, and what is out of date each say what they are', async ({
  page,
  url,
  complaints,
}) => {
  let state: 'waits' | 'fails' | 'empty' | 'answers' = 'waits'
  await page.route('**/api/v1/surfaces', async (route) => {
    if (state === 'waits') return
    if (state === 'fails') return route.fulfill({ status: 500, json: {} })
    const response = await route.fetch()
    const answer = (await response.json()) as Answer
    await route.fulfill({ response, json: state === 'empty' ? { items: [], faults: [] } : answer })
  })
  const axe = async () => expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
  await come(page, url)
  await expect(page.getByRole('status', { name: 'Loading the surfaces' })).toBeVisible()
  await axe()
  state = 'fails'
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Surfaces could not be loaded' })).toBeVisible()
  await axe()
  state = 'empty'
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('heading', { name: 'There is nothing to deploy yet' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Settings → Surfaces' })).toHaveAttribute('href', '#/settings/surfaces')
  await axe()
  state = 'answers'
  await page.reload()
  await expect(list(page).locator('> li')).toHaveCount(6)
  state = 'fails'
  await expect(page.getByText('and may have changed since')).toBeVisible({ timeout: 30_000 })
  await expect(list(page).locator('> li')).toHaveCount(6)
  await axe()
  state = 'answers'
  await page.getByRole('button', { name: 'Read it again' }).click()
  await expect(page.getByText('and may have changed since')).toHaveCount(0)
  complaints.splice(0)
})
