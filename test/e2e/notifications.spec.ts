import AxeBuilder from '@axe-core/playwright'
import type { APIRequestContext, Page } from '@playwright/test'
import { expect as baseExpect, live, useTheme } from './support/console.ts'
import { type Own, test } from './support/ledger.ts'

const expect = baseExpect.configure({ timeout: 15_000 })

type Kept = { title: string; body: string; shown: boolean }
type Watched = { kept: (Kept & { of: Notification })[]; asked: number }

/** Keeps what the browser is given to show, and whether it did: nothing is put in its place. */
const watchNotifications = (page: Page) =>
  page.addInitScript(() => {
    const watched: Watched = { kept: [], asked: 0 }
    Reflect.set(globalThis, 'watched', watched)
    const Browsers = Notification
    class Watching extends Browsers {
      static override requestPermission() {
        watched.asked += 1
        return Browsers.requestPermission()
      }
      constructor(title: string, options?: NotificationOptions) {
        super(title, options)
        const kept = { title, body: options?.body ?? '', shown: false, of: this }
        watched.kept.push(kept)
        this.addEventListener('show', () => {
          kept.shown = true
        })
      }
    }
    Reflect.set(globalThis, 'Notification', Watching)
  })
const all = (page: Page): Promise<Kept[]> =>
  page.evaluate(() =>
    (Reflect.get(globalThis, 'watched') as Watched).kept.map(({ title, body, shown }) => ({ title, body, shown })),
  )
/** Drills have a story of their own in the sample. */
const isOfDrills = ({ title }: Kept) => /drill|nobody answered in time/i.test(title)
const kept = async (page: Page) => (await all(page)).filter((each) => !isOfDrills(each))
const asked = (page: Page) => page.evaluate(() => (Reflect.get(globalThis, 'watched') as Watched).asked)
const click = (page: Page, title: string) =>
  page.evaluate((wanted) => {
    const { kept: all } = Reflect.get(globalThis, 'watched') as Watched
    all.find((each) => each.title === wanted)?.of.dispatchEvent(new Event('click'))
  }, title)

async function propose(request: APIRequestContext, { server }: Own, wanted: object): Promise<string> {
  const response = await request.post(`${server.url}/api/v1/deployments/actions`, {
    headers: { 'x-countersign-sample-actor': 'operator' },
    data: { target_ref: 'search-agent', reason: 'Every second answer is an error', ...wanted },
  })
  baseExpect(response.status(), await response.text()).toBe(201)
  return ((await response.json()) as { id: string }).id
}

async function openSettings(page: Page, { server }: Own) {
  await watchNotifications(page)
  await page.goto(`${server.url}/#/settings/notifications`)
  await expect(live(page)).toContainText('live')
}
const switchOn = (page: Page) => page.getByRole('button', { name: 'Switch notifications on' }).click()

test('nothing is shown, nor asked for, before somebody wants it; the title counts all the same', async ({
  page,
  context,
  request,
  own,
}) => {
  await context.grantPermissions(['notifications'])
  await openSettings(page, own)
  await expect(page).toHaveTitle('(2) Sample data · Settings · Countersign')
  await propose(request, own, { type: 'throttle' })
  await expect(page).toHaveTitle('(3) Sample data · Settings · Countersign')
  expect({ kept: await kept(page), asked: await asked(page) }).toEqual({ kept: [], asked: 0 })
  await page.getByTestId('who').click()
  await page.getByRole('menuitemradio', { name: /Sample operator/ }).click()
  await expect(page).toHaveTitle('Sample data · Settings · Countersign')
})

test('once switched on, what waits is told as its sum, and what comes by itself; a click opens its row', async ({
  page,
  context,
  request,
  own,
}) => {
  await context.grantPermissions(['notifications'])
  await openSettings(page, own)
  await switchOn(page)
  await expect(page.getByText('On, in this browser')).toBeVisible()
  expect(await asked(page)).toBe(1)
  const sum = { title: '2 actions need your approval', body: 'Sample data', shown: true }
  await expect.poll(() => kept(page)).toEqual([sum])

  const id = await propose(request, own, { type: 'rollback_deploy', target_ref: 'search-agent@0c77e15' })
  const title = 'Needs your approval: rollback deploy'
  await expect.poll(() => kept(page)).toMatchObject([sum, { title, shown: true }])
  expect((await kept(page))[1]?.body).toMatch(/^search-agent@0c77e15 · tier 3 · until \d\d:\d\d:\d\d · Sample data$/)
  await click(page, title)
  await expect(page).toHaveURL(new RegExp(`#/deployments\\?open=${id}$`))

  await page.goto(`${own.server.url}/#/settings/notifications`)
  await page.getByRole('button', { name: 'Switch notifications off' }).click()
  await propose(request, own, { type: 'throttle' })
  await expect(page).toHaveTitle(/^\(4\)/)
  expect(await kept(page)).toHaveLength(2)
})

test('drills that nobody answered in time are told too; a click opens them', async ({ page, context, own }) => {
  await context.grantPermissions(['notifications'])
  await openSettings(page, own)
  await switchOn(page)
  const late = async () => (await all(page)).filter(({ title }) => /nobody answered in time/i.test(title))
  await expect.poll(late).toMatchObject([{ shown: true, body: expect.stringContaining('Sample data') }])
  await click(page, (await late())[0]?.title ?? '')
  await expect(page).toHaveURL(/#\/drills\?(breached=true|open=gordn-)/)
})

test('it is remembered; what runs out soon is told as such, and alerts to everybody', async ({
  page,
  context,
  request,
  own,
}) => {
  await context.grantPermissions(['notifications'])
  await openSettings(page, own)
  await switchOn(page)
  await page.reload()
  await expect(page.getByText('On, in this browser')).toBeVisible()
  await expect.poll(() => kept(page)).toHaveLength(1)
  await propose(request, own, { type: 'switch_model', ttl_seconds: 90 })
  await expect
    .poll(() => kept(page))
    .toMatchObject([{}, { title: 'Runs out soon, needs your approval: switch model', shown: true }])
  await propose(request, own, { type: 'alert', mode: 'autonomous', payload: { message: 'Errors: 18 %' } })
  await expect
    .poll(() => kept(page))
    .toMatchObject([{}, {}, { title: 'Alert: search-agent', body: 'Errors: 18 % · Sample data', shown: true }])
})

test('a browser that says no is not asked again by itself, and the page says what to do', async ({ page, own }) => {
  await openSettings(page, own)
  await switchOn(page)
  await expect(page.getByText('The browser blocks them for this address')).toBeVisible()
  await expect(page.getByText('Off', { exact: true })).toBeVisible()
  await page.reload()
  await expect(live(page)).toContainText('live')
  expect({ asked: await asked(page), kept: await kept(page) }).toEqual({ asked: 0, kept: [] })
})

test('an alert is shown on the page itself, stays until it is seen, and leads to its row', async ({
  page,
  request,
  own,
}) => {
  await openSettings(page, own)
  const id = await propose(request, own, { type: 'alert', mode: 'autonomous', reason: 'Errors: 18 %' })
  const toast = page.getByRole('dialog', { name: 'Alert: search-agent' })
  await expect(toast).toContainText('Errors: 18 % · Sample data')
  await toast.getByRole('button', { name: 'Show it' }).click()
  await expect(page).toHaveURL(new RegExp(`#/deployments\\?open=${id}$`))
  await expect(toast).toHaveCount(0)
})

for (const theme of ['dark', 'light'] as const)
  test(`the settings and an alert are accessible, ${theme}`, async ({ page, context, request, own }) => {
    await useTheme(page, theme)
    await context.grantPermissions(['notifications'])
    await openSettings(page, own)
    const violations = async () => {
      const found = await new AxeBuilder({ page }).analyze()
      return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)
    }
    expect(await violations()).toEqual([])
    await switchOn(page)
    await propose(request, own, { type: 'alert', mode: 'autonomous', reason: 'Errors: 18 %' })
    await page.getByText('Show it').waitFor()
    expect(await violations()).toEqual([])
    await page.screenshot({ path: `test-results/screens/notifications-${theme}.png` })
  })
