import type { Page } from '@playwright/test'
import { asks, come, drawer, expect, named, test } from './support/drill-forms.ts'

const retries = 'Retry policy: lift the ceiling and put it back'
const row = (page: Page, text: string) =>
  page.getByRole('table', { name: 'Drill runs' }).getByRole('row').filter({ hasText: text })
const steps = (page: Page) => drawer(page).getByRole('checkbox')

/** The browser reports what the server refuses; nothing else may be said. */
test.afterEach(({ complaints }) => {
  const kept = complaints.splice(0).filter((text) => !/status of (422|409)/.test(text))
  expect(kept).toEqual([])
})

test('a drill is run to its end by keyboard: steps, the moment that is measured, what was learned', async ({
  page,
  url,
}) => {
  await come(page, url, '/drills?view=runs')
  const table = page.getByRole('table', { name: 'Drill runs' })
  await expect(table.getByRole('rowheader')).toHaveText([/^Running/, /^Ended/])
  await expect(row(page, retries)).toContainText(/Running.*of 40:00/)
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await expect(drawer(page).getByRole('timer')).toHaveText(/^1\d:\d\d$/)
  await expect(drawer(page)).toContainText(/\d+:\d\d left/)
  await expect(steps(page)).toHaveCount(4)
  await expect(drawer(page).getByRole('listitem').nth(1)).toContainText(/Sample commander.*unverified/)
  await expect(named(page, 'Finish…')).toHaveAttribute('aria-description', /Say first that the rollback is through/)

  await steps(page).nth(2).focus()
  await page.keyboard.press('Space')
  await expect(steps(page).nth(2)).toBeChecked()
  await expect(drawer(page).getByRole('listitem').nth(2)).toContainText('Sample commander')
  await page.keyboard.press('r')
  const recover = page.getByRole('dialog', { name: /^The rollback of/ })
  await expect(recover.getByRole('timer')).toHaveText(/^1\d:\d\d$/)
  await expect(recover).toContainText(/The limit is 40 min.*It cannot be taken back/)
  await page.keyboard.press('Escape')
  await expect(recover).toHaveCount(0)
  await expect(drawer(page)).toContainText('not said yet')
  await page.keyboard.press('r')
  await expect(recover.getByRole('button', { name: 'Rollback is through' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(drawer(page)).toContainText(/through, \d+:\d\d before the limit/)
  const face = await drawer(page).getByRole('timer').textContent()
  await expect(named(page, 'Finish…')).toHaveAttribute('aria-description', /Steps of the runbook are not ticked yet/)
  await steps(page).nth(2).focus()
  await page.keyboard.press('ArrowDown')
  await expect(steps(page).nth(3)).toBeFocused()
  await page.keyboard.press('Space')
  await expect(steps(page).nth(3)).toBeChecked()
  await expect(named(page, 'Finish…')).not.toHaveAttribute('aria-disabled', 'true')
  await page.keyboard.press('f')
  await page.keyboard.type('The burst fell to three within a minute.')
  await page.getByRole('alertdialog').getByRole('button', { name: 'Finish the drill' }).click()
  await expect(drawer(page)).toContainText('The burst fell to three within a minute.')
  await expect(drawer(page).getByRole('timer')).toHaveText(face ?? '')
  await expect(drawer(page).getByRole('button', { name: 'Rollback is through' })).toHaveCount(0)
  await expect(steps(page).first()).toBeDisabled()
  await expect(row(page, retries)).toContainText('Within its limit')
  // The next one is due an interval from now.
  const after = await asks<{ days_until_due: number }>(url, 'GET', '/api/v1/drills/schedules/retries-ceiling')
  expect(after.days_until_due).toBe(44)
})

test('a drill is started from a schedule, never at production, and abandoned with a reason', async ({ page, url }) => {
  await come(page, url, '/drills?view=schedules&sched=model-switch')
  await expect(drawer(page)).toContainText('ml-platform')
  await page.keyboard.press('s')
  const dialog = page.getByRole('dialog')
  const surface = dialog.getByLabel('Where in development it is rehearsed')
  await expect(surface).toBeFocused()
  await expect(dialog).toContainText('The clock runs from the moment you press')
  for (const wrong of ['checkout-prod', 'agent.example.com', 'sk-live-0123456789']) {
    await surface.fill(wrong)
    await expect(dialog).toContainText('which a drill never does')
    await expect(dialog.getByRole('button', { name: 'Start the drill' })).toHaveAttribute('aria-disabled', 'true')
  }
  await surface.fill('triage-agent')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/view=runs.*run=/)
  await expect(drawer(page).getByRole('timer')).toHaveText(/^0:\d\d$/)
  await expect(row(page, 'Triage agent').first()).toContainText('Running')
  await page.keyboard.press('x')
  const abandon = page.getByRole('alertdialog')
  await expect(abandon.getByRole('button', { name: 'Abandon the drill' })).toHaveAttribute('aria-disabled', 'true')
  await abandon.getByLabel(/^Why/).fill('The small model is away today.')
  await abandon.getByRole('button', { name: 'Abandon the drill' }).click()
  await expect(drawer(page)).toContainText('not measured')
  await expect(drawer(page)).toContainText('The small model is away today.')
})

test('a second drill of the same schedule is refused in words, and what was typed stays', async ({ page, url }) => {
  await come(page, url, '/drills?view=schedules&sched=retries-ceiling')
  await expect(drawer(page)).toContainText('fleet')
  await page.keyboard.press('s')
  await page
    .getByRole('dialog')
    .getByLabel(/^Where in/)
    .fill('retry-policy')
  await page.getByRole('dialog').getByRole('button', { name: 'Start the drill' }).click()
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText('A drill of this schedule is running')
  await expect(page.getByRole('dialog').getByLabel(/^Where in/)).toHaveValue('retry-policy')
})

test('the scorecard has its figures, a picture, and the same as a table', async ({ page, url }) => {
  await come(page, url, '/drills?view=runs')
  const card = page.getByRole('region', { name: 'Scorecard' })
  const figures = await asks<{ told: number; missed: number; recoveries: { seconds: number; limit: number }[] }>(
    url,
    'GET',
    '/api/v1/drills/scorecard',
  )
  await expect(card).toContainText(new RegExp(`of ${figures.told}`))
  await expect(card).toContainText(new RegExp(`Not answered in time\\s*${figures.missed}`))
  const over = figures.recoveries.filter(({ seconds, limit }) => seconds > limit).length
  await expect(
    card.getByRole('img', {
      name: `${figures.recoveries.length} rollbacks were measured, ${over} of them over their limit`,
    }),
  ).toBeVisible()
  await card.getByRole('button', { name: 'As a table' }).click()
  await expect(card.getByRole('table').getByRole('row')).toHaveCount(figures.recoveries.length + 1)
  await expect(card.getByRole('table')).toContainText('1050 over')
  const { seconds = 0, limit = 1 } = figures.recoveries.find((each) => each.seconds === 1050) ?? {}
  await expect(card.getByRole('row').filter({ hasText: '1050 over' })).toContainText(
    `${Math.ceil((seconds / limit) * 100)}%`,
  )
})

test('a key acts on the row that has the focus, and says why where it cannot', async ({ page, url }) => {
  await come(page, url, '/drills?view=runs')
  await expect(row(page, retries)).toContainText(/Running.*unverified/)
  await page.keyboard.press('f')
  await expect(page.getByText('No drill run is chosen').first()).toBeVisible()
  await page.keyboard.press('j')
  await expect(named(page, retries)).toBeFocused()
  await page.keyboard.press('f')
  await expect(page.getByText(/Say first that the rollback is through/).first()).toBeVisible()
  await page.keyboard.press('x')
  await expect(page.getByRole('alertdialog')).toContainText(`Abandon the drill of “${retries}”`)
  await page.keyboard.press('Escape')
  await expect(drawer(page)).toHaveCount(0)
  await expect(named(page, retries)).toBeFocused()
})

test('two people at one drill: what one ticks, the other sees', async ({ page, url }) => {
  await come(page, url, '/drills?view=runs')
  await named(page, retries).click()
  await expect(steps(page).nth(2)).not.toBeChecked()
  const { items } = await asks<{ items: { run_id: string }[] }>(url, 'GET', '/api/v1/drills/runs?state=running')
  await asks(url, 'POST', `/api/v1/drills/runs/${items[0]?.run_id}/tick`, { step: 2 })
  await expect(steps(page).nth(2)).toBeChecked()
  await expect(drawer(page)).toContainText('3 of 4 ticked')
})
