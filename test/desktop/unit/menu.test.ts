import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, test } from 'vitest'
import { menuTemplate } from '../../../main/desktop/menu.ts'
import type { DesktopCommand } from '../../../shared/contract/desktop.ts'

const flat = (items: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
  items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flat(item.submenu) : [])])

function menuOf(platform: NodeJS.Platform, development = false) {
  const sent: DesktopCommand[] = []
  return { sent, items: flat(menuTemplate({ platform, development, send: (command) => sent.push(command) })) }
}

/** What the page listens to. With Ctrl or ⌘ it has K alone. */
const keysOfThePage = /^([jkaregnpu/?]|Escape|Enter|Esc|CmdOrCtrl\+K|(Cmd|Ctrl)\+K)$/i

describe.each(['linux', 'darwin', 'win32'] as const)('the menu on %s', (platform) => {
  test('takes no key from the page, and gives no key away twice', () => {
    const keys = menuOf(platform).items.filter(
      (item) => item.registerAccelerator !== false && item.accelerator !== undefined,
    )
    const names = keys.map(({ accelerator }) => String(accelerator))
    expect(names.filter((name) => keysOfThePage.test(name))).toEqual([])
    expect(new Set(names).size).toBe(names.length)
    // One character without a modifier would be lost to every text field.
    expect(names.filter((name) => !name.includes('+'))).toEqual([])
  })

  test('shows the keys of the page without taking them', () => {
    const shown = menuOf(platform).items.filter((item) => item.registerAccelerator === false)
    expect(shown.map(({ accelerator }) => accelerator)).toEqual(
      platform === 'darwin' ? ['CmdOrCtrl+K'] : ['CmdOrCtrl+K', '?'],
    )
  })

  test('sends places and ids of the page, and nothing else', () => {
    const { items, sent } = menuOf(platform)
    for (const { click } of items) click?.(undefined as never, undefined, undefined as never)
    expect(sent).toEqual([
      { kind: 'go', place: '#/deployments' },
      { kind: 'go', place: '#/incidents' },
      { kind: 'go', place: '#/audit' },
      { kind: 'go', place: '#/settings' },
      { kind: 'run', id: 'palette' },
      { kind: 'run', id: 'keys' },
    ])
  })

  test('has developer tools in development alone', () => {
    const has = (development: boolean) =>
      menuOf(platform, development).items.some(({ role }) => role === 'toggleDevTools')
    expect([has(false), has(true)]).toEqual([false, true])
  })
})

test('on macOS it begins with the application', () => {
  expect(menuTemplate({ platform: 'darwin', development: false, send: () => undefined })[0]).toEqual({
    role: 'appMenu',
  })
})
