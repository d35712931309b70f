import { expect, test } from '../fixtures.ts'

test('a cold start opens at the place its link names', async ({ start }) => {
  const desktop = await start('countersign://audit?entry=2')
  await expect(await desktop.page()).toHaveURL(/#\/audit\?entry=2$/)
})

test('a second start hands its link to the first', async ({ desktop }) => {
  expect(await desktop.startAgain('countersign://settings/about')).toBe(0)
  await expect(await desktop.page()).toHaveURL(/#\/settings\/about$/)
})

test("macOS's open-url is answered", async ({ desktop }) => {
  const taken = await desktop.inMain(({ app }) => {
    let prevented = false
    const event = {
      preventDefault() {
        prevented = true
      },
    }
    app.emit('open-url', event, 'countersign://audit?action=api_key.')
    return prevented
  })
  expect(taken).toBe(true)
  await expect(await desktop.page()).toHaveURL(/#\/audit\?action=api_key\.$/)
})

test('a link that names no place changes nothing, and says so', async ({ desktop }) => {
  const page = await desktop.page()
  await expect(page).toHaveURL(/#\/deployments$/)
  await desktop.inMain(({ Notification }) => {
    const shown: string[] = []
    Reflect.set(globalThis, 'shown', shown)
    Notification.prototype.show = function (this: { title: string }) {
      shown.push(this.title)
    }
  })
  await desktop.startAgain('countersign://audit?verify=true')
  await expect.poll(() => desktop.inMain(() => Reflect.get(globalThis, 'shown'))).toContain('That link was not opened')
  await expect(page).toHaveURL(/#\/deployments$/)
})

test('a link carries nothing out: looking is all that follows', async ({ desktop }) => {
  const page = await desktop.page()
  const methods: string[] = []
  page.on('request', (request) => methods.push(request.method()))
  await desktop.startAgain('countersign://audit?entry=1')
  await expect(page).toHaveURL(/#\/audit\?entry=1$/)
  await page.waitForLoadState()
  expect(methods.filter((method) => method !== 'GET')).toEqual([])
})
