import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect as baseExpect, live, test, useTheme, visit } from './support/console.ts'

const expect = baseExpect.configure({ timeout: 15_000 })
const dialog = (page: Page) => page.getByRole('alertdialog')
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

async function expectAccessible(page: Page, name: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect
    .soft(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`),
      name,
    )
    .toEqual([])
  await page.screenshot({ path: `test-results/screens/${name}-1280.png`, animations: 'disabled' })
}

/** By keys alone, as whoever has no pointer does it. */
async function press(page: Page, name: string): Promise<void> {
  await button(page, name).focus()
  await page.keyboard.press('Enter')
}

for (const theme of ['dark', 'light'] as const)
  test(`how long the record is kept, and a legal hold, in the ${theme} theme`, async ({ page, dataDir, launch }) => {
    test.slow()
    await useTheme(page, theme)
    await page.setViewportSize({ width: 1280, height: 1100 })
    const local = await launch(['console', '--port', '0', '--data', dataDir])
    await page.goto(local.url)
    await page.getByRole('button', { name: /this machine/i }).click()
    await expect(live(page)).toContainText('live')
    await page.goto(`${new URL(local.url).origin}/#/settings/policy`)
    await expect(page.getByText('Kept for 730 days', { exact: true })).toBeVisible()
    await expect(button(page, 'Keep it for that long')).toHaveAttribute('aria-disabled', 'true')

    const days = page.getByLabel('Days to keep it')
    await days.fill('29')
    await expect(page.getByText('At least 30 days, as a whole number.').first()).toBeVisible()
    // Longer takes nothing away, and asks nothing.
    await days.fill('800')
    await press(page, 'Keep it for that long')
    await expect(page.getByText('Kept for 800 days', { exact: true })).toBeVisible()

    await expect(button(page, 'Place a legal hold')).toHaveAccessibleDescription('Asleep until a reason is given')
    await page.getByLabel('Why the record is to be held').fill('Case 7 of the regulator')
    await press(page, 'Place a legal hold')
    await expect(page.getByText('In force: nothing goes, however old')).toBeVisible()
    await expect(page.getByText('Case 7 of the regulator')).toBeVisible()
    await expectAccessible(page, `settings-retention-held-${theme}`)

    await days.fill('90')
    await press(page, 'Keep it for less time…')
    await expect(dialog(page)).toContainText('What is older than 90 days goes for good')
    await expect(dialog(page)).toContainText('or as soon as the legal hold is lifted')
    await expect(dialog(page).getByRole('button', { name: 'Keep it for 90 days only' })).toHaveAttribute(
      'aria-disabled',
      'true',
    )
    await dialog(page).getByLabel('Type how long').pressSequentially('90 days')
    await expectAccessible(page, `settings-retention-shorter-${theme}`)
    await dialog(page).getByRole('button', { name: 'Keep it for 90 days only' }).press('Enter')
    await expect(page.getByText('Kept for 90 days', { exact: true })).toBeVisible()
    await expect(button(page, 'Keep it for that long')).toBeFocused()

    await press(page, 'Lift it…')
    await expect(dialog(page)).toContainText('brings nothing back')
    await page.keyboard.press('Escape')
    await expect(page.getByText('In force: nothing goes, however old')).toBeVisible()
    await press(page, 'Lift it…')
    await dialog(page).getByLabel('Type what is lifted').pressSequentially('legal hold')
    await dialog(page).getByRole('button', { name: 'Lift the legal hold' }).press('Enter')
    await expect(page.getByText('None. While one stands nothing goes from the record')).toBeVisible()
    await expect(page.getByLabel('Why the record is to be held')).toHaveValue('')
    await page.getByLabel('Why the record is to be held').focus()
    await expect(page.getByRole('tooltip')).toHaveCount(0)
    await expectAccessible(page, `settings-retention-${theme}`)
  })

test('in the sample nobody may change it: it is shown, sleeps and says why', async ({ page }) => {
  await visit(page, '/settings/policy')
  await expect(page.getByText('Kept for 730 days', { exact: true })).toBeVisible()
  for (const name of ['Keep it for that long', 'Place a legal hold'])
    await expect(button(page, name)).toHaveAccessibleDescription(/settings\.manage/)
  await expect(page.getByLabel('Days to keep it')).not.toBeEditable()
  await expect(page.getByLabel('Why the record is to be held')).not.toBeEditable()
})
