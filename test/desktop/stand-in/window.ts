import { EventEmitter } from 'node:events'
import type { BrowserWindowConstructorOptions } from 'electron'
import { app } from './app.ts'
import { cancelable } from './cancelable.ts'
import { note } from './record.ts'
import { WebContents } from './web-contents.ts'
import { addWindow, allWindows, removeWindow } from './windows.ts'

export { ipcMain } from './web-contents.ts'

export class BrowserWindow extends EventEmitter {
  readonly webContents: WebContents
  #shown = false
  #minimized = false
  #focused = false
  #destroyed = false
  #title: string

  static getAllWindows = (): BrowserWindow[] => allWindows()

  constructor(options: BrowserWindowConstructorOptions = {}) {
    super()
    note('new BrowserWindow', structuredClone(options))
    this.#title = options.title ?? ''
    this.webContents = new WebContents(options.webPreferences ?? {})
    this.webContents.on('dom-ready', () => this.emit('ready-to-show'))
    this.webContents.on('page-title-updated', (event: { defaultPrevented: boolean }, title: string) => {
      this.emit('page-title-updated', event, title)
      if (!event.defaultPrevented) this.#title = title
    })
    // The popup itself is closed, but main now has a window more, and the specs see it.
    this.webContents.on('did-create-window', () => new BrowserWindow())
    addWindow(this)
    app.emit('web-contents-created', cancelable({}), this.webContents)
  }

  loadURL = (url: string) => this.webContents.loadURL(url)
  isDestroyed = () => this.#destroyed
  isVisible = () => this.#shown
  isMinimized = () => this.#minimized
  isFocused = () => this.#focused
  getTitle = () => this.#title
  setBackgroundColor = (color: string) => note('window.setBackgroundColor', color)
  setOverlayIcon = (image: object | null, description: string) =>
    note('window.setOverlayIcon', image === null ? null : description)
  focus = () => {
    this.#focused = true
    note('window.focus')
  }
  blur = () => {
    this.#focused = false
  }
  minimize = () => {
    this.#minimized = true
    this.#focused = false
  }
  restore = () => {
    this.#minimized = false
  }
  /** As the runtime has it, what is shown has the focus. */
  show = () => {
    this.#shown = true
    this.#focused = true
  }

  close(): void {
    const event = cancelable({})
    this.emit('close', event)
    if (!event.defaultPrevented) this.destroy()
  }

  destroy(): void {
    if (this.#destroyed) return
    this.#destroyed = true
    removeWindow(this)
    this.webContents.destroy()
    this.emit('closed')
    if (allWindows().length === 0) app.lastWindowClosed()
  }
}
