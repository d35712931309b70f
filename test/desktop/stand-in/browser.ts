import { type BrowserContext, chromium } from '@playwright/test'

let context: Promise<BrowserContext> | undefined

/** The Chromium that the specs started. They and this process hold it by its debugging port, so both see its pages. */
export function browserContext(): Promise<BrowserContext> {
  context ??= connect()
  return context
}

async function connect(): Promise<BrowserContext> {
  const endpoint = process.env.STAND_IN_BROWSER
  if (endpoint === undefined) throw new Error('STAND_IN_BROWSER names no browser')
  const browser = await chromium.connectOverCDP(endpoint)
  const [first] = browser.contexts()
  if (first === undefined) throw new Error('The browser has no context')
  return first
}
