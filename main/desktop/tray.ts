import { Menu, type MenuItemConstructorOptions, nativeImage, Tray } from 'electron'
import type { Place } from '../../shared/contract/desktop.ts'
import type { Count } from './attention.ts'

type Options = { icon: string; show(place?: Place): void; quit(): void }

/** A way back to the window, and what waits there. Closing the window never hides it in here. */
export type ConsoleTray = { say(connection: string, count: Count | null): void }

export function createTray({ icon, show, quit }: Options): ConsoleTray {
  const tray = new Tray(nativeImage.createFromPath(icon))
  tray.on('click', () => show())

  function say(connection: string, count: Count | null): void {
    const { needsMe = 0, reviewsOpen = 0 } = count ?? {}
    const needs = needsMe === 0 ? [] : [needsMe === 1 ? '1 needs you' : `${needsMe} need you`]
    const reviews = reviewsOpen === 0 ? [] : [reviewsOpen === 1 ? '1 review open' : `${reviewsOpen} reviews open`]
    const leadTo = (labels: readonly string[], place: Place): MenuItemConstructorOptions[] =>
      labels.map((label) => ({ label, click: () => show(place) }))
    tray.setToolTip([`Countersign: ${connection}`, ...needs, ...reviews].join(' · '))
    tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: 'Show Countersign', click: () => show() },
        ...leadTo(needs, '#/deployments?needs_me=true'),
        ...leadTo(reviews, '#/deployments?review_open=true'),
        { type: 'separator' },
        { label: 'Quit', click: quit },
      ]),
    )
    // Only there is text beside the picture.
    if (process.platform === 'darwin') tray.setTitle(needsMe === 0 ? '' : `${needsMe}`)
  }

  return { say }
}
