import { join } from 'node:path'
import type { Page } from '@playwright/test'
import Database from 'better-sqlite3'
import { live } from './support/console.ts'
import { DrillApi, dialog, drawer, expect, moveTo, openRoutes, rows, test } from './support/drill-routes.ts'
import { createKey } from './support/program.ts'

const offer = (page: Page, name: string) => page.getByRole('button', { name: new RegExp(`^${name} \\(`) })
const toolbar = (page: Page) => page.getByRole('region', { name: 'Search, filter, answer' })
const toast = (page: Page, words: RegExp) => page.getByRole('alert').getByText(words)

/** No schedule may ask for an answer within seconds; what forbids to change a plan stands aside for it. */
function goesLate(database: string, route_id: string, at: Date): void {
  const db = new Database(database)
  const guards = db
    .prepare<[], { name: string; sql: string }>(
      `select name, sql from sqlite_schema where type = 'trigger' and tbl_name = 'drill_route'`,
    )
    .all()
  for (const { name } of guards) db.exec(`drop trigger ${name}`)
  db.prepare('update drill_route set slo_ends_at = ? where route_id = ?').run(at.toISOString(), route_id)
  for (const { sql } of guards) db.exec(sql)
  db.close()
}

test('what is offered to all follows one’s own answer while the drawer is open', async ({ page, drills }) => {
  const [route] = await drills.routes({ state: 'outstanding', sort: 'urgency' })
  if (route === undefined) throw new Error('nothing is outstanding')
  await openRoutes(page, drills)
  await expect(offer(page, 'Ack outstanding')).toContainText('(4)')
  await moveTo(page, route)
  await page.keyboard.press('Enter')
  await page.keyboard.press('a')
  await expect(dialog(page).getByRole('textbox', { name: /^Note/ })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(offer(page, 'Ack outstanding')).toContainText('(3)')
  await expect(drawer(page)).toBeVisible()
})

test('a route that goes late by time alone can be escalated with the others, also by who reads', async ({
  page,
  dataDir,
  launch,
  complaints,
}) => {
  const key = await createKey(dataDir, 'incident_commander')
  const start = ['serve', '--port', '0', '--data', dataDir]
  const before = await launch(start)
  const [route] = await new DrillApi(before.url, { authorization: `Bearer ${key}` }).tell('checkout', 2, ['slack'])
  await before.stop()
  if (route === undefined) throw new Error('nobody was told')
  goesLate(join(dataDir, 'countersign.db'), route.route_id, new Date(Date.now() + 15_000))
  const { url } = await launch(start)
  await page.goto(`${url}/#/drills?open=${route.route_id}`)
  await page.getByLabel('API key').fill(key)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(offer(page, 'Escalate breached')).toContainText('(0)')
  await expect(offer(page, 'Escalate breached')).toContainText('(1)', { timeout: 40_000 })
  await page
    .getByRole('button', { name: /^Breached/ })
    .first()
    .click()
  await expect(rows(page)).toHaveCount(1)
  expect(complaints.splice(0).filter((text) => !text.includes('401'))).toEqual([])
})

test('routes that were told again are shown when they are asked for, and an export says that it leaves them out', async ({
  page,
  drills,
}) => {
  await drills.tell('again', 2, ['slack'])
  await drills.tell('again', 2, ['slack'])
  await openRoutes(page, drills, '?schedule=again')
  await expect(rows(page)).toHaveCount(2)
  await page.getByRole('button', { name: 'Export evidence' }).click()
  const asked = page.getByRole('dialog', { name: 'Export evidence' })
  await expect(asked).toContainText('2 routes that were told again by a later plan are left out')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: /^More/ }).click()
  await page.getByRole('menuitemcheckbox', { name: 'With those told again' }).click()
  await page.keyboard.press('Escape')
  await expect(page).toHaveURL(/superseded=true/)
  await expect(rows(page)).toHaveCount(4)
  await page.reload()
  await expect(rows(page)).toHaveCount(4)
  await page.getByRole('button', { name: 'Export evidence' }).click()
  await expect(asked).toContainText('4 routes')
  await expect(asked).not.toContainText('left out')
  await asked.getByRole('button', { name: 'Export', exact: true }).click()
  await expect(asked.getByRole('status')).toContainText('.zip')
  await expect(asked.getByRole('button', { name: 'Close' })).toBeFocused()
})

test('a key that can do nothing says why', async ({ page, drills, server, complaints }) => {
  await openRoutes(page, drills, '?state=escalated')
  await page.keyboard.press('Shift+E')
  await expect(toast(page, /Nothing that is shown is past its time/)).toBeAttached()
  await server.stop()
  await expect(live(page)).toContainText('offline', { timeout: 20_000 })
  await page.keyboard.press('Shift+A')
  await expect(toast(page, /the server does not answer/)).toBeAttached()
  complaints.splice(0)
})

test('an earlier answer is no news when the server goes away', async ({ page, drills, server, complaints }) => {
  const [route] = await drills.routes({ state: 'outstanding', sort: 'urgency' })
  if (route === undefined) throw new Error('nothing is outstanding')
  await drills.answer(route, 'acknowledged', { notes: 'Seen at nine' })
  await openRoutes(page, drills, `?open=${route.route_id}`)
  await expect(drawer(page)).toContainText('Seen at nine')
  await page.keyboard.press('v')
  await expect(dialog(page)).toBeVisible()
  await server.stop()
  await expect(dialog(page).getByRole('status')).toContainText('the server does not answer', { timeout: 20_000 })
  await expect(dialog(page)).not.toContainText('Seen at nine')
  complaints.splice(0)
})

test('opened from nowhere, a dialog gives the focus to the table', async ({ page, drills }) => {
  const [route] = await drills.routes({ state: 'outstanding', sort: 'urgency' })
  if (route === undefined) throw new Error('nothing is outstanding')
  await openRoutes(page, drills, `?open=${route.route_id}`)
  await expect(drawer(page)).toContainText('Nobody has answered yet')
  await page.keyboard.press('a')
  await expect(dialog(page).getByRole('textbox', { name: /^Note/ })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(dialog(page)).toBeHidden()
  await expect(page.locator('[data-route]:focus')).toHaveCount(1)
})

for (const [width, height] of [
  [1280, 800],
  [1024, 640],
] as const)
  test(`a filter moves nothing at ${width}×${height}, also beside the drawer`, async ({ page, drills }) => {
    await page.setViewportSize({ width, height })
    const [route] = await drills.routes({ state: 'outstanding', sort: 'urgency' })
    for (const open of ['', `&open=${route?.route_id}`]) {
      await openRoutes(page, drills, `?sort=newest${open}`)
      const before = await toolbar(page).boundingBox()
      await openRoutes(page, drills, `?sort=newest&state=outstanding,escalated&owner=platform${open}`)
      expect(await toolbar(page).boundingBox()).toEqual(before)
      const right = (before?.x ?? 0) + (before?.width ?? 0)
      const buttons = toolbar(page).getByRole('button')
      for (const box of await Promise.all((await buttons.all()).map((button) => button.boundingBox())))
        expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(right)
    }
  })

test('a long menu stays in the window, and the band of the environment with it', async ({ page, drills }) => {
  await page.setViewportSize({ width: 1024, height: 640 })
  await openRoutes(page, drills)
  await page.getByRole('button', { name: /^Filter/ }).click()
  await expect(page.getByRole('menuitemcheckbox').first()).toBeVisible()
  await page.keyboard.press('End')
  await expect(page.getByRole('menuitem', { name: 'Left out' })).toBeInViewport()
  expect(await page.getByTestId('environment-band').boundingBox()).toMatchObject({ y: 0 })
  expect(await page.evaluate(() => document.scrollingElement?.scrollTop)).toBe(0)
})

test('what could not be read of the ledger and of incidents says so', async ({ page, drills, complaints }) => {
  const [route] = await drills.routes({ state: 'escalated' })
  await page.route(/audit\/entries\?.*action=(incident\.record\.linked|drill\.notification\.planned)/, (asked) =>
    asked.fulfill({ status: 500, contentType: 'application/problem+json', body: '{}' }),
  )
  await openRoutes(page, drills, `?open=${route?.route_id}`)
  await expect(drawer(page)).toContainText('The incidents could not be loaded', { timeout: 30_000 })
  await expect(drawer(page)).toContainText('The entries could not be loaded', { timeout: 30_000 })
  complaints.splice(0)
})
