import { spawn } from 'node:child_process'

const patienceMs = 1_500

/** Shows the system's browser this address, and says whether there seems to be one. */
export function openBrowser(url: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const [command = 'xdg-open', ...args] = opener(url)
  const child = spawn(command, args, { stdio: 'ignore', detached: true })
  child.on('error', () => resolve(false))
  child.on('exit', (code) => resolve(code === 0))
  // Whatever runs that long is a browser.
  setTimeout(() => resolve(true), patienceMs).unref()
  child.unref()
  return promise
}

function opener(url: string): string[] {
  if (process.platform === 'darwin') return ['open', url]
  return process.platform === 'win32' ? ['rundll32.exe', 'url.dll,FileProtocolHandler', url] : ['xdg-open', url]
}
