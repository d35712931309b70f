import type { Page } from '@playwright/test'
import { dialog, expect, openRoutes, rows, test } from './support/drill-routes.ts'

const five = ['slack', 'teams', 'webhook', 'pagerduty', 'desktop'] as const
const many = '?schedule=many'
const results = (page: Page) => dialog(page).getByRole('region', { name: 'Results, one per route' })
const bulkPath = '**/acknowledgements/bulk'

test.describe('250 routes', () => {
  test.beforeEach(async ({ drills }) => {
    expect(await drills.tell('many', 50, five)).toHaveLength(250)
  })

  test('are acknowledged in at most three key presses, each with its result', async ({ page, drills }) => {
    await openRoutes(page, drills, many)
    await expect(page.getByRole('button', { name: 'Ack outstanding (250)' })).toBeVisible()
    const bodies: { routes: object[] }[] = []
    const keys = new Set<string | undefined>()
    page.on('request', (request) => {
      if (!request.url().endsWith('/bulk')) return
      bodies.push(request.postDataJSON() as { routes: object[] })
      keys.add(request.headers()['idempotency-key'])
    })
    let presses = 0
    const press = async (key: string) => {
      presses += 1
      await page.keyboard.press(key)
    }
    await press('Shift+A')
    await expect(dialog(page).getByRole('button', { name: /^Acknowledge 250/ })).not.toHaveAttribute(
      'aria-disabled',
      'true',
    )
    await press('Enter')
    await expect(dialog(page)).toContainText('All 250 are acknowledged', { timeout: 60_000 })
    await press('Escape')
    expect(presses).toBeLessThanOrEqual(3)
    await expect(dialog(page)).toBeHidden()
    expect(bodies.map(({ routes }) => routes.length)).toEqual([100, 100, 50])
    expect(keys.size).toBe(3)
    expect(await drills.routes({ schedule_id: 'many', state: 'acknowledged' })).toHaveLength(250)
    await expect(page.getByRole('button', { name: 'Ack outstanding (0)' })).toBeVisible()
  })

  test('only what the filter shows is meant', async ({ page, drills }) => {
    await openRoutes(page, drills, `${many}&provider=teams&owner=team-07`)
    await page.keyboard.press('Shift+A')
    await expect(dialog(page).getByRole('heading').first()).toHaveText('Acknowledge 1 outstanding route')
    await expect(results(page)).toContainText('team-07 at teams')
    await page.keyboard.type('Heard')
    await page.keyboard.press('Enter')
    await expect(dialog(page)).toContainText('All 1 are acknowledged')
    const answered = await drills.routes({ schedule_id: 'many', state: 'acknowledged' })
    expect(answered.map(({ owner, provider, acknowledgement }) => [owner, provider, acknowledgement?.notes])).toEqual([
      ['team-07', 'teams', 'Heard'],
    ])
  })

  test('cancelled between two requests, what was done stays so, and the rest goes on later', async ({
    page,
    drills,
  }) => {
    await openRoutes(page, drills, many)
    const held = Promise.withResolvers<void>()
    const reached = Promise.withResolvers<void>()
    await page.route(bulkPath, async (asked) => {
      reached.resolve()
      await held.promise
      await asked.continue()
    })
    await page.keyboard.press('Shift+A')
    await expect(results(page)).toContainText('team-01')
    await page.keyboard.press('Enter')
    await reached.promise
    await expect(dialog(page).getByRole('button', { name: 'Cancel the rest' })).toBeFocused()
    await page.keyboard.press('Escape')
    held.resolve()
    await expect(dialog(page)).toContainText('100 acknowledged, 150 not sent of 250')
    await expect(dialog(page).getByRole('button', { name: 'Close' })).toBeFocused()
    expect(await drills.routes({ schedule_id: 'many', state: 'outstanding' })).toHaveLength(150)
    await dialog(page).getByRole('button', { name: 'Acknowledge the other 150' }).click()
    await expect(dialog(page)).toContainText('All 250 are acknowledged', { timeout: 60_000 })
    expect(await drills.routes({ schedule_id: 'many', state: 'outstanding' })).toHaveLength(0)
  })

  test('an answer that is lost is asked for again, and nothing is done twice', async ({ page, drills, complaints }) => {
    await openRoutes(page, drills, many)
    let lost = 0
    await page.route(bulkPath, async (asked) => {
      const answer = await asked.fetch()
      if (lost++ === 1) await asked.abort('connectionreset')
      else await asked.fulfill({ response: answer })
    })
    await page.keyboard.press('Shift+A')
    await expect(results(page)).toContainText('team-01')
    await page.keyboard.press('Enter')
    await expect(dialog(page)).toContainText('All 250 are acknowledged', { timeout: 60_000 })
    const routes = await drills.routes({ schedule_id: 'many' })
    const ids = new Set(routes.map(({ acknowledgement }) => acknowledgement?.acknowledgement_id))
    expect(ids.size).toBe(250)
    const { total } = await drills.ask<{ total: number }>(
      'GET',
      '/runtime/go-pilot/rollback-drill-notifications?schedule_id=many&kind=go-backend-rollback-drill-notification-ack&limit=1',
    )
    expect(total).toBe(250)
    expect(complaints.splice(0).filter((text) => !text.includes('ERR_CONNECTION_RESET'))).toEqual([])
  })

  test('one that somebody else was faster with fails alone: why is said, and it can be tried again', async ({
    page,
    drills,
  }) => {
    await openRoutes(page, drills, `${many}&provider=slack`)
    await page.keyboard.press('Shift+A')
    await expect(results(page)).toContainText('team-03 at slack')
    const [gone] = await drills.routes({ schedule_id: 'many', provider: 'slack', owner: 'team-03' })
    if (gone === undefined) throw new Error('nobody was told')
    await drills.answer(gone, 'resolved')
    await page.keyboard.press('Enter')
    await expect(dialog(page)).toContainText('49 acknowledged, 1 refused of 50')
    const failed = dialog(page).getByRole('region', { name: 'Failed' })
    await expect(failed).toContainText(/team-03 at slack.*It is resolved/)
    await expect(failed.getByRole('button', { name: 'Copy them' })).toBeVisible()
    await dialog(page).getByRole('button', { name: 'Try the 1 that failed again' }).click()
    await expect(dialog(page)).toContainText('49 acknowledged, 1 refused of 50')
    await page.keyboard.press('Escape')
    await expect(dialog(page)).toBeHidden()
    expect(await drills.routes({ schedule_id: 'many', state: 'resolved' })).toHaveLength(1)
  })
})

test('escalating breached leaves what is in time alone', async ({ page, drills }) => {
  await openRoutes(page, drills)
  await expect(page.getByRole('button', { name: 'Escalate breached (2)' })).toBeVisible()
  await page.keyboard.press('Shift+E')
  await expect(dialog(page).getByRole('heading').first()).toHaveText('Escalate 2 breached routes')
  await expect(results(page).getByRole('listitem')).toHaveCount(2)
  await page.keyboard.press('Enter')
  await expect(dialog(page)).toContainText('All 2 are escalated')
  await page.keyboard.press('Escape')
  expect(await drills.routes({ state: 'outstanding' })).toHaveLength(2)
  await expect(page.getByRole('button', { name: 'Escalate breached (0)' })).toHaveAccessibleDescription(
    'Nothing that is shown is past its time.',
  )
  await expect(rows(page).first()).toBeVisible()
})
