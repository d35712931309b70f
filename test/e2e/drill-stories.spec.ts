import type { Page } from '@playwright/test'
import { DrillApi, dialog, drawer, expect, openRoutes, row, test } from './support/drill-routes.ts'
import { createKey, type startProgram } from './support/program.ts'

const answers = (page: Page) => drawer(page).getByRole('region', { name: 'Answers' })

/** The browser reports the 401 by which it is asked to sign in; nothing else may be said. */
test.afterEach(({ complaints }) => {
  expect(complaints.splice(0).filter((text) => !/status of 401/.test(text))).toEqual([])
})

/** A team's server on which somebody was told of a drill, and a browser that is signed in there with a key of this role. */
async function signIn(page: Page, launch: typeof startProgram, dataDir: string, role: string) {
  const key = await createKey(dataDir, role)
  const { url } = await launch(['serve', '--port', '0', '--data', dataDir])
  const [route] = await new DrillApi(url, { authorization: `Bearer ${key}` }).tell('checkout', 1, ['slack'])
  if (route === undefined) throw new Error('nobody was told')
  await page.goto(`${url}/#/drills`)
  await page.getByLabel('API key').fill(key)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(row(page, route)).toBeVisible()
  return { key, url, route }
}

test('a release manager acknowledges a drill notification from the console: the button calls the documented path with the bearer token', async ({
  page,
  launch,
  dataDir,
}) => {
  const { key, route } = await signIn(page, launch, dataDir, 'release_manager')
  await row(page, route).locator('[data-route]').focus()
  await page.keyboard.press('a')
  const asked = page.waitForRequest((request) => request.method() === 'POST' && /acknowledgements/.test(request.url()))
  await page.keyboard.type('Rehearsed on Thursday')
  await page.keyboard.press('Enter')
  const request = await asked
  expect(new URL(request.url()).pathname).toBe(
    '/runtime/go-pilot/rollback-drill-notifications/checkout/acknowledgements',
  )
  expect(await request.headerValue('authorization')).toBe(`Bearer ${key}`)
  await expect(row(page, route)).toContainText('Acknowledged')
  await page.keyboard.press('Enter')
  await expect(answers(page)).toContainText(/Authenticated actor\s*e2e\s*verified/)
  await expect(answers(page).locator('q')).toHaveText('Rehearsed on Thursday')
})

test('an incident commander escalates and resolves a route, and each decision keeps who made it', async ({
  page,
  launch,
  dataDir,
}) => {
  const { route } = await signIn(page, launch, dataDir, 'incident_commander')
  await row(page, route).locator('[data-route]').focus()
  for (const [key, state] of [
    ['e', 'Escalated'],
    ['v', 'Resolved'],
  ] as const) {
    await page.keyboard.press(key)
    await expect(dialog(page).getByRole('textbox', { name: /^Note/ })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(row(page, route)).toContainText(state)
  }
  await row(page, route).locator('[data-route]').click()
  await expect(answers(page).getByRole('listitem')).toHaveCount(2)
  for (const answer of await answers(page).getByRole('listitem').all())
    await expect(answer).toContainText(/Authenticated actor\s*e2e\s*verified/)
})

test('in the sample a notification is answered with no server but this machine, and the answer is marked unverified', async ({
  page,
  drills,
}) => {
  const [route] = await drills.routes({ state: 'outstanding', sort: 'urgency' })
  if (route === undefined) throw new Error('nothing is outstanding')
  await openRoutes(page, drills)
  await row(page, route).locator('[data-route]').focus()
  await page.keyboard.press('a')
  await expect(dialog(page).getByRole('textbox', { name: /^Note/ })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(row(page, route)).toContainText('Acknowledged')
  await row(page, route).locator('[data-route]').click()
  await expect(answers(page)).toContainText('unverified')
})
