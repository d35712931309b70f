/** What the desktop's main process tells the page: open a place, or run a command of the page's registry by its id. */
export type DesktopCommand = { kind: 'go'; place: Place } | { kind: 'run'; id: string }

/** An address inside the console, as the page's router reads it. */
export type Place = `#/${string}`

export const themeChoices = ['dark', 'light', 'system'] as const
export type ThemeChoice = (typeof themeChoices)[number]

/** `window.desktop`: there in the desktop alone, so its absence means a browser. */
export type DesktopBridge = {
  platform: string
  /** Commands that came before the first listener wait for it. Returns how to stop listening. */
  onCommand(listener: (command: DesktopCommand) => void): () => void
  /** The window's frame, its menus and dialogs follow the page's theme. */
  setTheme(choice: ThemeChoice): void
}
