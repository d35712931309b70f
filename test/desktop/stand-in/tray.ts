import { EventEmitter } from 'node:events'
import type { Menu } from './menu.ts'
import { note } from './record.ts'

export class Tray extends EventEmitter {
  static readonly all: Tray[] = []
  menu: Menu | null = null
  tip = ''
  title = ''

  constructor(image: { isEmpty(): boolean }) {
    super()
    if (image.isEmpty()) throw new Error('The tray has no picture')
    Tray.all.push(this)
    note('new Tray')
  }

  setContextMenu = (menu: Menu | null) => {
    this.menu = menu
  }
  setToolTip = (tip: string) => {
    this.tip = tip
    note('tray.setToolTip', tip)
  }
  setTitle = (title: string) => {
    this.title = title
  }
}

export class Notification extends EventEmitter {
  static isSupported = () => true
  readonly title: string
  readonly body: string

  constructor({ title, body }: { title?: string; body?: string } = {}) {
    super()
    this.title = title ?? ''
    this.body = body ?? ''
  }

  show(): void {
    note('notification.show', { title: this.title, body: this.body })
  }

  close(): void {
    this.emit('close')
  }
}
