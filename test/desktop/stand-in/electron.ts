/**
 * A small stand-in for the `electron` module, for machines where the runtime cannot be had. It runs the built main and
 * preload bundles on plain Node: a window is a page of a real Chromium, and a handled scheme is served on loopback, so
 * that streams stream and aborts abort.
 *
 * It shows that main is wired as it should be. It does NOT claim, and no test may conclude from it:
 * the sandbox, context isolation, process integrity; the app:// origin, `'self'` on app://, secure context, cookies,
 * storage, code cache; permission prompts, certificates, proxies, `net.fetch`; fuses, ASAR, packaging; that menus,
 * tray, notifications or dialogs look or behave on a real desktop; protocol registration with the system; window
 * state on disk. Those are for `npm run test:electron`, which runs the same specs on the runtime itself.
 */
export { app } from './app.ts'
export { Menu, MenuItem } from './menu.ts'
export { nativeTheme } from './native-theme.ts'
export { standIn } from './record.ts'
export { contextBridge, ipcRenderer } from './renderer-only.ts'
export { protocol, session } from './session.ts'
export { dialog, nativeImage, shell } from './surroundings.ts'
export { Notification, Tray } from './tray.ts'
export { BrowserWindow, ipcMain } from './window.ts'
