import type * as Electron from 'electron'
import { expect, test } from '../fixtures.ts'
import type { Desktop } from '../launch.ts'
import type * as StandIn from '../stand-in/electron.ts'

// What main asks of the runtime. Only the stand-in can tell; runtime.spec.ts looks at the effects on the real one.

type Calls = { name: string; detail?: unknown }[]
const calls = (desktop: Desktop): Promise<Calls> =>
  desktop.inMain((electron) => (electron as unknown as typeof StandIn).standIn.calls)

test('before ready, in this order: scheme, userData, lock, open-url', async ({ desktop }) => {
  const names = (await calls(desktop)).map(({ name, detail }) =>
    typeof detail === 'string' ? `${name} ${detail}` : name,
  )
  expect(names.slice(0, names.indexOf('ready'))).toEqual([
    'protocol.registerSchemesAsPrivileged',
    'app.setPath userData',
    'app.requestSingleInstanceLock',
    'app.on open-url',
    'app.on second-instance',
  ])
})

test('the scheme is registered once, with what it needs and no more', async ({ desktop }) => {
  const registered = (await calls(desktop)).filter(({ name }) => name === 'protocol.registerSchemesAsPrivileged')
  const privileges = { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true }
  expect(registered.map(({ detail }) => detail)).toEqual([[{ scheme: 'app', privileges }]])
})

test('the door is handled, and the session locked, before there is a window', async ({ desktop }) => {
  const names = (await calls(desktop)).map(({ name }) => name)
  const window = names.indexOf('new BrowserWindow')
  for (const before of ['protocol.handle', 'app.on', 'webRequest.onBeforeRequest']) {
    expect(names.indexOf(before), before).toBeGreaterThan(-1)
    expect(names.indexOf(before), before).toBeLessThan(window)
  }
})

test('the window has every lock, and its state is kept', async ({ desktop }) => {
  await desktop.page()
  const windows = (await calls(desktop)).filter(({ name }) => name === 'new BrowserWindow')
  expect(windows).toHaveLength(1)
  expect(windows[0]?.detail).toMatchObject({
    name: 'console',
    windowStatePersistence: true,
    show: false,
    webPreferences: {
      preload: expect.stringMatching(/out[\\/]preload[\\/]index\.cjs$/),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    },
  })
  const { webPreferences } = (windows[0]?.detail ?? {}) as Electron.BrowserWindowConstructorOptions
  for (const loosening of ['enableBlinkFeatures', 'additionalArguments', 'partition', 'plugins', 'webgl'])
    expect(webPreferences).not.toHaveProperty(loosening)
})

test('a permission is granted for copying alone, to the console alone', async ({ desktop }) => {
  const answers = await desktop.inMain(({ session }) => {
    const { decides } = session.defaultSession as unknown as {
      decides: Record<string, (...args: unknown[]) => unknown>
    }
    const ask = (permission: string, url: string, isMainFrame: boolean) => {
      let granted: unknown
      const details = { isMainFrame, requestingUrl: url }
      decides.permissionRequest?.(
        null,
        permission,
        (answer: boolean) => {
          granted = answer
        },
        details,
      )
      return [granted, decides.permissionCheck?.(null, permission, url, details)]
    }
    const all = [
      'media',
      'geolocation',
      'notifications',
      'midiSysex',
      'clipboard-read',
      'openExternal',
      'fullscreen',
      'unknown',
    ]
    return {
      others: all.flatMap((each) => ask(each, 'app://console/', true)),
      copying: ask('clipboard-sanitized-write', 'app://console/', true),
      fromAFrame: ask('clipboard-sanitized-write', 'app://console/', false),
      fromElsewhere: ask('clipboard-sanitized-write', 'https://evil.example/', true),
      device: decides.device?.({ deviceType: 'hid' }),
      certificate: decides.certificate === undefined,
    }
  })
  expect(new Set(answers.others)).toEqual(new Set([false]))
  expect(answers).toMatchObject({
    copying: [true, true],
    fromAFrame: [false, false],
    fromElsewhere: [false, false],
    device: false,
    certificate: true,
  })
})

test("the page's session reaches no network and no files", async ({ desktop }) => {
  const filter = (await calls(desktop)).find(({ name }) => name === 'webRequest.onBeforeRequest')?.detail
  const { urls } = (filter ?? {}) as { urls: string[] }
  expect(urls).toEqual(expect.arrayContaining(['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'file://*/*']))
  const answer = await desktop.inMain(({ session }) => {
    const { decides } = session.defaultSession as unknown as {
      decides: Record<string, (...args: unknown[]) => unknown>
    }
    return new Promise((resolve) => decides.beforeRequest?.({ url: 'https://evil.example/' }, resolve))
  })
  expect(answer).toEqual({ cancel: true })
})

test('webviews, redirects and foreign downloads are refused', async ({ desktop }) => {
  const prevented = await desktop.inMain(({ BrowserWindow, session }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    const refuses = (emit: (event: object) => void, fields: object) => {
      let refused = false
      const event = {
        ...fields,
        preventDefault() {
          refused = true
        },
      }
      emit(event)
      return refused
    }
    const of = (name: string, fields: object) => refuses((event) => contents?.emit(name, event), fields)
    const download = (url: string) =>
      refuses((event) => session.defaultSession.emit('will-download', event, { getURL: () => url }), {})
    return {
      webview: of('will-attach-webview', {}),
      redirect: of('will-redirect', { url: 'https://evil.example/', isMainFrame: true }),
      frame: of('will-frame-navigate', { url: 'app://console/', isMainFrame: false }),
      foreign: download('https://evil.example/x.exe'),
      ours: download('app://console/api/v1/audit/export'),
      blob: download('blob:app://console/5e0b'),
      blobOfOthers: download('blob:https://evil.example/5e0b'),
    }
  })
  const no = { webview: true, redirect: true, frame: true, foreign: true, blobOfOthers: true }
  expect(prevented).toEqual({ ...no, ours: false, blob: false })
})

test('the team server is reached through a session of its own', async ({ desktop }) => {
  const made = (await calls(desktop)).filter(({ name }) => name === 'session.fromPartition').map(({ detail }) => detail)
  // Not `persist:`, so nothing of it stays on the disk.
  expect(made).toEqual([{ name: 'remote', cache: false }])
})

test('the tray leads back, quits, names the connection, and carries what waits', async ({ desktop }) => {
  const page = await desktop.page()
  await expect(page.locator('#root > *').first()).toBeVisible()
  const tip = () => desktop.inMain((electron) => (electron as unknown as typeof StandIn).Tray.all[0]?.tip)
  await expect.poll(tip).toBe('Countersign: Sample data (sample) · 2 need you')
  const tray = await desktop.inMain((electron) => {
    const [only, ...others] = (electron as unknown as typeof StandIn).Tray.all
    return { labels: only?.menu?.items.map(({ label }) => label), others: others.length }
  })
  expect(tray).toEqual({ labels: ['Show Countersign', '2 need you', '', 'Quit'], others: 0 })
  await desktop.inMain((electron) => {
    const [only] = (electron as unknown as typeof StandIn).Tray.all
    only?.menu?.items.find(({ label }) => label === '2 need you')?.click()
  })
  await expect(page).toHaveURL(/#\/deployments\?needs_me=true$/)
  await page.evaluate(async () => {
    const body = JSON.stringify({ id: 'local' })
    await fetch('/console/connections/select', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    })
  })
  await expect.poll(tip).toBe('Countersign: This machine (development)')
})

test('what waited when it was opened is told as its sum, once', async ({ desktop }) => {
  const page = await desktop.page()
  const shown = async () =>
    (await calls(desktop)).filter(({ name }) => name === 'notification.show').map(({ detail }) => detail)
  const sum = { title: '2 actions need your approval', body: 'Sample data' }
  const late = {
    title: expect.stringMatching(/nobody answered in time/i),
    body: expect.stringContaining('Sample data'),
  }
  // And perhaps what is told of drills that are not late yet: of that, too, once.
  await expect.poll(shown, { timeout: 20_000 }).toEqual(expect.arrayContaining([sum, late]))
  const before = await shown()
  await page.reload()
  await expect(page.locator('#root > *').first()).toBeVisible()
  expect(await shown()).toEqual(before)
})

test('it registers nothing with the system on Linux and macOS, where the package does', async ({ desktop }) => {
  test.skip(process.platform === 'win32', 'there the program has to')
  expect((await calls(desktop)).filter(({ name }) => name === 'app.setAsDefaultProtocolClient')).toEqual([])
})
