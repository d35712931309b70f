import { join } from 'node:path'
import { app, ipcMain, Menu, nativeTheme, session, shell } from 'electron'
import type { Logger } from 'pino'
import type { LocalConsole } from '../http/switchboard.ts'
import { openKeychain } from '../identity/keychain.ts'
import { isSecureUrl } from '../identity/secure-url.ts'
import { createLog } from '../log.ts'
import { offerReload } from './crash.ts'
import { placeFromLink } from './deep-links.ts'
import { opensOutside } from './external.ts'
import type { Home } from './home.ts'
import { createInFlight } from './in-flight.ts'
import type { LinkInbox } from './link-inbox.ts'
import { menuTemplate } from './menu.ts'
import { notify } from './notifications.ts'
import { createDoor } from './protocol.ts'
import { guardQuit } from './quit.ts'
import { createRemoteFetch } from './remote-fetch.ts'
import { harden } from './security.ts'
import { syncTheme } from './theme.ts'
import { createTray } from './tray.ts'
import { createConsoleWindow } from './window.ts'

type Options = { home: Home; links: LinkInbox }
type CallOperator = typeof import('./call-operator.ts')['callOperator']

const inApp = (...parts: string[]) => join(app.getAppPath(), ...parts)

/** Once the runtime is ready: the local console behind its door, and a window that looks at it. */
export async function start({ home, links }: Options): Promise<void> {
  // A program started from the dock has no terminal to log to.
  const log = createLog(undefined, join(home.logs, 'desktop.log'))
  try {
    const local = await openConsole(home.data, log)
    const { callOperator } = await import('./call-operator.ts')
    openDesktop({ local, links, log, callOperator })
  } catch (error) {
    log.fatal({ err: error }, 'could not start')
    throw error
  }
}

async function openConsole(dataDir: string, log: Logger): Promise<LocalConsole> {
  const { createSwitchboard } = await import('../http/switchboard.ts')
  const remote = session.fromPartition('remote', { cache: false })
  const keychain = await openKeychain((err) => log.info({ err }, 'no keychain: tokens are kept in memory'))
  return createSwitchboard({
    dataDir,
    consoleDir: inApp('out', 'renderer'),
    log,
    keychain,
    fetch: createRemoteFetch(remote),
    openBrowser: showSignIn(log),
  })
}

/** Only ever called with the address of a sign-in that main itself has begun; still, nothing but the web is opened. */
const showSignIn = (log: Logger) => async (url: string) => {
  if (!isSecureUrl(url)) return false
  try {
    await shell.openExternal(url)
    return true
  } catch (err) {
    log.warn({ err }, 'no browser')
    return false
  }
}

type Parts = { local: LocalConsole; links: LinkInbox; log: Logger; callOperator: CallOperator }

function openDesktop({ local, links, log, callOperator }: Parts): void {
  const inFlight = createInFlight()
  const openOutside = (url: string) => {
    if (opensOutside(url, local.remoteOrigin()))
      void shell.openExternal(url).catch((err) => log.warn({ err }, 'no browser'))
    else log.warn({ url }, 'refused to open an address outside the console')
  }
  harden(app, session.defaultSession, openOutside)
  session.defaultSession.protocol.handle('app', createDoor({ fetch: local.fetch, inFlight }))
  syncTheme(ipcMain, nativeTheme)

  const quit = guardQuit({
    app,
    inFlight,
    window: () => view.current(),
    close() {
      attention.stop()
      return local.close()
    },
    onFailure: (err) => log.error({ err }, 'could not close in order'),
  })
  const view = createConsoleWindow({
    preload: inApp('out', 'preload', 'index.cjs'),
    onCreate(window) {
      quit.watch(window)
      offerReload(window, () => app.quit())
    },
  })
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(menuTemplate({ platform: process.platform, development: !app.isPackaged, send: view.send })),
  )
  const tray = createTray({
    icon: inApp('resources', 'icons', 'tray.png'),
    show: view.show,
    quit: () => app.quit(),
  })
  const attention = callOperator({ local, view, tray, log })

  app.on('activate', () => view.show())
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  if (process.platform === 'win32') {
    // The installer does not register the scheme there, and notifications need the identity of the installed program.
    app.setAppUserModelId('dev.countersign.console')
    if (app.isPackaged) app.setAsDefaultProtocolClient('countersign')
  }
  links.listen((link) => {
    if (link === undefined) return view.show()
    const place = placeFromLink(link)
    if (place.ok) return view.show(place.value)
    view.show()
    notify({
      title: 'That link was not opened',
      body: place.refusal.detail,
      onClick: () => view.show(),
      onFailure: (reason) => log.info({ reason }, 'notification not shown'),
    })
  })
}
