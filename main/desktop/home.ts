import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { defaultDataDir } from '../cli/config.ts'
import { failToStart } from './fail-to-start.ts'

export type Home = { data: string; chromium: string; logs: string }

/** Where this machine's console keeps things: its data, where the console in the browser has it too, and the window's. */
export function prepareHome(): Home {
  // Electron takes absolute paths only.
  const dir = resolve(process.env.COUNTERSIGN_DATA_DIR || defaultDataDir())
  const home = { data: join(dir, 'console'), chromium: join(dir, 'desktop'), logs: join(dir, 'logs') }
  try {
    for (const folder of Object.values(home)) mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    failToStart(error)
    throw error
  }
  return home
}
