import { existsSync } from 'node:fs'
import type { MessageBoxOptions } from 'electron'
import { note } from './record.ts'

/** Nobody answers in here: a question stays open until a spec puts its own answer in place, or it is withdrawn. */
export const dialog = {
  showMessageBox(...args: unknown[]): Promise<{ response: number; checkboxChecked: boolean }> {
    const options = args.at(-1) as MessageBoxOptions
    note('dialog.showMessageBox', options.message)
    return new Promise((resolve) => {
      options.signal?.addEventListener('abort', () =>
        resolve({ response: options.cancelId ?? 0, checkboxChecked: false }),
      )
    })
  },
  showErrorBox: (title: string, content: string) => {
    note('dialog.showErrorBox', `${title}: ${content}`)
    process.stderr.write(`${title}: ${content}\n`)
  },
}

export const shell = {
  openExternal: (url: string) => {
    note('shell.openExternal', url)
    return Promise.resolve()
  },
}

export const nativeImage = {
  createFromPath: (path: string) => ({ isEmpty: () => !existsSync(path) }),
  createFromBitmap: (bytes: Buffer, { width, height }: { width: number; height: number }) => {
    if (bytes.length !== width * height * 4) throw new Error('invalid buffer size')
    return { isEmpty: () => width * height === 0 }
  },
}
