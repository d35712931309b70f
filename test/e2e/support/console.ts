import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base, expect, type Page } from '@playwright/test'
import { type Program, startProgram } from './program.ts'

export { expect } from '@playwright/test'

async function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'countersign-e2e-'))
}

type WorkerFixtures = { sample: Program }
type TestFixtures = { dataDir: string; complaints: string[]; launch: typeof startProgram; untouched: undefined }

/** How many entries the sample's story leaves. */
export const told = 332

/** The console against the real `serve --sample`, one per worker. A page that complains on its console fails its test. */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  sample: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from the pattern
    async ({}, use) => {
      const dataDir = await temporaryFolder()
      const program = await startProgram(['serve', '--sample', '--port', '0', '--data', dataDir])
      await use(program)
      await program.stop()
      await rm(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
    },
    { scope: 'worker' },
  ],
  baseURL: ({ sample }, use) => use(sample.url),
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from the pattern
  dataDir: async ({}, use) => {
    const dataDir = await temporaryFolder()
    await use(dataDir)
    await rm(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
  },
  /** Starts a program for this test alone. The page leaves before it stops: what it would say then is not of interest. */
  launch: async ({ page }, use) => {
    const programs: Program[] = []
    await use(async (args) => {
      const program = await startProgram(args)
      programs.push(program)
      return program
    })
    await page.close()
    await Promise.all(programs.map((program) => program.stop()))
  },
  complaints: [
    async ({ page }, use) => {
      const complaints: string[] = []
      page.on('pageerror', (error) => complaints.push(String(error)))
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
      })
      await use(complaints)
      expect(complaints).toEqual([])
    },
    { auto: true },
  ],
  /** The worker's sample is everybody's: a test that writes starts one of its own, or the next one reads what it left. */
  untouched: [
    async ({ sample }, use) => {
      await use(undefined)
      const checkpoint = await (await fetch(`${sample.url}/api/v1/audit/checkpoint`)).text()
      expect(Number(checkpoint.split('\n')[1]), 'entries in the sample that all tests share').toBe(told)
    },
    { auto: true },
  ],
})

export const live = (page: Page) => page.getByTestId('live-state')

/** Opens a place and waits until the console is live there. */
export async function visit(page: Page, place: string, { url }: { url: string } = { url: '' }): Promise<void> {
  await page.goto(`${url}/#${place}`)
  await expect(live(page)).toContainText('live')
}

export async function useTheme(page: Page, theme: 'dark' | 'light'): Promise<void> {
  // A blank page has no storage of its own.
  await page.addInitScript((chosen) => {
    if (location.protocol.startsWith('http')) localStorage.setItem('countersign.theme', chosen)
  }, theme)
}
