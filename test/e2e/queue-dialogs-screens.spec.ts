import AxeBuilder from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import { useTheme } from './support/console.ts'
import {
  dialog,
  drawer,
  expect,
  live,
  type Others,
  openAction,
  press,
  reasonField,
  test,
  typedField,
} from './support/decisions.ts'
import type { Program } from './support/program.ts'

const sizes = [
  [1280, 800],
  [2560, 1440],
  [1024, 640],
] as const

type Stage = { page: Page; server: Program; others: Others }
type Scene = { name: string; show: (stage: Stage) => Promise<Locator> }

const approvedRollback = async (others: Others) => {
  const action = await others.rollback()
  const saw = {
    confirmation: 'checkout',
    note: 'Refunds loop on three traces.',
    proposal_digest: action.proposal_digest,
  }
  return others.post(`/${action.id}/approve`, saw, { as: 'approver' })
}

const scenes: Scene[] = [
  {
    name: 'queue-drawer',
    async show({ page, server, others }) {
      const action = await approvedRollback(others)
      await others.post(`/${action.id}/comments`, { body: 'Was 77ab03d healthy?' }, { as: 'commander' })
      await openAction(page, server, action)
      const ledger = drawer(page).getByRole('region', { name: 'Ledger' })
      await expect(ledger).toContainText('proof holds')
      await ledger.getByRole('button', { name: 'The proof' }).click()
      return ledger.getByRole('button', { name: 'Check again' })
    },
  },
  {
    name: 'queue-approve',
    async show({ page, server, others }) {
      await openAction(page, server, await approvedRollback(others))
      await press(page, /^Approve/)
      await typedField(page).pressSequentially('checko')
      await reasonField(page).fill('Refund loop confirmed on three traces; 77ab03d was healthy for 6 h.')
      return dialog(page)
    },
  },
  {
    name: 'queue-break-glass',
    async show({ page, server, others }) {
      await openAction(page, server, await others.rollback())
      await press(page, /^Break glass/)
      await typedField(page).pressSequentially('chex')
      return dialog(page)
    },
  },
  {
    name: 'queue-review-open',
    async show({ page, server, others }) {
      const action = await others.rollback()
      const alone = { break_glass: true, confirmation: 'checkout', note: 'Nobody answers; refunds go out.' }
      await openAction(page, server, await others.post(`/${action.id}/approve`, alone, { as: 'commander' }))
      return drawer(page).getByText('Glass was broken: its review is open')
    },
  },
  {
    name: 'queue-reject',
    async show({ page, server, others }) {
      await openAction(page, server, await others.throttle())
      await press(page, /^Reject/)
      return dialog(page)
    },
  },
  {
    name: 'queue-mark-executed',
    async show({ page, server, others }) {
      const { id } = await others.throttle()
      await openAction(page, server, await others.post(`/${id}/approve`, {}, { as: 'approver' }))
      await press(page, /^Mark/)
      await dialog(page)
        .getByLabel(/^Outcome/)
        .fill('{\n  "limited": tru\n}')
      return dialog(page)
        .getByText(/Line 2, column 14/)
        .first()
    },
  },
  {
    name: 'queue-propose',
    async show({ page, server }) {
      await page.goto(`${server.url}/#/deployments`)
      await expect(live(page)).toContainText('live')
      // The key is the screen's, and the frame is there before it.
      await expect(page.getByRole('button', { name: 'Propose', exact: true })).toBeVisible()
      await page.keyboard.press('n')
      const form = page.getByRole('form', { name: 'Propose an action' })
      await form.getByRole('radio', { name: 'tag_trace' }).click()
      await form.getByRole('radio', { name: /^Autonomous/ }).click()
      await form.getByRole('textbox', { name: /^Payload/ }).fill('{\n  "tag": "keep",\n}')
      await form.getByRole('button', { name: /now$/ }).click()
      return form
    },
  },
  {
    name: 'queue-bulk',
    async show({ page, server, others }) {
      await others.rollback()
      for (const target of ['sales-assistant', 'triage-agent']) await others.throttle(target)
      await page.goto(`${server.url}/#/deployments`)
      await expect(page.getByRole('row').nth(3)).toBeVisible()
      await page.keyboard.press('j')
      for (const key of ['x', 'j', 'x', 'j', 'x']) await page.keyboard.press(key)
      await page.getByRole('button', { name: /^Reject \d/ }).click()
      await dialog(page)
        .getByRole('button', { name: /^Reject \d/ })
        .click()
      return dialog(page).getByText(/2 rejected of/)
    },
  },
  {
    name: 'settings-policy',
    async show({ page, server }) {
      await page.goto(`${server.url}/#/settings/policy`)
      return page.getByText('Off: tier 3 takes two people')
    },
  },
]

for (const theme of ['dark', 'light'] as const)
  test.describe(theme, () => {
    test.beforeEach(({ page }) => useTheme(page, theme))
    for (const { name, show } of scenes)
      test(`${name} is accessible, and fits every size`, async ({ page, server, others }) => {
        const shown = await show({ page, server, others })
        await expect(shown).toBeVisible()
        const { violations } = await new AxeBuilder({ page }).analyze()
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([])
        for (const [width, height] of sizes) {
          await page.setViewportSize({ width, height })
          await shown.scrollIntoViewIfNeeded()
          await page.screenshot({ path: `test-results/screens/${name}-${theme}-${width}.png`, animations: 'disabled' })
          expect(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)).toBe(false)
        }
      })
  })
