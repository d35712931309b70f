// The stand-in's shapes, checked by the compiler against electron.d.ts: each member main uses is there, and takes and
// answers what the runtime's does. Events are left out: electron.d.ts overloads them by name.
import type * as Electron from 'electron'
import type * as standIn from './electron.ts'

type Main = typeof Electron

type AppMembers =
  | 'setBadgeCount'
  | 'quit'
  | 'exit'
  | 'whenReady'
  | 'isReady'
  | 'isPackaged'
  | 'getAppPath'
  | 'getName'
  | 'getVersion'
type ContentsMembers =
  | 'getURL'
  | 'isCrashed'
  | 'isLoadingMainFrame'
  | 'reload'
  | 'send'
  | 'forcefullyCrashRenderer'
  | 'executeJavaScript'
type WindowMembers =
  | 'loadURL'
  | 'isDestroyed'
  | 'isVisible'
  | 'isMinimized'
  | 'getTitle'
  | 'setBackgroundColor'
  | 'setOverlayIcon'
  | 'focus'
  | 'blur'
  | 'isFocused'
  | 'minimize'
  | 'restore'
  | 'show'
  | 'close'
  | 'destroy'

/** What main may use of the runtime, as the runtime declares it. */
type Contract = {
  app: Pick<Electron.App, AppMembers> & {
    getPath(name: Parameters<Electron.App['getPath']>[0]): string
    setPath: Electron.App['setPath']
    requestSingleInstanceLock(): boolean
    setAppUserModelId: Electron.App['setAppUserModelId']
    setAsDefaultProtocolClient: Electron.App['setAsDefaultProtocolClient']
  }
  protocol: Pick<Electron.Protocol, 'registerSchemesAsPrivileged'>
  shell: Pick<Electron.Shell, 'openExternal'>
  nativeTheme: Pick<Electron.NativeTheme, 'themeSource' | 'shouldUseDarkColors'>
  dialog: Pick<Electron.Dialog, 'showErrorBox'> & {
    showMessageBox(...args: never[]): Promise<Electron.MessageBoxReturnValue>
  }
  nativeImage: {
    createFromPath(path: string): Pick<Electron.NativeImage, 'isEmpty'>
    createFromBitmap(
      ...args: Parameters<Main['nativeImage']['createFromBitmap']>
    ): Pick<Electron.NativeImage, 'isEmpty'>
  }
  Tray: new (image: Electron.NativeImage) => Pick<Electron.Tray, 'setToolTip' | 'setTitle'>
  Notification: { isSupported: Main['Notification']['isSupported'] } & (new (
    options?: Electron.NotificationConstructorOptions,
  ) => Pick<Electron.Notification, 'show' | 'close' | 'title' | 'body'>)
  BrowserWindow: new (
    options?: Electron.BrowserWindowConstructorOptions,
  ) => Pick<Electron.BrowserWindow, WindowMembers> & {
    webContents: Pick<Electron.WebContents, ContentsMembers> & {
      setWindowOpenHandler(handler: (details: { url: string }) => Electron.WindowOpenHandlerResponse): void
    }
  }
}

type Fulfils<Given extends Contract> = Given
export type Checked = Fulfils<typeof standIn>
