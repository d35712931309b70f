import { BrowserWindow, nativeTheme } from 'electron'
import type { DesktopCommand, Place } from '../../shared/contract/desktop.ts'
import { consoleUrl } from './origin.ts'

type Options = { preload: string; onCreate(window: BrowserWindow): void }

/** The one window. What it is told before its page can listen, waits. */
export type ConsoleWindow = {
  current(): BrowserWindow | null
  show(place?: Place): void
  send(command: DesktopCommand): void
}

// The page's own background, so that nothing flashes before it paints. tokens.css has them as --bg.
const backgrounds = { dark: '#0b0d12', light: '#f4f5f8' }

export function createConsoleWindow({ preload, onCreate }: Options): ConsoleWindow {
  let window: BrowserWindow | null = null
  let waiting: DesktopCommand[] = []

  function open(place: Place | undefined): void {
    const created = new BrowserWindow({
      name: 'console',
      windowStatePersistence: true,
      title: 'Countersign',
      width: 1280,
      height: 800,
      minWidth: 800,
      minHeight: 560,
      show: false,
      backgroundColor: background(),
      webPreferences: {
        preload,
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
        // Its dictionaries come from a server of Google's.
        spellcheck: false,
      },
    })
    window = created
    created.once('ready-to-show', () => created.show())
    created.once('closed', () => {
      window = null
      waiting = []
    })
    created.webContents.on('did-finish-load', () => {
      const commands = waiting
      waiting = []
      for (const command of commands) created.webContents.send('command', command)
    })
    onCreate(created)
    // A page that cannot load is answered by did-fail-load; the promise says the same once more.
    created.loadURL(`${consoleUrl}${place ?? ''}`).catch(() => undefined)
  }

  function send(command: DesktopCommand): void {
    if (window === null) return
    const contents = window.webContents
    if (contents.isLoadingMainFrame() || contents.isCrashed()) waiting.push(command)
    else contents.send('command', command)
  }

  nativeTheme.on('updated', () => window?.setBackgroundColor(background()))

  return {
    current: () => window,
    send,
    show(place) {
      if (window === null) return open(place)
      if (place !== undefined) send({ kind: 'go', place })
      if (window.isMinimized()) window.restore()
      window.show()
      window.focus()
    },
  }
}

const background = () => (nativeTheme.shouldUseDarkColors ? backgrounds.dark : backgrounds.light)
