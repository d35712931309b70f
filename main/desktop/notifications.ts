import { Notification } from 'electron'

type Note = { title: string; body: string; onClick(): void; onFailure(reason: string): void }

// One that is collected as garbage loses its click.
const shown = new Set<Notification>()

/** The services of Linux read a body as markup, links included; whether one does, and how strictly, cannot be told from here. */
const markup: Readonly<Record<string, string>> = { '<': '‹', '>': '›', '&': '＆' }
const asShown = (body: string): string =>
  process.platform === 'linux' ? body.replace(/[<>&]/g, (sign) => markup[sign] ?? '') : body

/** Shown where the system can. It never carries a decision: Linux has no buttons, and unsigned macOS shows nothing. */
export function notify({ title, body, onClick, onFailure }: Note): void {
  if (!Notification.isSupported()) {
    onFailure('this system shows no notifications')
    return
  }
  const notification = new Notification({ title, body: asShown(body) })
  const forget = () => shown.delete(notification)
  notification.on('click', () => {
    forget()
    onClick()
  })
  notification.on('close', forget)
  notification.on('failed', (_event, reason) => {
    forget()
    onFailure(reason)
  })
  shown.add(notification)
  notification.show()
}
