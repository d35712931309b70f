import { join } from 'node:path'
import { readConfig } from '../cli/config.ts'

export type Home = { data: string; chromium: string; logs: string }

/** Where this machine's console keeps things: its data, where the console in the browser has it too, and the window's. */
export function findHome(): Home {
  const dir = readConfig({}).data_dir
  return { data: join(dir, 'console'), chromium: join(dir, 'desktop'), logs: join(dir, 'logs') }
}
