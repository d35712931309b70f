import type { MenuItemConstructorOptions } from 'electron'
import type { DesktopCommand } from '../../shared/contract/desktop.ts'

type Options = { platform: NodeJS.Platform; development: boolean; send(command: DesktopCommand): void }

/**
 * The application's menu. The page owns its keys (j, k, a, r, e, /, ?, g …, Ctrl/⌘ K): an item that has one of those
 * shows it and leaves it to the page. The numbers are the menu's own.
 */
export function menuTemplate({ platform, development, send }: Options): MenuItemConstructorOptions[] {
  const mac = platform === 'darwin'
  const go = (label: string, place: `#/${string}`, accelerator: string): MenuItemConstructorOptions => ({
    label,
    accelerator,
    click: () => send({ kind: 'go', place }),
  })
  const run = (label: string, id: string, accelerator: string): MenuItemConstructorOptions => ({
    label,
    // macOS registers what it shows: a bare key would be lost to every text field there.
    ...(mac && !accelerator.includes('+') ? {} : { accelerator, registerAccelerator: false }),
    click: () => send({ kind: 'run', id }),
  })
  const separator: MenuItemConstructorOptions = { type: 'separator' }
  return [
    ...(mac ? [{ role: 'appMenu' } as const] : []),
    { label: '&File', submenu: [mac ? { role: 'close' } : { role: 'quit' }] },
    { role: 'editMenu' },
    {
      label: '&Go',
      submenu: [
        go('Queue', '#/deployments', 'CmdOrCtrl+1'),
        go('Incidents', '#/incidents', 'CmdOrCtrl+2'),
        go('Audit', '#/audit', 'CmdOrCtrl+3'),
        go('Settings', '#/settings', mac ? 'Cmd+,' : 'Ctrl+,'),
        separator,
        run('Command palette', 'palette', 'CmdOrCtrl+K'),
      ],
    },
    {
      label: '&View',
      submenu: [
        { role: 'reload' },
        separator,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        separator,
        { role: 'togglefullscreen' },
        ...(development ? [separator, { role: 'toggleDevTools' } as const] : []),
      ],
    },
    { role: 'windowMenu' },
    { role: 'help', submenu: [run('Keys', 'keys', '?'), ...(mac ? [] : [separator, { role: 'about' } as const])] },
  ]
}
