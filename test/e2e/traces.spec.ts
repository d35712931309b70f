import type { Action } from '../../renderer/api.ts'
import { spanIdOf } from '../support/otlp-trace.ts'
import { test as inSample, visit } from './support/console.ts'
import { about, dialog, drawer, expect, go, menu, row, spans, test } from './support/traces.ts'

const focused = '[data-span]:focus'

test.describe('the list', () => {
  test('without agents it says where they report to, and fills by itself', async ({ page, fleet }) => {
    await fleet.come(page, '/traces')
    await expect(page.getByRole('heading', { name: 'No agent reports here yet' })).toBeVisible()
    await expect(page.getByText('OTEL_EXPORTER_OTLP_HEADERS')).toBeVisible()
    await expect(page.getByText(fleet.url, { exact: true })).toBeVisible()
    await expect(page.getByRole('button', { name: 'Copy OTEL_EXPORTER_OTLP_ENDPOINT' })).toBeVisible()
    const id = await fleet.trace('checkout-agent')
    await expect(row(page, id)).toContainText('checkout-agent')
  })

  test('filters are in the address, and come back from it', async ({ page, fleet }) => {
    const well = await fleet.trace('checkout-agent')
    const failed = await fleet.trace('research-agent', { failed: (n) => n === 0 })
    await fleet.report('/api/v1/evaluations', { trace_id: well, rule: 'refund.amount', label: 'amber', score: 0.6 })
    await fleet.come(page, '/traces')
    await expect(page.locator('[data-trace]')).toHaveCount(2)
    const only = async (id: string) => {
      await expect(page.locator('[data-trace]')).toHaveCount(1)
      await expect(row(page, id)).toBeVisible()
    }
    const choose = async (name: RegExp, option: string) => {
      await page.getByRole('combobox', { name }).click()
      await page.getByRole('option', { name: option, exact: true }).click()
    }
    await choose(/^Status/, 'error')
    await expect(page).toHaveURL(/status=error/)
    await only(failed)
    await page.getByRole('button', { name: 'Clear the filter' }).click()
    await choose(/^Violations/, 'amber or red')
    await expect(page).toHaveURL(/violation=any/)
    await only(well)
    await page.goBack()
    await expect(page.locator('[data-trace]')).toHaveCount(2)
    await choose(/^Agent/, 'research-agent')
    await only(failed)
    await go(page, '/traces?since=15m&status=ok')
    await expect(page.getByRole('combobox', { name: 'Begun: last 15 minutes' })).toBeVisible()
    await only(well)
    await go(page, '/traces?until=2020-01-01T00:00:00.000Z')
    await expect(page.getByRole('heading', { name: 'Nothing matches' })).toBeVisible()
    await expect(page.getByLabel('to', { exact: true })).toHaveValue('2020-01-01T00:00')
  })

  test('is searched, walked and opened by keyboard, and one comes back to where one was', async ({ page, fleet }) => {
    const from = Date.now() - 600_000
    const older = await fleet.trace('checkout-agent', { from })
    const newer = await fleet.trace('research-agent')
    await fleet.come(page, '/traces')
    await expect(page.locator('[data-trace]')).toHaveCount(2)
    await page.keyboard.press('j')
    await expect(row(page, newer)).toBeFocused()
    await page.keyboard.press('j')
    await expect(row(page, older)).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(new RegExp(`open=.*${older}`))
    await expect(about(page)).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(row(page, older)).toBeFocused()
    await page.keyboard.press('/')
    await page.keyboard.type(older.slice(0, 31))
    await expect(page).toHaveURL(/q=/)
    await page.keyboard.press('Escape')
    await expect(page.getByRole('searchbox')).not.toBeFocused()
    await page.getByRole('searchbox').fill('nothing of that name')
    await expect(page.getByRole('heading', { name: 'Nothing matches' })).toBeVisible()
  })

  test('what is new waits while somebody reads', async ({ page, fleet }) => {
    const first = await fleet.trace('checkout-agent', { from: Date.now() - 600_000 })
    await fleet.come(page, '/traces')
    await row(page, first).focus()
    const second = await fleet.trace('research-agent')
    const shown = page.getByRole('button', { name: /^1 new/ })
    await expect(shown).toBeVisible()
    await expect(page.locator('[data-trace]')).toHaveCount(1)
    await page.keyboard.press('u')
    await expect(row(page, second)).toBeVisible()
    await expect(shown).toHaveCount(0)
    // Whoever does not read sees it come.
    await page.getByRole('searchbox').focus()
    const third = await fleet.trace('triage-agent')
    await expect(row(page, third)).toBeVisible()
  })
})

inSample('in the sample no key is promised to report, and where agents report to says so too', async ({ page }) => {
  await page.route(/\/api\/v1\/traces(\?|$)/, (route) => route.fulfill({ json: { items: [], next_cursor: null } }))
  await visit(page, '/traces')
  await expect(page.getByRole('heading', { name: 'No trace in the sample' })).toBeVisible()
  await expect(page.getByText('OTEL_EXPORTER_OTLP_HEADERS')).toHaveCount(0)
  await go(page, '/settings/fleet')
  await expect(page.getByText(/yours cannot report to it, whatever their key/)).toBeVisible()
})

test.describe('one trace', () => {
  test('is a picture, a waterfall and a table of the same spans, each by its key and its address', async ({
    page,
    fleet,
  }) => {
    const id = await fleet.trace('research-agent', { count: 12, failed: (n) => n === 5 })
    await fleet.come(page, `/traces/${id}`)
    await expect(page.getByRole('heading', { name: 'invoke_agent research-agent' })).toBeVisible()
    await expect(page.getByRole('application', { name: 'Picture of 12 spans' })).toBeVisible()
    await expect(spans(page)).not.toHaveCount(0)
    await page.keyboard.press('2')
    await expect(page).toHaveURL(/view=waterfall/)
    await expect(page.getByRole('region', { name: 'Waterfall' }).getByRole('listitem')).toHaveCount(12)
    await expect(page.getByRole('region', { name: 'Waterfall' })).toContainText('error')
    await page.getByRole('link', { name: 'Table' }).click()
    await expect(page.getByRole('table', { name: 'Spans' }).getByRole('row')).toHaveCount(13)
    await expect(page.getByRole('link', { name: 'Table' })).toHaveAttribute('aria-current', 'page')
    await expect(page.getByRole('link', { name: 'Picture' })).not.toHaveAttribute('aria-current')
    await page.keyboard.press('1')
    await expect(page.getByRole('application')).toBeVisible()
  })

  test('is walked by the same keys in every view, and the span that is open follows', async ({ page, fleet }) => {
    const id = await fleet.trace('research-agent', { count: 12 })
    await fleet.come(page, `/traces/${id}`)
    for (const view of ['dag', 'waterfall', 'table']) {
      await go(page, `/traces?open=%22${id}%22&view=${view}`)
      await expect(spans(page).first()).toBeVisible()
      const here = page.locator(focused).or(page.locator('[data-span]:has(:focus)'))
      await page.keyboard.press('Home')
      await page.keyboard.press('l')
      await expect(here.first()).toHaveAttribute('data-span', spanIdOf(1))
      await page.keyboard.press('h')
      await expect(here.first()).toHaveAttribute('data-span', spanIdOf(0))
      await page.keyboard.press('End')
      await page.keyboard.press('k')
      await page.keyboard.press('j')
      await page.keyboard.press('Enter')
      await expect(drawer(page)).toBeVisible()
      const open = new URL(page.url()).hash
      await page.keyboard.press('k')
      await expect(page).not.toHaveURL(new RegExp(`${open.split('span=')[1]}$`))
      await page.keyboard.press('Escape')
      await expect(about(page)).toBeVisible()
      await expect(here.first()).toBeVisible()
    }
    await page.keyboard.press('Escape')
    await expect(page.getByRole('table', { name: 'Traces' })).toBeVisible()
  })

  test('shows all of a span, and what is said of it', async ({ page, fleet }) => {
    const id = await fleet.trace('research-agent', { count: 6, failed: (n) => n === 2 })
    const explanation = 'A customer’s address is in the prompt.'
    await fleet.report('/api/v1/evaluations', {
      trace_id: id,
      span_id: spanIdOf(2),
      rule: 'no personal data',
      label: 'red',
      score: 0.97,
      explanation,
      frameworks: ['EU AI Act'],
    })
    await fleet.report('/api/v1/alerts', {
      alerts: [
        {
          status: 'firing',
          labels: { alertname: 'SlowAgent', agent: 'research-agent', severity: 'warning' },
          annotations: { summary: 'p95 above 4 s' },
          startsAt: new Date(Date.now() - 90_000).toISOString(),
        },
      ],
    })
    await fleet.come(page, `/traces/${id}`)
    await expect(about(page)).toContainText('SlowAgent')
    await expect(about(page)).toContainText('firing')
    await page.getByRole('button', { name: /no personal data/ }).click()
    await expect(about(page)).toContainText(explanation)
    await expect(page.locator(`[data-span="${spanIdOf(2)}"]`)).toContainText('1 red')
    await page.getByRole('button', { name: `Show span ${spanIdOf(2).slice(0, 8)}` }).click()
    await expect(page).toHaveURL(new RegExp(`span=.*${spanIdOf(2)}`))
    const open = drawer(page)
    await expect(open.getByRole('heading', { name: 'execute_tool search_orders_2' })).toBeVisible()
    await expect(open).toContainText('HTTP 503 from orders')
    await expect(open.getByRole('region', { name: 'Attributes' })).toContainText('gen_ai.tool.name')
    await expect(open.getByRole('region', { name: 'Events (1)' })).toContainText('Timeout')
    await expect(open.getByRole('region', { name: 'Resource' })).toContainText('service.version')
    await expect(open.getByRole('region', { name: 'How it was judged' })).toContainText('no personal data')
  })

  test('one that is not there says so', async ({ page, fleet, complaints }) => {
    await fleet.come(page, '/')
    await go(page, `/traces/${'0'.repeat(32)}`)
    await expect(page.getByRole('heading', { name: 'There is no such trace' })).toBeVisible()
    await page.getByRole('link', { name: 'To all traces' }).click()
    await expect(page.getByRole('heading', { name: 'No agent reports here yet' })).toBeVisible()
    expect(complaints.splice(0).filter((text) => !text.includes('404'))).toEqual([])
  })

  test('of a thousand spans is laid out in a worker, and only what is seen is drawn', async ({ page, fleet }) => {
    const id = await fleet.trace('research-agent', { count: 1_000 })
    const workers: string[] = []
    page.on('worker', (worker) => workers.push(worker.url()))
    await fleet.come(page, `/traces/${id}`)
    await expect(page.getByRole('application', { name: 'Picture of 1000 spans' })).toBeVisible()
    expect(workers.some((url) => url.includes('layout-worker'))).toBe(true)
    await expect(spans(page).first()).toBeVisible()
    expect(await spans(page).count()).toBeLessThan(100)
    await page.keyboard.press('End')
    await expect(page.locator(focused)).toBeInViewport()
    await page.keyboard.press('2')
    await expect(page.locator('li:has([data-span])').first()).toHaveAttribute('aria-setsize', '1000')
    expect(await spans(page).count()).toBeLessThan(100)
  })
})

test.describe('what is done about a span', () => {
  test('a throttle is proposed as supervised, with where it was seen, and leads to its row', async ({
    page,
    fleet,
  }) => {
    const id = await fleet.trace('research-agent', { count: 6 })
    await fleet.come(page, `/traces/${id}`)
    await spans(page).nth(1).click({ button: 'right' })
    await menu(page)
      .getByRole('menuitem', { name: /^Throttle agent/ })
      .click()
    await expect(dialog(page)).toContainText('Nothing happens yet')
    await dialog(page).getByLabel('Requests a minute, at most').fill('30')
    await dialog(page)
      .getByLabel(/^Reason/)
      .fill('Cost spike: three times yesterday’s.')
    await dialog(page).getByRole('button', { name: 'Propose throttling of research-agent' }).click()
    await expect(dialog(page)).toHaveCount(0)
    await page.getByRole('button', { name: 'Show it in the queue' }).click()
    await expect(page).toHaveURL(/#\/deployments\?open=/)
    await expect(drawer(page)).toContainText('Cost spike: three times yesterday’s.')
    const { items } = await fleet.ask<{ items: Action[] }>('/api/v1/deployments/actions')
    expect(items).toHaveLength(1)
    expect(items[0]).toMatchObject({
      type: 'throttle',
      target_ref: 'research-agent',
      mode: 'supervised',
      status: 'proposed',
      payload: { requests_per_minute: 30, agent: 'research-agent', trace_id: id },
    })
  })

  test('a kill takes the typed dialog, by keyboard alone', async ({ page, fleet }) => {
    const id = await fleet.trace('research-agent', { count: 6 })
    await fleet.come(page, `/traces/${id}?view=waterfall`)
    await expect(spans(page).first()).toBeVisible()
    await page.keyboard.press('j')
    await page.keyboard.press('m')
    await expect(menu(page)).toBeVisible()
    await page.keyboard.type('Kill')
    await page.keyboard.press('Enter')
    const propose = dialog(page).getByRole('button', { name: /^Propose kill of/ })
    await expect(propose).toBeDisabled()
    await expect(dialog(page)).toContainText('cannot be undone')
    await dialog(page)
      .getByLabel(/^Type the first 8/)
      .pressSequentially(id.slice(0, 8))
    await expect(propose).toBeDisabled()
    await dialog(page)
      .getByLabel(/^Reason/)
      .fill('It loops.')
    await propose.press('Enter')
    await expect(dialog(page)).toHaveCount(0)
    await expect(page.locator('[data-span]:focus')).toBeVisible()
    const { items } = await fleet.ask<{ items: Action[] }>('/api/v1/deployments/actions')
    expect(items[0]).toMatchObject({ type: 'kill_run', target_ref: id, status: 'proposed', mode: 'supervised' })
  })

  test('a commander pauses an agent, and it is known at once', async ({ page, fleet }) => {
    const id = await fleet.trace('research-agent', { count: 3 })
    await fleet.come(page, `/traces/${id}?view=table`)
    await spans(page).first().click({ button: 'right' })
    await menu(page)
      .getByRole('menuitem', { name: /^Pause agent/ })
      .click()
    await dialog(page).getByLabel(/^Why/).fill('It refunds twice.')
    await dialog(page).getByRole('button', { name: 'Pause research-agent' }).click()
    await expect(page.getByText('Paused: research-agent')).toBeVisible()
    const { items } = await fleet.ask<{ items: { agent: string; reason: string; active: boolean }[] }>('/api/v1/pauses')
    expect(items).toMatchObject([{ agent: 'research-agent', reason: 'It refunds twice.', active: true }])
  })

  test('it is linked to an incident that is open', async ({ page, fleet }) => {
    const id = await fleet.trace('research-agent', { count: 3 })
    await fleet.ask('/api/v1/incidents', { title: 'Refunds twice', severity: 'sev2' })
    await fleet.come(page, `/traces/${id}`)
    await about(page).getByRole('button', { name: 'Link it to an incident…' }).click()
    await page.getByRole('radio', { name: /Refunds twice/ }).click()
    await page.getByRole('button', { name: 'Link trace' }).click()
    await expect(about(page).getByRole('link', { name: 'Refunds twice' })).toBeVisible()
  })

  test.describe('by whoever may not', () => {
    test.use({ role: 'viewer' })
    test('is asleep, and says why', async ({ page, fleet }) => {
      const id = await fleet.trace('research-agent', { count: 3 })
      await fleet.come(page, `/traces/${id}?view=waterfall`)
      await spans(page).first().click({ button: 'right' })
      const items = menu(page).getByRole('menuitem')
      await expect(items).toHaveCount(10)
      for (const item of await items.all()) await expect(item).toBeDisabled()
      await expect(menu(page)).toContainText('needs the permission actions.propose')
      await expect(menu(page)).toContainText('needs the permission agents.pause')
      await page.keyboard.press('Escape')
      await expect(menu(page)).toHaveCount(0)
      await expect(about(page).getByRole('button', { name: 'Link it to an incident…' })).toBeDisabled()
    })
  })
})
