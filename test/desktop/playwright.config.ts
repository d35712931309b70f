import { defineConfig } from '@playwright/test'
import type { Driver } from './launch.ts'

/** One set of specs, two runtimes: `--project stand-in` everywhere, `--project electron` where the runtime is. */
export default defineConfig<object, { driver: Driver }>({
  testDir: './specs',
  outputDir: '../../test-results/desktop',
  workers: 1,
  forbidOnly: process.env.CI !== undefined,
  timeout: 30_000,
  // As end to end: a browser that a busy machine lets crash once is named flaky; what fails twice is wrong.
  retries: 1,
  reporter: process.env.CI === undefined ? 'list' : 'github',
  projects: [
    { name: 'stand-in', use: { driver: 'stand-in' }, testIgnore: /runtime\.spec\.ts/ },
    { name: 'electron', use: { driver: 'electron' }, testIgnore: /wiring\.spec\.ts/ },
  ],
})
