import { Menu, nativeImage, Tray } from 'electron'

type Options = { icon: string; show(): void; quit(): void }

/** A way back to the window, and the connection's name beside it. Closing the window never hides it in here. */
export function createTray({ icon, show, quit }: Options): Tray {
  const tray = new Tray(nativeImage.createFromPath(icon))
  tray.setContextMenu(
    Menu.buildFromTemplate([
      { label: 'Show Countersign', click: show },
      { type: 'separator' },
      { label: 'Quit', click: quit },
    ]),
  )
  tray.on('click', show)
  return tray
}
