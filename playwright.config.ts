import { defineConfig } from '@playwright/test'
import { chromiumArgs, chromiumPath } from './test/support/chromium.ts'

export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results/e2e',
  workers: 2,
  fullyParallel: true,
  timeout: 120_000,
  // Two cores share Chromium, servers and builds: what comes late is not missing.
  expect: { timeout: 15_000 },
  // On a busy machine a page may be too slow once; a test that fails twice is wrong, and one that needed it is named flaky.
  retries: 1,
  reporter: 'list',
  use: {
    browserName: 'chromium',
    launchOptions: { executablePath: chromiumPath(), args: chromiumArgs },
    locale: 'en-GB',
    timezoneId: 'UTC',
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
  },
})
