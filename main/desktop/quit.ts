import { type App, type BrowserWindow, dialog } from 'electron'
import type { InFlight } from './in-flight.ts'

type Options = {
  app: Pick<App, 'on' | 'quit' | 'exit'>
  inFlight: InFlight
  window(): BrowserWindow | null
  /** Closes the store and what else must be closed in order. */
  close(): Promise<void>
  onFailure(error: unknown): void
}

/** Closing must not hang the desktop: what is committed is safe by then, so after this long it ends anyway. */
const closeWithinMs = 5000

export type QuitGuard = { watch(window: BrowserWindow): void }

/** Asks before it lets go of changes that are on their way, and closes the store before the process ends. */
export function guardQuit({ app, inFlight, window, close, onFailure }: Options): QuitGuard {
  let agreed = false
  let asking = false
  let closed = false

  const mayGo = () => agreed || inFlight.count === 0

  app.on('before-quit', (event) => {
    if (mayGo()) return
    event.preventDefault()
    void askThen(() => app.quit())
  })
  app.on('will-quit', (event) => {
    if (closed) return
    event.preventDefault()
    const late = new Promise<void>((resolve) => setTimeout(resolve, closeWithinMs).unref())
    Promise.race([close(), late])
      .catch(onFailure)
      .finally(() => {
        closed = true
        app.exit()
      })
  })

  async function askThen(go: () => void): Promise<void> {
    if (asking) return
    asking = true
    try {
      agreed = await ask(window(), inFlight)
    } finally {
      asking = false
    }
    if (agreed) go()
  }

  return {
    watch(each) {
      // On macOS the program outlives its window; what was agreed to for one does not hold for the next.
      agreed = false
      each.on('close', (event) => {
        if (mayGo()) return
        event.preventDefault()
        void askThen(() => each.close())
      })
    },
  }
}

/** True when it may end: the person says so, or nothing is on its way any more. */
async function ask(parent: BrowserWindow | null, inFlight: InFlight): Promise<boolean> {
  const settled = new AbortController()
  void inFlight.idle().then(() => settled.abort())
  const changes = inFlight.count === 1 ? 'A change is' : `${inFlight.count} changes are`
  const options = {
    type: 'warning' as const,
    title: 'Countersign',
    message: `${changes} still on the way.`,
    detail:
      'Countersign quits as soon as they are answered. If it quits now, you do not see whether they were accepted; the audit shows it.',
    buttons: ['Stay', 'Quit now'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
    signal: settled.signal,
  }
  const { response } = await (parent === null ? dialog.showMessageBox(options) : dialog.showMessageBox(parent, options))
  return response === 1 || settled.signal.aborted
}
