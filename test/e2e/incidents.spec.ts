import type { Page } from '@playwright/test'
import { live } from './support/console.ts'
import {
  ask,
  type Detail,
  dialog,
  drawer,
  expect,
  open,
  openList,
  row,
  rows,
  tellStory,
  test,
  timeline,
  to,
} from './support/incidents.ts'
import { createKey } from './support/program.ts'

const tab = (page: Page, name: string) => page.getByRole('group', { name: 'Status' }).getByRole('button', { name })

test.describe('the list', () => {
  test('open ones first, each with its severity, owner, links and status in words', async ({ page, story }) => {
    await openList(page, story)
    const table = page.getByRole('table', { name: 'Incidents' })
    await expect(table.getByRole('rowheader')).toHaveText([/^Open \d+$/, /^Resolved \d+$/])
    await expect(row(page, story.checkout)).toHaveText(/SEV1.*support is flooded.*Sample operator.*2.*Open/)
    await expect(row(page, story.search)).toHaveText(/SEV3.*Search answers.*Nobody.*0.*Open/)
    await expect(table.getByRole('row', { name: /Payments were slow/ })).toHaveText(/SEV2.*nobody.*Resolved/)
    const open = await table.getByRole('row').filter({ hasText: 'SEV' }).allTextContents()
    const firstResolved = open.findIndex((text) => text.includes('Resolved'))
    expect(open.slice(firstResolved).every((text) => text.includes('Resolved'))).toBe(true)
    await expect(page.getByRole('link', { name: /^Incidents/ })).toContainText(/\d+ open/)
  })

  test('status, severity, owner and words are in the address: reload and back keep them', async ({ page, story }) => {
    await openList(page, story)
    const all = await rows(page).count()
    await tab(page, 'Open').click()
    await expect(page).toHaveURL(/#\/incidents\?status=open$/)
    await page.getByRole('combobox', { name: 'Severity' }).click()
    await page.getByRole('option', { name: 'SEV1' }).click()
    await page.getByRole('option', { name: 'SEV3' }).click()
    await page.keyboard.press('Escape')
    await expect(page).toHaveURL(/severity=sev1%2Csev3/)
    await expect(page.getByRole('combobox', { name: 'Severity' })).toContainText('SEV1, SEV3')
    await page.getByRole('combobox', { name: 'Owner' }).click()
    await page.getByRole('option', { name: 'nobody' }).click()
    await expect(rows(page)).toHaveText(['Search answers with stale prices'])
    await page.reload()
    await expect(rows(page)).toHaveText(['Search answers with stale prices'])
    await expect(page.getByRole('combobox', { name: 'Owner' })).toContainText('nobody')
    for (let step = 0; step < 4; step += 1) await page.goBack()
    await expect(page).toHaveURL(/#\/incidents$/)
    await expect(rows(page)).toHaveCount(all)
  })

  test('a search finds by beginnings of words and by a pasted id, and says when nothing matches', async ({
    page,
    story,
  }) => {
    await openList(page, story)
    await page.keyboard.press('/')
    // Somebody who thinks between two words loses nothing of what they typed.
    await page.keyboard.type('stale ')
    await expect(page).toHaveURL(/q=stale$/)
    await page.keyboard.type('pri')
    await expect(page.getByRole('searchbox', { name: 'Search incidents' })).toHaveValue('stale pri')
    await expect(rows(page)).toHaveText(['Search answers with stale prices'])
    await expect(page).toHaveURL(/q=stale/)
    await page.getByRole('searchbox', { name: 'Search incidents' }).fill(story.checkout.id)
    await expect(rows(page)).toHaveText([/support is flooded/])
    await page.getByRole('searchbox', { name: 'Search incidents' }).fill('zebra')
    await expect(page.getByText('Nothing matches')).toBeVisible()
    await page.getByRole('button', { name: 'Clear the filter' }).click()
    await expect(page).toHaveURL(/#\/incidents$/)
    await expect(page.getByRole('searchbox', { name: 'Search incidents' })).toHaveValue('')
    await expect(rows(page).nth(3)).toBeVisible()
  })

  test('what was opened elsewhere comes in by itself to who is idle, and waits for who reads', async ({
    page,
    story,
  }) => {
    await openList(page, story)
    await open(story.url, 'Came by itself', 'sev2')
    await expect(rows(page).first()).toHaveText('Came by itself')
    await row(page, story.search).click()
    await expect(drawer(page)).toContainText('Search answers')
    const waits = await open(story.url, 'Has to wait', 'sev2')
    await to(story.url, story.checkout, 'resolve', {})
    await expect(page.getByRole('button', { name: '1 new' })).toBeVisible()
    await expect(row(page, story.checkout)).toContainText('Resolved')
    await expect(rows(page).first()).toHaveText('Came by itself')
    await page.keyboard.press('u')
    await expect(rows(page).first()).toHaveText('Has to wait')
    await expect(page.getByRole('button', { name: '1 new' })).toBeHidden()
    await to(story.url, waits, 'assign', { owner: waits.opened_by.id })
    await expect(row(page, waits)).toContainText('Sample commander')
  })

  test('an answer that fails says so and can be asked again', async ({ page, story, complaints }) => {
    const detail = 'Too many wait for the store.'
    const problem = { type: 'about:blank', title: 'The store is busy', status: 503, code: 'store_busy', detail }
    await page.route('**/api/v1/incidents?*status=*', (route) =>
      route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify(problem) }),
    )
    await page.goto(`${story.url}/#/incidents`)
    await expect(page.getByRole('heading', { name: 'Incidents could not be loaded' })).toBeVisible()
    await expect(page.getByText(detail)).toBeVisible()
    await page.unroute('**/api/v1/incidents?*status=*')
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect(rows(page).first()).toBeVisible()
    expect(complaints.splice(0).filter((text) => !text.includes('503'))).toEqual([])
  })

  test('a workspace without incidents says so, and offers to open the first', async ({ page, dataDir, launch }) => {
    const local = await launch(['console', '--port', '0', '--data', dataDir])
    await page.goto(local.url)
    await page.getByRole('button', { name: /^Use this machine/ }).click()
    await expect(live(page)).toContainText('live')
    await page.keyboard.press('g')
    await page.keyboard.press('i')
    await expect(page.getByRole('heading', { name: 'No incidents' })).toBeVisible()
    await page.getByRole('status').getByRole('button', { name: 'New incident…' }).click()
    await dialog(page, 'Open a new incident').getByLabel('What is wrong, in a line').fill('The first')
    await dialog(page, 'Open a new incident').getByRole('radio', { name: /SEV2/ }).click()
    await dialog(page, 'Open a new incident').getByRole('button', { name: 'Open incident' }).click()
    await expect(drawer(page).getByRole('heading', { name: 'The first' })).toBeFocused()
    await expect(rows(page)).toHaveText(['The first'])
  })
})

test.describe('without a mouse', () => {
  test('j and k move, Enter opens, j goes on, n writes, Esc closes one thing at a time', async ({ page, story }) => {
    await openList(page, story)
    for (const key of ['j', 'j', 'k']) await page.keyboard.press(key)
    await expect(rows(page).first()).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(new RegExp(`open=${story.checkout.id}$`))
    await expect(drawer(page).getByRole('heading', { level: 2 })).toBeFocused()
    await page.keyboard.press('j')
    await expect(page).toHaveURL(new RegExp(`open=${story.search.id}$`))
    await page.keyboard.press('k')
    await expect(drawer(page)).toContainText('support is flooded')
    await page.keyboard.press('n')
    const note = drawer(page).getByRole('textbox', { name: /^Note/ })
    await expect(note).toBeFocused()
    await page.keyboard.type('Traffic moved to eu-north')
    await page.keyboard.press('Control+Enter')
    await expect(timeline(page).getByRole('listitem').first()).toContainText(
      /Sample commander noted\s*Traffic moved to eu-north/,
    )
    await expect(note).toHaveValue('')
    await page.keyboard.press('Escape')
    await expect(note).not.toBeFocused()
    await expect(drawer(page)).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(drawer(page)).toBeHidden()
    await expect(rows(page).first()).toBeFocused()
  })

  test('taken, linked and resolved by keys alone', async ({ page, story }) => {
    const action = await ask<{ id: string }>(
      story.url,
      '/api/v1/deployments/actions',
      { type: 'throttle', target_ref: 'search-agent', reason: 'Prices are stale' },
      'operator',
    )
    await openList(page, story, `/incidents/${story.search.id}`)
    await expect(drawer(page)).toContainText('Nobody has it')
    await page.keyboard.press('t')
    await expect(timeline(page)).toContainText('Sample commander took it')
    await expect(drawer(page).getByRole('region', { name: 'Owner' })).toContainText('Sample commander')

    await page.keyboard.press('l')
    await expect(dialog(page, 'Link to the incident').getByRole('searchbox')).toBeFocused()
    await page.keyboard.type(action.id)
    await expect(dialog(page, 'Link to the incident').getByRole('radio')).toHaveCount(1)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Space')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await expect(page.getByRole('button', { name: 'Link action' })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(drawer(page).getByRole('link', { name: 'Throttle search-agent' })).toBeVisible()
    await expect(timeline(page)).toContainText('proposed the throttling of search-agent')

    await page.keyboard.press('r')
    const resolve = page.getByRole('alertdialog', { name: 'Resolve “Search answers with stale prices”' })
    await expect(resolve).toContainText('cannot be taken back')
    await expect(resolve).toContainText('the throttling of search-agent waits for approval')
    await expect(resolve.getByRole('textbox')).toBeFocused()
    await page.keyboard.type('The index was rebuilt')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await expect(resolve.getByRole('button', { name: 'Resolve incident' })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(drawer(page).getByRole('region', { name: 'Owner' })).toContainText('The index was rebuilt')
    await expect(row(page, story.search)).toContainText('Resolved')
    for (const name of ['Assign…', 'Link…', 'Resolve…'])
      await expect(drawer(page).getByRole('button', { name })).toHaveAttribute('aria-disabled', 'true')
    await expect(drawer(page).getByRole('button', { name: 'Resolve…' })).toHaveAccessibleDescription(
      /It was resolved at .*Notes can still be added/,
    )
  })

  test('the help names the keys of an open incident', async ({ page, story }) => {
    await openList(page, story, `/incidents/${story.search.id}`)
    await expect(drawer(page)).toContainText('Search answers')
    await page.keyboard.press('?')
    for (const words of ['Write a note', 'Take the incident', 'Link something to it', 'Resolve it', 'New incident'])
      await expect(dialog(page, 'Keys')).toContainText(words)
  })
})

test.describe('one incident', () => {
  test('its timeline tells what people did to it and to what it links, with the entries behind', async ({
    page,
    story,
  }) => {
    await openList(page, story, `/incidents/${story.checkout.id}`)
    await expect(page).toHaveURL(new RegExp(`#/incidents\\?open=${story.checkout.id}$`))
    await expect(timeline(page).getByRole('listitem')).toContainText([
      /Sample operator noted\s*Support has switched/,
      /Sample approver approved the rollback of checkout-agent, which waits for one more/,
      /linked the trace [0-9a-f]{6}/,
      /linked the rollback of checkout-agent/,
      /Sample approver gave it to Sample operator/,
      /Sample operator proposed the rollback of checkout-agent/,
      /Sample operator opened it as SEV1/,
    ])
    await timeline(page)
      .getByRole('link', { name: /^entry/ })
      .first()
      .click()
    await expect(page).toHaveURL(/#\/audit\?entry=\d+$/)
    await expect(drawer(page)).toContainText('incident.record.noted')
    await page.goBack()
    await drawer(page).getByRole('link', { name: 'Roll back checkout-agent' }).click()
    await expect(page).toHaveURL(/#\/deployments\?open=/)
  })

  test('what others do to it appears while one looks', async ({ page, story }) => {
    await openList(page, story, `/incidents/${story.search.id}`)
    await expect(drawer(page)).toContainText('Nobody has it')
    await to(story.url, story.search, 'note', { note: 'Looking' }, 'approver')
    await expect(timeline(page)).toContainText(/Sample approver noted\s*Looking/)
    await to(story.url, story.search, 'resolve', { note: 'Found it' }, 'approver')
    await expect(drawer(page).getByRole('button', { name: 'Resolve…' })).toHaveAttribute('aria-disabled', 'true')
  })

  test('it is given to somebody, and to nobody again', async ({ page, story }) => {
    await openList(page, story, `/incidents/${story.search.id}`)
    await drawer(page).getByRole('combobox', { name: 'Assign' }).click()
    await expect(page.getByRole('option').first()).toContainText(/Sample commander.*you/)
    await page.getByRole('option', { name: /Sample approver/ }).click()
    await expect(page.getByText('It is Sample approver’s now')).toBeVisible()
    await expect(row(page, story.search)).toContainText('Sample approver')
    await drawer(page).getByRole('combobox', { name: 'Assign' }).click()
    await page.getByRole('option', { name: 'Nobody' }).click()
    await expect(timeline(page)).toContainText('left it without an owner')
    await expect(row(page, story.search)).toContainText('Nobody')
  })

  test('anything can be linked by its id; what is linked already, or is not there, cannot', async ({
    page,
    story,
    complaints,
  }) => {
    await openList(page, story, `/incidents/${story.checkout.id}`)
    await drawer(page).getByRole('button', { name: 'Link…' }).click()
    const link = dialog(page, 'Link to the incident')
    const linked = link
      .getByRole('radiogroup', { name: 'Action' })
      .locator('label')
      .filter({ hasText: 'linked already' })
    await expect(linked.getByRole('radio')).toHaveAttribute('aria-disabled', 'true')
    await link.getByRole('searchbox').fill('zebra')
    await expect(link).toContainText('No action matches')
    await link.getByRole('combobox', { name: 'Kind of thing to link' }).click()
    await page.getByRole('option', { name: 'Deploy' }).click()
    await link.getByRole('textbox', { name: 'Id of the deploy' }).fill('77ab03d')
    await link.getByRole('button', { name: 'Link deploy' }).click()
    await expect(link).toContainText('expected the id of a deploy of this workspace')
    expect(complaints.splice(0).filter((text) => !text.includes('422'))).toEqual([])
    await link.getByRole('combobox', { name: 'Kind of thing to link' }).click()
    await page.getByRole('option', { name: 'Drill' }).click()
    await expect(link).toContainText('is not checked')
    await link.getByRole('textbox', { name: 'Id of the drill' }).fill('drill-77ab03d')
    await link.getByRole('button', { name: 'Link drill' }).click()
    await expect(link).toBeHidden()
    await expect(drawer(page).getByRole('region', { name: 'Linked' })).toContainText('drill-77ab03d')
  })

  test('a refusal is said where it was asked, and what happened meanwhile is shown', async ({
    page,
    story,
    complaints,
  }) => {
    await openList(page, story, `/incidents/${story.search.id}`)
    await drawer(page).getByRole('button', { name: 'Resolve…' }).click()
    const resolve = page.getByRole('alertdialog')
    // Somebody is faster, in the moment between the press and its arrival.
    await page.route('**/resolve', async (route) => {
      await to(story.url, story.search, 'resolve', {}, 'approver')
      await route.continue()
    })
    await resolve.getByRole('button', { name: 'Resolve incident' }).click()
    await expect(resolve.getByRole('alert')).toContainText(/Not done.*It was resolved at/s)
    await expect(resolve.getByRole('alert')).toContainText('invalid_transition')
    await page.keyboard.press('Escape')
    await expect(timeline(page)).toContainText('Sample approver resolved it')
    expect(complaints.splice(0).filter((text) => !text.includes('409'))).toEqual([])
  })

  test('one that is not there says so, and why that may be', async ({ page, story, complaints }) => {
    await openList(page, story, '/incidents/019aa000-0000-7000-8000-000000000000')
    await expect(drawer(page)).toContainText('There is no such incident')
    await page.keyboard.press('Escape')
    await expect(drawer(page)).toBeHidden()
    expect(complaints.splice(0).filter((text) => !text.includes('404'))).toEqual([])
  })

  test('offline, what is known stays readable and what needs the server sleeps', async ({
    page,
    dataDir,
    launch,
    complaints,
  }) => {
    const server = await launch(['serve', '--sample', '--port', '0', '--data', dataDir])
    const { search } = await tellStory(server.url)
    await openList(page, server, `/incidents/${search.id}`)
    await expect(timeline(page)).toContainText('opened it as SEV3')
    await server.stop()
    await expect(live(page)).toContainText('offline', { timeout: 20_000 })
    await expect(timeline(page)).toContainText('opened it as SEV3')
    for (const name of ['Assign…', 'Link…', 'Resolve…'])
      await expect(drawer(page).getByRole('button', { name })).toHaveAttribute('aria-disabled', 'true')
    await expect(page.getByRole('button', { name: 'New incident…' })).toHaveAttribute('aria-disabled', 'true')
    await expect(page.getByRole('alert').filter({ hasText: 'stays readable' })).toContainText('Resolve')
    complaints.splice(0)
  })

  test('who may only read sees everything, and is told what it would take', async ({
    page,
    dataDir,
    launch,
    complaints,
  }) => {
    const key = await createKey(dataDir, 'viewer')
    const operator = await createKey(dataDir, 'operator')
    const team = await launch(['serve', '--port', '0', '--data', dataDir])
    const answer = await fetch(`${team.url}/api/v1/incidents`, {
      method: 'POST',
      headers: { authorization: `Bearer ${operator}`, 'content-type': 'application/json' },
      body: JSON.stringify({ title: 'Seen by all', severity: 'sev2' }),
    })
    const { id } = (await answer.json()) as Detail
    await page.goto(`${team.url}/#/incidents/${id}`)
    await page.getByLabel('API key').fill(key)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(timeline(page)).toContainText('e2e opened it as SEV2')
    for (const name of ['Assign…', 'Link…', 'Resolve…', 'Add note'])
      await expect(drawer(page).getByRole('button', { name })).toHaveAccessibleDescription(/actions\.propose/)
    await expect(page.getByRole('button', { name: 'New incident…' })).toHaveAccessibleDescription(/actions\.propose/)
    expect(complaints.splice(0).filter((text) => !text.includes('401'))).toEqual([])
  })
})

test('a new incident needs a title and a severity, and is open in the drawer once the server has it', async ({
  page,
  story,
}) => {
  await openList(page, story)
  await page.keyboard.press('c')
  const box = dialog(page, 'Open a new incident')
  await expect(box.getByLabel('What is wrong, in a line')).toBeFocused()
  const button = box.getByRole('button', { name: 'Open incident' })
  await expect(button).toHaveAccessibleDescription('Asleep until it has a title')
  await page.keyboard.type('Checkout answers in Latin')
  await expect(button).toHaveAccessibleDescription('Asleep until a severity is chosen')
  await box.getByRole('radio', { name: /SEV1/ }).focus()
  await page.keyboard.press('Space')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await expect(button).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(drawer(page).getByRole('heading', { name: 'Checkout answers in Latin' })).toBeFocused()
  await expect(rows(page).first()).toHaveText('Checkout answers in Latin')
  await expect(page).toHaveURL(/open=/)
})

test('an action of the queue is linked to an incident that is open, or to a new one', async ({ page, story }) => {
  const wanted = { type: 'throttle', target_ref: 'search-agent', reason: 'Prices are stale' }
  const action = await ask<{ id: string }>(story.url, '/api/v1/deployments/actions', wanted, 'operator')
  await page.goto(`${story.url}/#/deployments/${action.id}`)
  const section = drawer(page).getByRole('region', { name: 'Incidents' })
  await expect(section).toContainText('It is linked to none.')
  await section.getByRole('button', { name: 'Link…' }).click()
  const link = dialog(page, 'Link the throttling of search-agent')
  await link.getByRole('radio', { name: /Search answers with stale prices/ }).click()
  await link.getByRole('button', { name: 'Link action' }).click()
  await expect(section.getByRole('link', { name: story.search.title })).toBeVisible()

  await section.getByRole('button', { name: 'Link…' }).click()
  await expect(link.locator('label').filter({ hasText: 'linked already' })).toContainText('Search answers')
  await link.getByRole('button', { name: 'Open a new one for it…' }).click()
  const box = dialog(page, 'Open a new incident')
  await expect(box).toContainText('The throttling of search-agent is linked to it from the start')
  await box.getByLabel('What is wrong, in a line').fill('The price index lags')
  await box.getByRole('radio', { name: /SEV3/ }).click()
  await box.getByRole('button', { name: 'Open incident' }).click()
  await section.getByRole('link', { name: 'The price index lags' }).click()
  await expect(timeline(page)).toContainText('opened it as SEV3 for the throttling of search-agent')
})

test('older ones are shown when they are asked for, and nothing above them moves', async ({ page, story }) => {
  const many = Array.from({ length: 55 }, (_, n) => `Number ${n}`)
  for (const title of many) await open(story.url, title, 'sev4')
  await openList(page, story, '/incidents?status=open&severity=sev4')
  await expect(rows(page)).toHaveCount(50)
  await rows(page).first().click()
  await page.getByRole('button', { name: 'Show older ones that are open' }).click()
  await expect(rows(page)).toHaveCount(56)
  await expect(rows(page).first()).toHaveText('Number 54')
  await expect(rows(page).last()).toContainText('Night batch')
  await expect(page.getByRole('button', { name: /Show older/ })).toBeHidden()
})
