import type { Page } from '@playwright/test'
import { live } from './support/console.ts'
import { DrillApi, dialog, drawer, expect, moveTo, openRoutes, row, rows, test } from './support/drill-routes.ts'
import { createKey } from './support/program.ts'

const strip = (page: Page) => page.getByRole('region', { name: 'At a glance' })
const answers = (page: Page) => drawer(page).getByRole('region', { name: 'Answers' })

test.describe('the list', () => {
  test('filters are in the address: reload and back keep them, and they can be cleared', async ({ page, drills }) => {
    await openRoutes(page, drills)
    const all = await page.getByRole('table', { name: 'Routes' }).getAttribute('aria-rowcount')
    await strip(page)
      .getByRole('button', { name: /^Outstanding/ })
      .click()
    await expect(page).toHaveURL(/#\/drills\?state=outstanding$/)
    await expect(rows(page)).toHaveCount(4)
    await page.getByRole('button', { name: 'Owner: any' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'platform', exact: true }).click()
    await page.getByRole('menuitemcheckbox', { name: 'experiments', exact: true }).click()
    await page.keyboard.press('Escape')
    await expect(rows(page)).toHaveCount(2)
    await page.getByRole('button', { name: 'Provider: any' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'webhook' }).click()
    await page.keyboard.press('Escape')
    await page.reload()
    await expect(rows(page)).toHaveCount(2)
    await expect(page.getByRole('button', { name: /^Owner: experiments, platform/ })).toBeVisible()
    await page.goBack()
    await expect(page.getByRole('button', { name: 'Provider: any' })).toBeVisible()
    await page.goBack()
    await page.goBack()
    await expect(rows(page)).toHaveCount(4)
    await page.getByRole('button', { name: 'Clear', exact: true }).click()
    await expect(page).toHaveURL(/#\/drills$/)
    await expect(page.getByRole('table', { name: 'Routes' })).toHaveAttribute('aria-rowcount', all ?? '')
  })

  test('what was suppressed says why; a filter that nothing matches says so', async ({ page, drills }) => {
    await openRoutes(page, drills, '?action=suppress&category=maintenance_window')
    await expect(rows(page)).toHaveCount(3)
    await expect(
      page
        .getByRole('row')
        .filter({ has: rows(page) })
        .first(),
    ).toContainText(/Suppressed.*Maintenance window until/)
    await page.keyboard.press('/')
    await page.keyboard.type('zebra')
    await expect(page.getByRole('heading', { name: 'Nothing matches' })).toBeVisible()
    await expect(page).toHaveURL(/q=zebra/)
    await page.getByRole('button', { name: 'Clear the filter' }).first().click()
    await expect(rows(page).first()).toBeVisible()
  })

  test('what is told meanwhile waits for who reads, and comes in by itself to who does not', async ({
    page,
    drills,
  }) => {
    await openRoutes(page, drills, '?sort=newest')
    const first = await rows(page).first().getAttribute('data-route')
    await rows(page).first().click()
    await expect(drawer(page)).toBeVisible()
    const [fresh] = await drills.tell('late-news', 2, ['slack'])
    await expect(page.getByRole('button', { name: '2 new' })).toBeVisible()
    await expect(rows(page).first()).toHaveAttribute('data-route', first ?? '')
    await page.keyboard.press('u')
    await expect(rows(page).first()).toHaveAttribute('data-route', fresh?.route_id ?? '')
    await expect(page.getByRole('button', { name: /new$/ })).toBeHidden()
    await page.keyboard.press('Escape')
    await expect(drawer(page)).toBeHidden()
    await page.getByTestId('who').focus()
    const [later] = await drills.tell('later-news', 1, ['slack'])
    await expect(rows(page).first()).toHaveAttribute('data-route', later?.route_id ?? '')
  })

  test('a row says at once what others did to it, and stays where it is', async ({ page, drills }) => {
    const [route] = await drills.routes({ state: 'outstanding' })
    if (route === undefined) throw new Error('nothing is outstanding')
    await openRoutes(page, drills, '?state=outstanding')
    await rows(page).first().click()
    await drills.answer(route, 'escalated', { notes: 'Nobody picks up', external_ref: 'INC-7' })
    await expect(row(page, route)).toContainText('Escalated')
    await expect(rows(page)).toHaveCount(4)
    await expect(strip(page).getByRole('button', { name: /^Outstanding/ })).toContainText('3')
  })

  test('the timeline and the trend have a table behind them', async ({ page, drills }) => {
    // In a low window the table of routes needs the room more: there they are folded.
    await page.setViewportSize({ width: 1280, height: 800 })
    await openRoutes(page, drills)
    const ahead = page.getByRole('region', { name: 'What is ahead' })
    await expect(ahead.getByRole('table', { name: 'Next drills' })).toContainText(/Checkout agent.*past due/)
    await ahead.getByRole('button', { name: 'Table' }).first().click()
    await expect(ahead.getByRole('table', { name: 'Next drills' }).getByRole('link').first()).toBeVisible()
    await expect(ahead.getByRole('table', { name: 'Suppressed by day and reason' })).toContainText('Maintenance window')
    await page.keyboard.press('o')
    await expect(ahead.getByRole('table')).toHaveCount(0)
    await page.reload()
    await expect(page.getByRole('button', { name: 'Next drills and suppression' })).toBeVisible()
  })
})

test.describe('without a mouse', () => {
  test('acknowledge, escalate and resolve: a key, words, Enter', async ({ page, drills }) => {
    const [route] = await drills.routes({ state: 'outstanding', sort: 'urgency' })
    if (route === undefined) throw new Error('nothing is outstanding')
    await openRoutes(page, drills)
    await moveTo(page, route)
    await page.keyboard.press('a')
    await expect(dialog(page)).toContainText('Recorded as')
    await expect(dialog(page).getByRole('textbox', { name: /^Note/ })).toBeFocused()
    await page.keyboard.type('Seen by the desk')
    await page.keyboard.press('Tab')
    await page.keyboard.type('CHG-9')
    await page.keyboard.press('Enter')
    await expect(dialog(page)).toBeHidden()
    await expect(row(page, route)).toContainText('Acknowledged')
    await expect(row(page, route).locator('[data-route]')).toBeFocused()

    await page.keyboard.press('e')
    await expect(dialog(page)).toContainText(`It goes to ${route.escalation_owner}`)
    await page.keyboard.press('Enter')
    await expect(row(page, route)).toContainText('Escalated')

    await page.keyboard.press('Enter')
    await expect(answers(page).getByRole('listitem')).toHaveCount(2)
    await expect(answers(page)).toContainText('Operator’s words')
    await expect(answers(page).locator('q')).toHaveText('Seen by the desk')
    await page.keyboard.press('v')
    await expect(dialog(page).getByRole('textbox', { name: /^Note/ })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(answers(page).getByRole('listitem')).toHaveCount(3)
    for (const name of ['Acknowledge', 'Escalate', 'Resolve', 'Dismiss…'])
      await expect(drawer(page).getByRole('button', { name, exact: true })).toHaveAccessibleDescription(
        /It is resolved/,
      )
    // The key says why, as the button does.
    await page.keyboard.press('a')
    await expect(page.getByRole('alert').getByText(/^Not possible: Acknowledge/)).toBeAttached()
    await expect(drawer(page).getByRole('region', { name: 'Ledger' })).toContainText('proof holds')
    await page.keyboard.press('Escape')
    await expect(drawer(page)).toBeHidden()
  })

  test('only dismissing asks for typing, and for a reason', async ({ page, drills }) => {
    const [route] = await drills.routes({ state: 'outstanding', sort: 'urgency' })
    if (route === undefined) throw new Error('nothing is outstanding')
    await openRoutes(page, drills)
    await moveTo(page, route)
    await page.keyboard.press('x')
    const confirm = dialog(page).getByRole('button', { name: /^Dismiss notification/ })
    await expect(dialog(page)).toContainText('Nothing undoes it')
    await expect(confirm).toHaveAccessibleDescription(`Asleep until “${route.schedule_id}” is typed`)
    await dialog(page)
      .getByLabel(/^Type the id/)
      .focus()
    await page.keyboard.type(route.schedule_id)
    await expect(confirm).toHaveAccessibleDescription('Asleep until a reason is given')
    await page.keyboard.press('Enter')
    await expect(dialog(page)).toBeVisible()
    await dialog(page).getByLabel(/^Why/).focus()
    await page.keyboard.type('The team has moved on')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await expect(confirm).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(row(page, route)).toContainText('Dismissed')
  })

  test('the help names the keys, the palette the rest', async ({ page, drills }) => {
    await openRoutes(page, drills)
    await page.keyboard.press('?')
    for (const words of [
      'Acknowledge the route',
      'Escalate the route',
      'Resolve the route',
      'Acknowledge all outstanding',
    ])
      await expect(page.getByRole('dialog', { name: 'Keys' })).toContainText(words)
    await page.keyboard.press('Escape')
    await page.keyboard.press('g')
    await page.keyboard.press('a')
    await expect(page.getByRole('row').nth(1)).toContainText(/\d/)
    await page.keyboard.press('g')
    await page.keyboard.press('d')
    await expect(rows(page).first()).toBeVisible()
    await page.keyboard.press('Control+k')
    await expect(page.getByRole('option', { name: /Escalate all breached that are shown \(2\)/ })).toBeVisible()
  })
})

test.describe('one route', () => {
  test('a link opens it; it leads to its schedule, its story, and the incidents that link it', async ({
    page,
    drills,
  }) => {
    const [route] = await drills.routes({ state: 'escalated' })
    if (route === undefined) throw new Error('nothing is escalated')
    const { id } = await drills.ask<{ id: string }>('POST', '/api/v1/incidents', {
      title: 'Refunds loop',
      severity: 'sev2',
    })
    await drills.ask('POST', `/api/v1/incidents/${id}/link`, { kind: 'drill', ref: route.schedule_id })
    await openRoutes(page, drills, `/${route.route_id}`)
    await expect(page).toHaveURL(new RegExp(`open=${route.route_id}$`))
    await expect(drawer(page).getByRole('region', { name: 'Incidents' })).toContainText('Refunds loop')
    await expect(drawer(page).getByRole('link', { name: 'In the audit' })).toHaveAttribute('href', /subject=drill%3A/)
    await drawer(page).getByRole('link', { name: route.schedule_title }).click()
    await expect(page).toHaveURL(/view=schedules/)
    await page.goBack()
    await drawer(page).getByRole('link', { name: 'Refunds loop' }).click()
    await drawer(page).getByRole('link', { name: route.schedule_id }).click()
    await expect(page).toHaveURL(new RegExp(`#/drills\\?schedule=${route.schedule_id}`))
  })

  test('a refusal says who was faster, and with what words', async ({ page, drills, complaints }) => {
    const [route] = await drills.routes({ state: 'outstanding', sort: 'urgency' })
    if (route === undefined) throw new Error('nothing is outstanding')
    await openRoutes(page, drills)
    await moveTo(page, route)
    await page.keyboard.press('a')
    await page.route('**/acknowledgements', async (asked) => {
      await drills.answer(route, 'resolved', { notes: 'Drilled at noon' })
      await asked.continue()
    })
    await page.keyboard.press('Enter')
    await expect(dialog(page).getByRole('alert')).toContainText(/Not done.*It is resolved/s)
    await expect(dialog(page)).toContainText(/Resolved by\s*Sample commander/)
    await expect(dialog(page).locator('q')).toHaveText('Drilled at noon')
    await page.keyboard.press('Escape')
    await expect(row(page, route)).toContainText('Resolved')
    expect(complaints.splice(0).filter((text) => !text.includes('409'))).toEqual([])
  })

  test('one that is not there says so', async ({ page, drills, complaints }) => {
    await openRoutes(page, drills, '/gordn-none-1')
    await expect(drawer(page)).toContainText('There is no such route')
    expect(complaints.splice(0).filter((text) => !text.includes('404'))).toEqual([])
  })
})

test('a verified actor is told from an unverified one, and a claimed name from both', async ({
  page,
  dataDir,
  launch,
  drills,
  complaints,
}) => {
  const [sampled] = await drills.routes({ state: 'escalated' })
  await openRoutes(page, drills, `/${sampled?.route_id}`)
  await expect(answers(page)).toContainText('unverified')

  const key = await createKey(`${dataDir}-team`, 'incident_commander')
  const team = await launch(['serve', '--port', '0', '--data', `${dataDir}-team`])
  const there = new DrillApi(team.url, { authorization: `Bearer ${key}` })
  const [route] = await there.tell('checkout', 1, ['slack'])
  if (route === undefined) throw new Error('nobody was told')
  const said = { notes: 'Signed: Ada Lovelace', acknowledged_by: 'ada@example.com' }
  await there.answer(route, 'acknowledged', said)
  await page.goto(`${team.url}/#/drills?open=${route.route_id}`)
  await page.getByLabel('API key').fill(key)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(answers(page)).toContainText(/Authenticated actor\s*e2e\s*verified/)
  await expect(answers(page)).not.toContainText('unverified')
  await expect(answers(page).locator('q')).toHaveText('Signed: Ada Lovelace')
  await expect(row(page, route)).toContainText('Acknowledged')
  await expect(page.getByText('ada@example.com')).toHaveCount(0)
  expect(complaints.splice(0).filter((text) => !text.includes('401'))).toEqual([])
})

test('who may only read sees everything, and is told what it would take', async ({
  page,
  dataDir,
  launch,
  complaints,
}) => {
  const key = await createKey(dataDir, 'incident_commander')
  const viewer = await createKey(dataDir, 'viewer')
  const team = await launch(['serve', '--port', '0', '--data', dataDir])
  const [route] = await new DrillApi(team.url, { authorization: `Bearer ${key}` }).tell('checkout', 1, ['slack'])
  await page.goto(`${team.url}/#/drills?open=${route?.route_id}`)
  await page.getByLabel('API key').fill(viewer)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(drawer(page).getByRole('button', { name: 'Acknowledge', exact: true })).toHaveAccessibleDescription(
    /drills\.acknowledge/,
  )
  await expect(page.getByRole('button', { name: /^Ack outstanding/ })).toHaveAccessibleDescription(
    /drills\.acknowledge/,
  )
  expect(complaints.splice(0).filter((text) => !text.includes('401'))).toEqual([])
})

test('offline, what is known stays readable and what needs the server sleeps', async ({
  page,
  server,
  drills,
  complaints,
}) => {
  const [route] = await drills.routes({ state: 'outstanding', sort: 'urgency' })
  await openRoutes(page, drills, `?open=${route?.route_id}`)
  await expect(drawer(page)).toContainText('Nobody has answered yet')
  await server.stop()
  await expect(live(page)).toContainText('offline', { timeout: 20_000 })
  await expect(drawer(page)).toContainText('Nobody has answered yet')
  for (const name of ['Acknowledge', 'Resolve', 'Start drill…'])
    await expect(drawer(page).getByRole('button', { name, exact: true })).toHaveAccessibleDescription(
      /the server does not/,
    )
  await expect(page.getByRole('button', { name: /^Ack outstanding/ })).toHaveAccessibleDescription(
    /the server does not answer/,
  )
  await expect(rows(page).first()).toBeVisible()
  complaints.splice(0)
})
