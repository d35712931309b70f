import type { IpcMain, NativeTheme } from 'electron'
import { themeChoices } from '../../shared/contract/desktop.ts'
import { isConsoleDocument } from './origin.ts'

/** The page's choice is the application's: frame, menus and dialogs follow it. */
export function syncTheme(ipcMain: Pick<IpcMain, 'on'>, nativeTheme: NativeTheme): void {
  ipcMain.on('theme', ({ senderFrame }, choice: unknown) => {
    if (senderFrame === null || senderFrame.parent !== null || !isConsoleDocument(senderFrame.url)) return
    const known = themeChoices.find((each) => each === choice)
    if (known !== undefined) nativeTheme.themeSource = known
  })
}
