import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { cancelable } from './cancelable.ts'
import { note, standIn } from './record.ts'
import { claimLock, releaseLock } from './single-instance.ts'
import { allWindows } from './windows.ts'

const paths = new Map([
  ['appData', process.env.STAND_IN_APP_DATA ?? join(homedir(), '.config')],
  ['userData', join(homedir(), '.config', 'stand-in')],
])

class App extends EventEmitter {
  readonly isPackaged = false
  #ready = Promise.withResolvers<void>()
  #isReady = false
  #quitting = false

  constructor() {
    super()
    // The runtime lets the entry's own evaluation finish, and waits for nothing that it did not await.
    setImmediate(() => {
      this.#isReady = true
      note('ready')
      this.emit('ready')
      this.#ready.resolve()
    })
  }

  override on(name: string | symbol, listener: (...args: never[]) => unknown): this {
    note('app.on', name)
    return super.on(name, listener as () => void)
  }

  isReady = () => this.#isReady
  whenReady = () => this.#ready.promise
  getAppPath = () => standIn.appPath
  getName = () => 'countersign'
  getVersion = () =>
    String((JSON.parse(readFileSync(join(standIn.appPath, 'package.json'), 'utf8')) as { version: string }).version)

  getPath(name: string): string {
    const path = paths.get(name)
    if (path === undefined) throw new Error(`The stand-in has no path '${name}'`)
    return path
  }

  setPath(name: string, path: string): void {
    note('app.setPath', name)
    if (name === 'userData' && this.#isReady) throw new Error('userData was set after ready: Chromium uses the old one')
    paths.set(name, path)
  }

  badgeCount = 0
  setBadgeCount = (count = 0) => {
    this.badgeCount = count
    return true
  }
  setAppUserModelId = (id: string) => note('app.setAppUserModelId', id)
  setAsDefaultProtocolClient = (scheme: string) => {
    note('app.setAsDefaultProtocolClient', scheme)
    return true
  }

  requestSingleInstanceLock(): boolean {
    note('app.requestSingleInstanceLock')
    return claimLock(
      this.getPath('userData'),
      (argv, cwd) => void this.whenReady().then(() => this.emit('second-instance', cancelable({}), argv, cwd, null)),
    )
  }

  quit(): void {
    if (this.#quitting) return
    this.#quitting = true
    const before = cancelable({})
    this.emit('before-quit', before)
    if (!before.defaultPrevented) for (const window of allWindows()) window.close()
    this.#quitting = false
    if (before.defaultPrevented || allWindows().length > 0) return
    const will = cancelable({})
    this.emit('will-quit', will)
    if (!will.defaultPrevented) this.exit()
  }

  /** Told by the windows: the last one is gone, and nobody is quitting. */
  lastWindowClosed(): void {
    if (!this.#quitting && !this.emit('window-all-closed')) this.quit()
  }

  exit(code = 0): void {
    releaseLock()
    process.exit(code)
  }
}

export const app = new App()
