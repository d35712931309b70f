import { expect, test } from '../fixtures.ts'

// What only the runtime itself can show: never run on the stand-in.

test('the page has the app:// origin, and is a secure context', async ({ desktop }) => {
  const page = await desktop.page()
  const seen = await page.evaluate(() => ({
    origin: location.origin,
    secure: isSecureContext,
    cookies: document.cookie,
  }))
  expect(seen).toEqual({ origin: 'app://console', secure: true, cookies: '' })
})

test('preload and page are of different worlds', async ({ desktop }) => {
  const page = await desktop.page()
  const own = await page.evaluate(() => {
    const { desktop: bridge } = globalThis as unknown as { desktop: Record<string, unknown> }
    const before = bridge.platform
    try {
      bridge.platform = 'changed'
    } catch {}
    return {
      unchanged: bridge.platform === before,
      constructor: String(Reflect.get(bridge.setTheme as object, 'constructor')),
    }
  })
  expect(own.unchanged).toBe(true)
  expect(own.constructor).toContain('[native code]')
})

test('asking for a permission is answered with no', async ({ desktop }) => {
  const page = await desktop.page()
  const answers = await page.evaluate(async () => {
    const state = async (name: string) => (await navigator.permissions.query({ name: name as PermissionName })).state
    return {
      geolocation: await state('geolocation'),
      camera: await state('camera'),
      notifications: await Notification.requestPermission(),
      location: await new Promise((resolve) =>
        navigator.geolocation.getCurrentPosition(
          () => resolve('granted'),
          ({ code }) => resolve(code),
        ),
      ),
    }
  })
  expect(answers).toEqual({ geolocation: 'denied', camera: 'denied', notifications: 'denied', location: 1 })
})

test('copying works after a click', async ({ desktop }) => {
  const page = await desktop.page()
  await page.evaluate(() => {
    document.body.addEventListener(
      'click',
      () => {
        Reflect.set(globalThis, 'copied', navigator.clipboard.writeText('a checkpoint'))
      },
      { once: true, capture: true },
    )
  })
  await page.locator('body').click()
  await page.evaluate(() => Reflect.get(globalThis, 'copied'))
  expect(await desktop.inMain(({ clipboard }) => clipboard.readText())).toBe('a checkpoint')
})

test('renderers run in the sandbox', async ({ desktop }) => {
  test.skip(process.platform === 'linux', 'the runtime reports it on macOS and Windows alone')
  await desktop.page()
  const sandboxed = await desktop.inMain(({ app }) =>
    app.getAppMetrics().flatMap(({ type, sandboxed }) => (type === 'Tab' ? [sandboxed] : [])),
  )
  expect(sandboxed).toEqual([true])
})

test('size of the window outlives the program', async ({ start }) => {
  const first = await start()
  await (await first.page()).waitForLoadState()
  await first.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setSize(1100, 700))
  await first.inMain(({ app }) => void setImmediate(() => app.quit()))
  expect(await first.ended).toBe(0)
  const second = await start()
  await (await second.page()).waitForLoadState()
  const size = () => second.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getSize())
  await expect.poll(size).toEqual([1100, 700])
})
