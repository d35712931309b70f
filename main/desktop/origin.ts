import type { CustomScheme } from 'electron'

export const consoleUrl = 'app://console/'

/** May be registered once only: a second call would replace the first. */
export const consoleScheme: CustomScheme = {
  scheme: 'app',
  privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
}

/** Node gives every app:// URL the origin `'null'`, so protocol and host are compared. */
export function isConsole(url: string): boolean {
  const parsed = URL.parse(url)
  return parsed !== null && parsed.protocol === 'app:' && parsed.host === 'console'
}

/** The one document that the console has: everything else at this origin is fetched, never visited. */
export const isConsoleDocument = (url: string): boolean => isConsole(url) && URL.parse(url)?.pathname === '/'
