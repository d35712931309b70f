import { readFileSync } from 'node:fs'

/** The preload bundle as a script that runs before the page's own. It shares the page's world: no isolation is claimed. */
export function pageShim(preload: string): string {
  return `(${runPreload.toString()})(${JSON.stringify(process.platform)}, function (require, process, exports, module) {
${readFileSync(preload, 'utf8')}
})`
}

type Preload = (
  require: (id: string) => unknown,
  process: { platform: string; sandboxed: true },
  exports: object,
  module: object,
) => void
type Page = typeof globalThis & {
  standInSend(channel: string, args: unknown[]): Promise<void>
  standInTitle(title: string): Promise<void>
}

/** Runs in the page: must not refer to anything outside itself. */
function runPreload(platform: string, preload: Preload): void {
  const page = globalThis as Page & {
    document?: { title: string; addEventListener(name: string, listener: () => void): void }
  }
  const send = page.standInSend
  const listeners = new Map<string, Set<(event: object, ...args: unknown[]) => void>>()
  const of = (channel: string) => listeners.get(channel) ?? listeners.set(channel, new Set()).get(channel)
  const electron = {
    contextBridge: {
      exposeInMainWorld(name: string, api: object) {
        Object.defineProperty(page, name, { value: Object.freeze({ ...api }), enumerable: true })
      },
    },
    ipcRenderer: {
      on: (channel: string, listener: () => void) => void of(channel)?.add(listener),
      off: (channel: string, listener: () => void) => void of(channel)?.delete(listener),
      send: (channel: string, ...args: unknown[]) => void send(channel, structuredClone(args)),
    },
  }
  Object.defineProperty(page, 'standInReceive', {
    value: (channel: string, args: unknown[]) => {
      for (const listener of of(channel) ?? []) listener({}, ...args)
    },
  })
  const require = (id: string) => {
    if (id !== 'electron') throw new Error(`module not found: ${id}. A sandboxed preload has only electron.`)
    return electron
  }
  const module = { exports: {} }
  preload(require, { platform, sandboxed: true }, module.exports, module)
}
