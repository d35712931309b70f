import { type BrowserWindow, dialog } from 'electron'

type Question = { message: string; detail: string; buttons: readonly [string, string] }

const stays = 'It comes back at the same place. What the server accepted is in the ledger.'
const navigationAborted = -3

/**
 * A page that died, hangs or could not load is offered anew. Nothing is lost by that: what the operator looks at stands
 * in the address, and what they did is in the ledger or was never accepted.
 */
export function offerReload(window: BrowserWindow, quit: () => void): void {
  const contents = window.webContents
  let open: AbortController | undefined
  let restarting = false

  contents.on('render-process-gone', (_event, { reason }) => {
    open?.abort()
    open = undefined
    const expected = restarting || reason === 'clean-exit'
    restarting = false
    if (!expected) void offer('The console stopped working.', reason)
  })
  contents.on('did-fail-load', (_event, code, description, _url, isMainFrame) => {
    if (isMainFrame && code !== navigationAborted) void offer('The console could not be shown.', description)
  })
  window.on('unresponsive', async () => {
    const button = await ask({ message: 'The console does not answer.', detail: stays, buttons: ['Wait', 'Reload'] })
    if (button !== 1) return
    restarting = true
    contents.forcefullyCrashRenderer()
    contents.reload()
  })
  window.on('responsive', () => open?.abort())

  async function offer(message: string, reason: string): Promise<void> {
    const button = await ask({ message, detail: `${stays} (${reason})`, buttons: ['Reload', 'Quit'] })
    if (button === 0) contents.reload()
    if (button === 1) quit()
  }

  /** One question at a time. Undefined when it no longer matters. */
  async function ask({ message, detail, buttons }: Question): Promise<number | undefined> {
    if (open !== undefined || window.isDestroyed()) return undefined
    const controller = new AbortController()
    open = controller
    // A page that never painted never showed its window either.
    if (!window.isVisible()) window.show()
    const { response } = await dialog.showMessageBox(window, {
      type: 'warning',
      title: 'Countersign',
      message,
      detail,
      buttons: [...buttons],
      defaultId: 0,
      cancelId: 0,
      noLink: true,
      signal: controller.signal,
    })
    if (open === controller) open = undefined
    return controller.signal.aborted || window.isDestroyed() ? undefined : response
  }
}
