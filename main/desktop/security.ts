import type { App, Session, WebContents } from 'electron'
import { isConsole, isConsoleDocument } from './origin.ts'

type Outside = (url: string) => void

/** Copying needs it: navigator.clipboard.writeText asks for this one, after a click or key of the person. */
const granted = 'clipboard-sanitized-write'

const network = { urls: ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'ftp://*/*', 'file://*/*'] }

/** Everything that Electron leaves open by default, closed for every page there ever is. */
export function harden(app: Pick<App, 'on'>, session: Session, openOutside: Outside): void {
  hardenSession(session)
  app.on('web-contents-created', (_event, contents) => hardenContents(contents, openOutside))
}

function hardenSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, callback, details) =>
    callback(permission === granted && details.isMainFrame && isConsole(details.requestingUrl)),
  )
  session.setPermissionCheckHandler(
    (_contents, permission, origin, details) => permission === granted && details.isMainFrame && isConsole(origin),
  )
  session.setDevicePermissionHandler(() => false)
  // The page talks to the door alone; who reaches the network is main, with a session of its own.
  session.webRequest.onBeforeRequest(network, (_details, callback) => callback({ cancel: true }))
  session.on('will-download', (event, item) => {
    const url = item.getURL()
    if (!isConsole(url) && !isConsole(url.replace(/^blob:/, ''))) event.preventDefault()
  })
}

function hardenContents(contents: WebContents, openOutside: Outside): void {
  const stay = (event: { preventDefault(): void; url: string; isMainFrame: boolean }) => {
    if (event.isMainFrame && isConsoleDocument(event.url)) return
    event.preventDefault()
    openOutside(event.url)
  }
  contents.on('will-frame-navigate', stay)
  contents.on('will-redirect', stay)
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    openOutside(url)
    return { action: 'deny' }
  })
}
