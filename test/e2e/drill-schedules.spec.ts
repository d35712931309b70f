import type { Page } from '@playwright/test'
import { actsAs, asks, come, drawer, expect, named, test } from './support/drill-forms.ts'

const checkout = 'Checkout agent: back to the last good build'
const row = (page: Page, title: string) =>
  page.getByRole('table', { name: 'Schedules' }).getByRole('row').filter({ hasText: title })
const preview = (page: Page) => page.getByRole('region', { name: 'Preview of the plan' })
const field = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true })

/** The browser reports what the preview and the server refuse; nothing else may be said. */
test.afterEach(({ complaints }) => {
  const kept = complaints.splice(0).filter((text) => !/status of (422|409)/.test(text))
  expect(kept).toEqual([])
})

test('each schedule stands in a word and a shape, and the keyboard alone goes there and back', async ({
  page,
  url,
}) => {
  await come(page, url, '/drills?view=schedules')
  await expect(row(page, checkout)).toContainText(/staging.*Stale.*ago.*late/)
  await expect(row(page, 'Retry policy')).toContainText('Due soon')
  await expect(row(page, 'Triage agent')).toContainText(/Ready.*in \d+ d.*nobody/)
  await expect(row(page, 'Fleet eu-west')).toContainText(/Paused.*not asked for/)
  await expect(row(page, 'Sales assistant')).toContainText('Retired')
  await page.keyboard.press('j')
  await expect(named(page, checkout)).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/sched=checkout-rollback/)
  await expect(drawer(page).getByRole('heading', { name: checkout })).toBeFocused()
  await expect(drawer(page)).toContainText(
    'payments-oncall by slack, pagerduty, to answer within 30 min, then platform-lead',
  )
  await page.keyboard.press('Escape')
  await expect(drawer(page)).toHaveCount(0)
  await expect(named(page, checkout)).toBeFocused()
  await page.goBack()
  await expect(drawer(page)).toContainText('Freeze deploys')
})

test('a schedule is made by keyboard: what it may not name is said at its field, a reload loses nothing', async ({
  page,
  url,
}) => {
  await come(page, url, '/drills?view=schedules')
  await expect(named(page, checkout)).toBeVisible()
  await page.keyboard.press('c')
  await expect(field(page, 'Title')).toBeFocused()
  await page.keyboard.type('Answers of production')
  await expect(field(page, 'Id, which stays as it is')).toHaveValue('answers-of-production')
  await expect(named(page, 'Make the schedule')).toHaveAttribute('aria-description', 'Asleep until it has an owner')
  await field(page, 'Owner').fill('search')
  await field(page, 'Runbook').fill('runbooks/search/answers.md')
  await expect(page.getByText('it names production, which a drill never does').first()).toBeVisible()
  await expect(field(page, 'Title')).toHaveAttribute('aria-invalid', 'true')
  await expect(preview(page)).toContainText('No plan can be made of it yet')

  await field(page, 'Title').fill('Answers of the rehearsal')
  await field(page, 'Id, which stays as it is').fill('answers')
  await expect(preview(page)).toContainText('0 would be told, 1 not')
  await expect(preview(page)).toContainText('the schedule is healthy')
  await named(page, 'On its day').click()
  await expect(preview(page)).toContainText('1 would be told, 0 not')

  await page.reload()
  await expect(field(page, 'Title')).toHaveValue('Answers of the rehearsal')
  await expect(field(page, 'Owner')).toHaveValue('search')
  await page.keyboard.press('Control+Enter')
  await expect(page).toHaveURL(/sched=answers/)
  await expect(drawer(page)).toContainText('runbooks/search/answers.md')
  await expect(row(page, 'Answers of the rehearsal')).toContainText('Ready')
  const made = await asks<{ owners: string[] }>(url, 'GET', '/api/v1/drills/schedules/answers')
  expect(made.owners).toEqual(['search'])
  await page.keyboard.press('Escape')
  await page.keyboard.press('c')
  await expect(field(page, 'Title')).toHaveValue('')
})

test('windows, absences and providers are edited, and the preview says what each of them keeps back', async ({
  page,
  url,
}) => {
  await come(page, url, '/drills?view=schedules&sched=checkout-rollback')
  await expect(drawer(page)).toBeVisible()
  await page.keyboard.press('e')
  await expect(preview(page)).toContainText('4 would be told, 0 not')
  await expect(preview(page)).toContainText('No connector is set up for pagerduty')
  const on = async (label: string, at: number) => {
    const text = await page.evaluate((ms) => {
      const date = new Date(ms)
      return new Date(ms - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
    }, at)
    await page.getByLabel(label, { exact: true }).fill(text)
  }
  const hour = 3_600_000
  await named(page, 'Add a maintenance window').click()
  await expect(page.getByLabel('Begins', { exact: true })).toBeFocused()
  await on('Begins', Date.now() - hour)
  await on('Ends', Date.now() - 2 * hour)
  await field(page, 'Why').fill('The broker is moved.')
  await field(page, 'Only these providers').fill('slack')
  await expect(page.getByText('expected it to end after it begins').first()).toBeVisible()
  await on('Ends', Date.now() + 2 * hour)
  await expect(preview(page)).toContainText('3 would be told, 1 not')
  await expect(preview(page)).toContainText(/The broker is moved, until/)
  await named(page, 'Add an absence').click()
  await page.getByRole('group', { name: 'Absences of owners' }).getByLabel('Owner').fill('platform')
  await on('From', Date.now() - hour)
  await on('Until', Date.now() + 26 * hour)
  await expect(preview(page)).toContainText('1 would be told, 3 not')
  await named(page, 'Remove maintenance window 1').click()
  await expect(named(page, 'Add a maintenance window')).toBeFocused()
  await expect(preview(page)).toContainText('2 would be told, 2 not')
  await named(page, 'Save the schedule').click()
  await expect(drawer(page)).toContainText('platform is away')
  const saved = await asks<{ next_due_at: string; owner_calendars: object }>(
    url,
    'GET',
    '/api/v1/drills/schedules/checkout-rollback',
  )
  expect(Object.keys(saved.owner_calendars)).toEqual(['platform'])
  // What was not touched is to the millisecond what it was.
  expect(saved.next_due_at).not.toMatch(/:00\.000Z$/)
})

test('what somebody else changed meanwhile is overwritten by nobody who does not say so', async ({ page, url }) => {
  const path = '/api/v1/drills/schedules/model-switch'
  await come(page, url, '/drills?view=schedules&sched=model-switch')
  await drawer(page).getByRole('button', { name: /^Edit/ }).click()
  await field(page, 'Title').fill('Mine')
  const theirs = await asks<Record<string, unknown>>(url, 'GET', path)
  await asks(url, 'PUT', path, { ...theirs, title: 'Theirs' })
  await expect(page.getByRole('alert')).toContainText(/Changed meanwhile.*Sample commander/)
  await expect(named(page, 'Save the schedule')).toHaveAttribute('aria-description', /until you say whose/)
  await expect(field(page, 'Title')).toHaveValue('Mine')
  await named(page, 'Keep mine, over theirs').click()
  await named(page, 'Save the schedule').click()
  await expect(drawer(page).getByRole('heading', { name: 'Mine' })).toBeVisible()

  await drawer(page).getByRole('button', { name: /^Edit/ }).click()
  await field(page, 'Title').fill('Mine again')
  await asks(url, 'PUT', path, { ...theirs, title: 'Theirs' })
  await named(page, 'Show it as it is now').click()
  await expect(field(page, 'Title')).toHaveValue('Theirs')
})

test('telling the owners says first whom, and afterwards what became of each message', async ({ page, url }) => {
  await come(page, url, '/drills?view=schedules&sched=checkout-rollback')
  await expect(drawer(page)).toContainText('payments-oncall')
  await page.keyboard.press('t')
  const dialog = page.getByRole('alertdialog')
  await expect(dialog.getByRole('row').filter({ hasText: 'pagerduty' })).toContainText(/Would fail: no connector/)
  await expect(dialog.getByRole('row').filter({ hasText: 'slack' }).first()).toContainText('Would be told')
  await expect(dialog).toContainText(/It takes over \d.* routes?: the clock begins anew/)
  await dialog.getByRole('button', { name: 'Tell 4 routes now' }).click()
  const messages = dialog.getByRole('list', { name: 'Messages' })
  await expect(messages.getByRole('listitem').filter({ hasText: 'pagerduty' })).toContainText('failed')
  await expect(messages.getByRole('listitem').filter({ hasText: 'slack' })).toContainText('arrived')
  await expect(dialog).toContainText('Not everything arrived; the plan stands')
  await expect(dialog).toContainText('What became of telling the owners')
  await expect(dialog.getByRole('row').filter({ hasText: 'pagerduty' }).first()).toContainText('failed')
  await expect(dialog.getByRole('row').filter({ hasText: 'slack' }).first()).toContainText('arrived')
  await expect(dialog.getByRole('button')).toHaveText([/^Close/])
  await page.keyboard.press('Enter')
  await expect(dialog).toHaveCount(0)
  await expect(row(page, checkout)).toContainText('4 waiting')
})

test('a plan that could not be asked for is said, and nothing is sent before it is known', async ({
  page,
  url,
  complaints,
}) => {
  let broken = true
  const held = Promise.withResolvers<void>()
  await page.route('**/api/v1/drills/schedules/preview', async (route) => {
    await held.promise
    await (broken ? route.abort() : route.continue())
  })
  await come(page, url, '/drills?view=schedules')
  await expect(named(page, checkout)).toBeVisible()
  await page.keyboard.press('j')
  await page.keyboard.press('t')
  const dialog = page.getByRole('alertdialog')
  const tell = dialog.getByRole('button', { name: /^Tell / })
  await expect(tell).toHaveAttribute('aria-description', 'Still asking whom it would tell')
  held.resolve()
  await expect(dialog.getByRole('alert')).toContainText('could not be asked for')
  await expect(tell).toHaveAttribute('aria-description', 'Asleep: whom it would tell is not known')
  broken = false
  await dialog.getByRole('button', { name: 'Ask again' }).click()
  await expect(dialog.getByRole('button', { name: 'Tell 4 routes now' })).not.toHaveAttribute('aria-disabled', 'true')
  complaints.splice(0)
})

test('what is taken over is counted: late, escalated, and what was acknowledged', async ({ page, url }) => {
  type Answer = { items: { owner: string; provider: string; breached: boolean; acknowledgement_state: string }[] }
  const base = '/runtime/go-pilot/rollback-drill-notifications'
  const { items } = await asks<Answer>(url, 'GET', `${base}/routes?schedule_id=checkout-rollback&limit=100`)
  const count = (is: (route: Answer['items'][number]) => boolean) => items.filter(is).length
  const late = count(({ breached }) => breached)
  const escalated = count(({ acknowledgement_state }) => acknowledgement_state === 'escalated')
  expect(late).toBeGreaterThan(0)
  await come(page, url, '/drills?view=schedules&sched=checkout-rollback')
  await expect(drawer(page)).toBeVisible()
  await page.keyboard.press('t')
  const dialog = page.getByRole('alertdialog')
  await expect(dialog).toContainText(`${late} late`)
  if (escalated > 0) await expect(dialog).toContainText(`${escalated} escalated`)
  else await expect(dialog).not.toContainText('escalated')
})

test('Esc leaves the form out of its fields too, a dialog first, and what is typed stays', async ({ page, url }) => {
  await come(page, url, '/drills?view=schedules')
  await expect(named(page, checkout)).toBeVisible()
  await page.keyboard.press('c')
  await page.keyboard.type('Half a title')
  await page.keyboard.press('Control+k')
  const palette = page.getByRole('dialog', { name: 'Command palette' })
  await expect(palette).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(palette).toHaveCount(0)
  await expect(field(page, 'Title')).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('table', { name: 'Schedules' })).toBeVisible()
  await page.keyboard.press('c')
  await expect(field(page, 'Title')).toHaveValue('Half a title')
  await expect(page.getByText(/^\d{4}-\d\d-\d\dT\d\d:\d\d[+-]\d\d:\d\d$/).first()).toBeVisible()
  await page.setViewportSize({ width: 1280, height: 800 })
  expect(await page.evaluate(() => document.documentElement.scrollHeight <= innerHeight)).toBe(true)
})

test('a schedule is paused and resumed; whoever may not is told why', async ({ page, url }) => {
  await come(page, url, '/drills?view=schedules&sched=flag-restore')
  await expect(drawer(page)).toContainText('release-desk')
  await page.keyboard.press('p')
  await page.getByRole('alertdialog').getByRole('button', { name: 'Pause the schedule' }).click()
  await expect(row(page, 'Feature flags')).toContainText('Paused')
  await expect(named(page, 'Tell the owners now…')).toHaveAttribute(
    'aria-description',
    'The schedule is paused: nobody is told of it.',
  )
  await page.keyboard.press('p')
  await page.getByRole('alertdialog').getByRole('button', { name: 'Resume the schedule' }).click()
  await expect(row(page, 'Feature flags')).toContainText('Due soon')
  await actsAs(page, 'operator')
  await page.reload()
  await expect(named(page, /^New schedule/)).toHaveAttribute('aria-description', /needs the permission drills\.run/)
  await expect(named(page, 'Retire…')).toHaveAttribute('aria-description', /needs the permission drills\.run/)
})
