import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base } from '@playwright/test'
import { type Desktop, type Driver, launch } from './launch.ts'

type Fixtures = {
  /** Of somebody who has looked around before: the sample is chosen. */
  dataDir: string
  /** Starts the application with these arguments; whatever it comes to, it is gone after the test. */
  start(...argv: string[]): Promise<Desktop>
  /** The application, started without arguments, its page shown. */
  desktop: Desktop
}

export const test = base.extend<Fixtures, { driver: Driver }>({
  driver: ['stand-in', { option: true, scope: 'worker' }],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern to learn what a fixture needs
  dataDir: async ({}, use) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'countersign-desktop-'))
    await mkdir(join(dataDir, 'console'))
    await writeFile(join(dataDir, 'console', 'connections.json'), JSON.stringify({ current: 'sample', servers: [] }))
    await use(dataDir)
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 })
  },
  start: async ({ driver, dataDir }, use) => {
    const started: Desktop[] = []
    await use(async (...argv) => {
      const desktop = await launch(driver, dataDir, argv)
      started.push(desktop)
      return desktop
    })
    for (const desktop of started) await desktop.kill()
  },
  desktop: async ({ start }, use) => {
    const desktop = await start()
    await (await desktop.page()).waitForLoadState()
    await use(desktop)
  },
})

export { expect } from '@playwright/test'
