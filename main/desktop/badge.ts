import { app, type BrowserWindow, nativeImage } from 'electron'
import { overlayDot } from './overlay-dot.ts'

const size = 32

/**
 * How many need this person, on the program's own picture. The dock and Linux launchers write the number; Windows has no
 * number there, so it gets a dot that says the number to a screen reader. The tray has it everywhere.
 */
export function showBadge(count: number, window: BrowserWindow | null): void {
  if (process.platform !== 'win32') {
    app.setBadgeCount(count)
    return
  }
  if (count === 0) window?.setOverlayIcon(null, '')
  else
    window?.setOverlayIcon(
      nativeImage.createFromBitmap(overlayDot(size), { width: size, height: size }),
      `${count} need you`,
    )
}
