import { expect, test } from '../fixtures.ts'

test('the console is shown, and the window bears its title', async ({ desktop }) => {
  const page = await desktop.page()
  await expect(page.locator('#root > *').first()).toBeVisible()
  await expect(page).toHaveTitle(/Sample data.*Countersign/)
  const title = () => desktop.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getTitle())
  await expect.poll(title).toMatch(/Sample data.*Countersign/)
})

test('main knows the page by its app:// address, and the window is shown', async ({ desktop }) => {
  await desktop.page()
  const seen = () =>
    desktop.inMain(({ BrowserWindow }) => {
      const window = BrowserWindow.getAllWindows()[0]
      return { url: window?.webContents.getURL().split('#')[0], visible: window?.isVisible() }
    })
  await expect.poll(seen).toEqual({ url: 'app://console/', visible: true })
})

test('preload gives the page three things, and nothing of Node', async ({ desktop }) => {
  const page = await desktop.page()
  const given = await page.evaluate(() => ({
    desktop: Object.keys(Reflect.get(globalThis, 'desktop') as object).sort(),
    platform: (Reflect.get(globalThis, 'desktop') as { platform: string }).platform,
    node: ['require', 'process', 'module', 'Buffer', 'ipcRenderer', 'electron'].filter((name) => name in globalThis),
  }))
  expect(given).toEqual({ desktop: ['onCommand', 'platform', 'setTheme'], platform: process.platform, node: [] })
})

test('the same data opens one window only, whoever starts it again', async ({ desktop }) => {
  await desktop.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize())
  expect(await desktop.startAgain()).toBe(0)
  const windows = () =>
    desktop.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.isMinimized()))
  await expect.poll(windows).toEqual([false])
})

test("the page's theme is the application's", async ({ desktop }) => {
  const page = await desktop.page()
  const source = () => desktop.inMain(({ nativeTheme }) => nativeTheme.themeSource)
  await expect.poll(source).toBe('dark')
  await page.evaluate(() => {
    location.hash = '#/settings/appearance'
  })
  for (const choice of ['Light', 'System', 'Dark']) {
    await page.getByRole('radio', { name: choice }).click()
    await expect.poll(source).toBe(choice.toLowerCase())
  }
  expect(await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)).toBe(true)
})

test('a theme that is none is not taken over, nor one that another page sends', async ({ desktop }) => {
  await desktop.page()
  await expect.poll(() => desktop.inMain(({ nativeTheme }) => nativeTheme.themeSource)).toBe('dark')
  const after = await desktop.inMain(({ ipcMain, nativeTheme }) => {
    const frame = (url: string, parent: object | null) => ({ senderFrame: { url, parent } })
    ipcMain.emit('theme', frame('app://console/', null), 'sepia')
    ipcMain.emit('theme', frame('https://evil.example/', null), 'light')
    ipcMain.emit('theme', frame('app://console/', {}), 'light')
    ipcMain.emit('theme', { senderFrame: null }, 'light')
    return nativeTheme.themeSource
  })
  expect(after).toBe('dark')
})

test('the menu is made of roles, and its own items leave the page its keys', async ({ desktop }) => {
  const menu = await desktop.inMain(({ Menu }) => {
    type Item = {
      label: string
      role?: string
      accelerator?: string
      registerAccelerator: boolean
      submenu?: { items: Item[] }
    }
    const flat = (items: Item[]): Item[] => items.flatMap((item) => [item, ...flat(item.submenu?.items ?? [])])
    return flat((Menu.getApplicationMenu()?.items ?? []) as unknown as Item[]).map((item) => ({
      label: item.label,
      role: item.role?.toLowerCase() ?? null,
      accelerator: item.accelerator ?? null,
      registered: item.registerAccelerator,
    }))
  })
  const roles = menu.map(({ role }) => role)
  for (const role of ['editmenu', 'windowmenu', 'help', 'reload', 'togglefullscreen', 'zoomin'])
    expect(roles).toContain(role)
  expect(menu.filter(({ accelerator }) => accelerator === 'CmdOrCtrl+K').map(({ registered }) => registered)).toEqual([
    false,
  ])
})

test('a menu item leads the page to its place', async ({ desktop }) => {
  const page = await desktop.page()
  await desktop.inMain(({ Menu }) => {
    const go = Menu.getApplicationMenu()?.items.find(({ label }) => label === '&Go')
    go?.submenu?.items.find(({ label }) => label === 'Settings')?.click()
  })
  await expect(page).toHaveURL(/#\/settings/)
})
