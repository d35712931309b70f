import type { BrowserContext, Page } from '@playwright/test'
import { staff } from '../support/openid.ts'
import { dialog, expect, live } from './support/decisions.ts'
import { type SignedTeam, signInWith, test, withoutRefusals } from './support/signed-team.ts'

const rows = 5
/** The answer to the third row is the first that says no. */
const decided = 2

async function proposeRows(team: SignedTeam) {
  const actions = []
  for (let n = 0; n < rows; n += 1) actions.push(await team.propose('throttle', `agent-${n}`))
  return actions
}

/** Picks every row with the keyboard, and begins. */
async function approveAll(page: Page): Promise<void> {
  await expect(page.getByRole('row').nth(rows)).toBeVisible()
  await page.keyboard.press('j')
  for (let picked = 1; picked <= rows; picked += 1) {
    await page.keyboard.press('x')
    await expect(page.getByText(`${picked} selected`)).toBeVisible()
    await page.keyboard.press('j')
  }
  await page.getByRole('button', { name: `Approve ${rows}…` }).click()
  await dialog(page)
    .getByRole('button', { name: `Approve ${rows} actions` })
    .click()
}

/** Which row was sent under which key, in order; `before` may do something as each goes out. */
async function watchApprovals(page: Page, before: (sent: number) => Promise<void>) {
  const sent: { id: string; key: string | undefined }[] = []
  await page.route('**/approve', async (route) => {
    const id = /actions\/([\w-]+)\/approve/.exec(route.request().url())?.[1] ?? ''
    sent.push({ id, key: route.request().headers()['idempotency-key'] })
    await before(sent.length)
    await route.fallback()
  })
  return sent
}

async function stopped(page: Page): Promise<void> {
  await expect(dialog(page).getByRole('alert')).toContainText('Your sign-in is over')
  await expect(dialog(page)).toContainText(
    'It stopped there: 2 of 5 are approved, and nothing was done to the other 3.',
  )
  const results = dialog(page).getByRole('region', { name: 'Results, one per row' })
  await expect(results.getByText('not sent')).toHaveCount(3)
  const goOn = dialog(page).getByRole('button', { name: 'Go on with the other 3' })
  await expect(goOn).toHaveAccessibleDescription('Asleep until you have signed in again')
}

/** As from another window of the same person. */
async function endSession(context: BrowserContext, { server: { url } }: SignedTeam): Promise<void> {
  const cookie = (await context.cookies(url)).map(({ name, value }) => `${name}=${value}`).join('; ')
  const headers = { cookie, origin: url, 'content-type': 'application/json' }
  const answer = await fetch(`${url}/console/session/sign-out`, { method: 'POST', headers, body: '{}' })
  expect(await answer.json()).toEqual({ ended: 1 })
}

async function approvedOf(team: SignedTeam, actions: readonly { id: string }[]): Promise<number> {
  const now = await Promise.all(actions.map(({ id }) => team.read(id)))
  return now.filter(({ status }) => status === 'approved').length
}

/** Each row once, but the one that was refused, which came twice under one key. */
function expectSentOnce(sent: readonly { id: string; key: string | undefined }[]): void {
  expect(sent).toHaveLength(rows + 1)
  expect(sent[decided + 1]).toEqual(sent[decided])
  expect(new Set(sent.map(({ key }) => key)).size).toBe(rows)
  expect(new Set(sent.map(({ id }) => id)).size).toBe(rows)
}

/** Approves until the server no longer takes the token that the page holds: it is past its time from the third row on. */
async function untilExpired(page: Page, team: SignedTeam) {
  const actions = await proposeRows(team)
  const [token, expired] = [await team.tokenOf(staff.commander), await team.expiredTokenOf(staff.commander)]
  await signInWith(page, team, token)
  let over = false
  await page.route(/\/(api|console)\//, async (route) => {
    const headers = route.request().headers()
    const isOver = over && headers.authorization === `Bearer ${token}`
    await route.continue(isOver ? { headers: { ...headers, authorization: `Bearer ${expired}` } } : {})
  })
  const sent = await watchApprovals(page, async (count) => {
    over ||= count > decided
  })
  await approveAll(page)
  await stopped(page)
  expect(sent).toHaveLength(decided + 1)
  expect(await approvedOf(team, actions)).toBe(decided)
  return { actions, sent, expired }
}

async function giveToken(page: Page, token: string): Promise<void> {
  await dialog(page).getByLabel('A new API key or signed token').focus()
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText(token)
  await page.keyboard.press('Enter')
}

test('a token that expires in the middle: nothing is changed without authority, and it goes on where it stopped', async ({
  page,
  team,
  complaints,
}) => {
  const { actions, sent, expired } = await untilExpired(page, team)
  await page.screenshot({ path: 'test-results/screens/bulk-expiry-stopped.png', animations: 'disabled' })

  // Without a sign-in it does not go on.
  await dialog(page).getByRole('button', { name: 'Go on with the other 3' }).press('Enter')
  await stopped(page)
  expect(sent).toHaveLength(decided + 1)

  await giveToken(page, expired)
  await expect(dialog(page).getByLabel('A new API key or signed token')).toHaveAccessibleDescription(/past its time/)
  await giveToken(page, await team.tokenOf(staff.commander))
  await expect(dialog(page)).toContainText('Signed in as Ada')
  await expect(dialog(page).getByRole('button', { name: 'Go on with the other 3' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(dialog(page)).toContainText('5 approved of 5')
  expectSentOnce(sent)
  expect(await approvedOf(team, actions)).toBe(rows)
  expect(withoutRefusals(complaints)).toEqual([])
})

test('somebody else who signs in does not go on with what another began', async ({ page, team, complaints }) => {
  const { actions, sent } = await untilExpired(page, team)
  await giveToken(page, await team.tokenOf(staff.approver))
  await expect(page.getByTestId('who')).toContainText('Grace')
  await expect(dialog(page)).toBeHidden()
  await expect(page.getByText(/selected/)).toHaveCount(0)
  expect(sent).toHaveLength(decided + 1)
  expect(await approvedOf(team, actions)).toBe(decided)
  expect(withoutRefusals(complaints)).toEqual([])
})

test('a browser whose session ends in the middle signs in in another window, and goes on', async ({
  page,
  context,
  team,
  complaints,
}) => {
  const actions = await proposeRows(team)
  await page.goto(`${team.server.url}/sign-in/start?return_to=%23/deployments`)
  await page.getByRole('button', { name: 'Ada' }).click()
  await expect(live(page)).toContainText('live')
  // What the issuer's page lacks is not ours.
  complaints.length = 0
  const sent = await watchApprovals(page, async (count) => {
    if (count === decided + 1) await endSession(context, team)
  })
  // The page hears of it by its stream too, and then would ask everybody who is in the middle of nothing to sign in.
  const noticed = page.waitForResponse(
    (answer) => answer.url().endsWith('/console/connections') && answer.status() === 401,
  )
  await approveAll(page)
  await stopped(page)
  await noticed
  await stopped(page)

  const [opened] = await Promise.all([
    context.waitForEvent('page'),
    dialog(page).getByRole('button', { name: 'Sign in again' }).press('Enter'),
  ])
  await expect(dialog(page)).toContainText('Go on in the window that was opened')
  await page.screenshot({ path: 'test-results/screens/bulk-expiry-window.png', animations: 'disabled' })
  await opened.getByRole('button', { name: 'Ada' }).click()
  await expect(opened.getByText('You can close this window')).toBeVisible()
  await opened.screenshot({ path: 'test-results/screens/bulk-expiry-signed-in-page.png', animations: 'disabled' })
  await opened.close()
  await expect(dialog(page)).toContainText('Signed in as Ada')
  await expect(dialog(page).getByRole('button', { name: 'Go on with the other 3' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(dialog(page)).toContainText('5 approved of 5')
  expectSentOnce(sent)
  expect(await approvedOf(team, actions)).toBe(rows)
  expect(withoutRefusals(complaints)).toEqual([])
})
