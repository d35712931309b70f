import { existsSync } from 'node:fs'
import { findInPath } from './find-program.ts'

const installed = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]
const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']

/** The machine's Chromium; CHROMIUM_PATH overrides the search. */
export function findChromium(): string | undefined {
  const chosen = process.env.CHROMIUM_PATH
  if (chosen) return chosen
  return names.map(findInPath).find((path) => path !== undefined) ?? installed.find((path) => existsSync(path))
}

export function chromiumPath(): string {
  const path = findChromium()
  if (!path) throw new Error('No Chromium was found: install chromium or Google Chrome, or set CHROMIUM_PATH.')
  return path
}

/** A browser that talks to nobody but the page under test. Playwright itself adds --no-sandbox, which root needs. */
export const chromiumArgs = [
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]
