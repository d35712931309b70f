import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, live } from './support/console.ts'
import { heapOf, signInByKeyboard, test } from './support/web-sign-in.ts'

const session = '__Host-countersign-session'
const signedToken = /eyJ[\w-]{10,}\.[\w-]{10,}\./
const signInLink = (page: Page) => page.getByRole('link', { name: 'Sign in with Example ID' })

/** The issuer's page has no picture; and the browser reports each refusal. Nothing else may be said. */
const forgive = (complaints: string[]) =>
  expect(complaints.splice(0).filter((text) => !/40[0-9]|422|503/.test(text))).toEqual([])

test('a browser signs in by keyboard, and is back where it was, as who the issuer says', async ({
  page,
  team,
  complaints,
}) => {
  await page.goto(`${team.url}/#/audit?q=a`)
  await expect(signInLink(page)).toBeFocused()
  await expect(page.getByText('Staging · Checkout ops')).toBeVisible()
  await page.screenshot({ path: 'test-results/e2e/web-sign-in.png' })
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations).toEqual([])
  await signInByKeyboard(page)
  await expect(live(page)).toContainText('live')
  expect(page.url()).toBe(`${team.url}/#/audit?q=a`)
  await expect(page.getByRole('banner')).toContainText('Ada')
  await expect(page.getByRole('banner')).not.toContainText('unverified')
  // A reload keeps the session, which a key would not outlast.
  await page.reload()
  await expect(page.getByRole('banner')).toContainText('Ada')
  forgive(complaints)
})

test('no token comes to the page: not its cookies, storage, requests or memory', async ({
  page,
  team,
  context,
  complaints,
}) => {
  const sent: string[] = []
  page.on('request', async (request) => {
    if (!request.url().startsWith(team.url)) return
    const { cookie: _, ...headers } = await request.allHeaders().catch((): Record<string, string> => ({}))
    sent.push(`${request.method()} ${request.url()} ${JSON.stringify(headers)} ${request.postData() ?? ''}`)
  })
  await page.goto(`${team.url}/#/settings/session`)
  await signInByKeyboard(page)
  await expect(page.getByRole('button', { name: 'Sign out everywhere…' })).toBeVisible()
  await expect(live(page)).toContainText('live')

  const cookies = await context.cookies(team.url)
  const own = cookies.find(({ name }) => name === session)
  expect(own).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Strict', path: '/', domain: 'localhost' })
  expect(cookies.map(({ value }) => value).join()).not.toMatch(signedToken)
  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]))
  expect(kept).not.toMatch(signedToken)
  expect(kept).not.toContain(own?.value)
  expect(sent.length).toBeGreaterThan(5)
  expect(sent.join('\n')).not.toMatch(/authorization|eyJ/)
  expect(sent.join('\n')).not.toContain(own?.value)
  const heap = await heapOf(page)
  // It is the page's memory that was searched.
  expect(heap.includes('ada@example.com')).toBe(true)
  expect(signedToken.test(heap)).toBe(false)
  expect(heap.includes(own?.value ?? 'no cookie')).toBe(false)
  forgive(complaints)
})

test('what changes something works with the cookie; Settings shows the browsers, and ends one', async ({
  page,
  team,
  browser,
  complaints,
}) => {
  const second = await browser.newContext()
  const other = await second.newPage()
  await other.goto(`${team.url}/#/audit`)
  await signInByKeyboard(other)
  await expect(live(other)).toContainText('live')

  await page.goto(`${team.url}/#/settings/session`)
  await signInByKeyboard(page)
  const list = page.getByRole('list', { name: 'Your browsers' })
  await expect(list.getByRole('listitem')).toHaveCount(2)
  await expect(list).toContainText('this browser')
  await expect(page.getByText(team.provider.issuer)).toBeVisible()
  await page.screenshot({ path: 'test-results/e2e/web-sessions.png' })
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations).toEqual([])
  await list.getByRole('button', { name: 'Sign it out' }).click()
  await expect(list.getByRole('listitem')).toHaveCount(1)
  // Its stream ends with its session, so the other browser learns of it by itself.
  await expect(signInLink(other)).toBeVisible()
  await expect(other.getByRole('status')).toContainText('Your session here has ended')
  await second.close()
  forgive(complaints)
})

test('signing out is one command away, and leaves nothing behind', async ({ page, team, context, complaints }) => {
  await page.goto(`${team.url}/#/audit`)
  await signInByKeyboard(page)
  await expect(live(page)).toContainText('live')
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox', { name: 'Search commands' })).toBeFocused()
  await page.keyboard.type('Sign out')
  await expect(page.getByRole('dialog').getByRole('option')).toHaveText([/Sign out/])
  await page.keyboard.press('Enter')
  await expect(signInLink(page)).toBeVisible()
  expect((await context.cookies(team.url)).map(({ name }) => name)).not.toContain(session)
  const heap = await heapOf(page)
  expect([heap.includes('Sign in with Example ID'), heap.includes('ada@example.com')]).toEqual([true, false])
  forgive(complaints)
})

test('signing out everywhere asks first, and ends the other browsers too', async ({
  page,
  team,
  browser,
  complaints,
}) => {
  const second = await browser.newContext()
  const other = await second.newPage()
  await other.goto(`${team.url}/#/audit`)
  await signInByKeyboard(other)
  await expect(live(other)).toContainText('live')
  await page.goto(`${team.url}/#/settings/session`)
  await signInByKeyboard(page)
  await page.getByRole('button', { name: 'Sign out everywhere…' }).click()
  await expect(page.getByRole('alertdialog')).toContainText('Every browser')
  await page.getByRole('alertdialog').getByRole('button', { name: 'Sign out everywhere' }).click()
  await expect(signInLink(page)).toBeVisible()
  await expect(signInLink(other)).toBeVisible()
  await second.close()
  forgive(complaints)
})

test('a sign-in that was cancelled says so, and both ways on work', async ({ page, team, complaints }) => {
  await page.goto(`${team.url}/#/audit`)
  await signInByKeyboard(page, 'Cancel')
  await expect(page.getByRole('heading', { name: 'You are not signed in' })).toBeVisible()
  await expect(page.getByRole('alert')).toHaveText('The sign-in at Example ID was cancelled. Nothing has changed.')
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.screenshot({ path: `test-results/e2e/web-sign-in-cancelled-${colorScheme}.png` })
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations).toEqual([])
  }
  await page.getByRole('link', { name: 'Try again' }).click()
  await expect(page.getByRole('heading', { name: 'Who are you?' })).toBeVisible()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('link', { name: 'Back to the console' }).click()
  await expect(signInLink(page)).toBeVisible()
  expect(page.url()).toBe(`${team.url}/#/audit`)
  forgive(complaints)
})

test('an issuer that is down says so, and trying again works once it is back', async ({ page, team, complaints }) => {
  team.provider.goDown()
  await page.goto(`${team.url}/#/audit`)
  await signInLink(page).click()
  await expect(page.getByRole('alert')).toContainText('Example ID cannot be reached from this server')
  await page.screenshot({ path: 'test-results/e2e/web-sign-in-down.png' })
  team.provider.comeBack()
  await page.getByRole('link', { name: 'Try again' }).click()
  await page.getByRole('button', { name: 'Ada' }).click()
  await expect(page.getByRole('banner')).toContainText('Ada')
  forgive(complaints)
})

test('a key is the other way in, and is not signed out but forgotten', async ({ page, team, complaints }) => {
  await page.goto(`${team.url}/#/settings/session`)
  await page.getByLabel('API key').fill(team.key)
  await page.getByRole('button', { name: 'Sign in with the key' }).click()
  await expect(page.getByText('An API key that the server knows.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Sign out' })).toHaveCount(0)
  forgive(complaints)
})
