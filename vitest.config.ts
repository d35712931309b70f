import { defineConfig } from 'vitest/config'

const keyring = 'test/**/*.keyring.test.ts'

export default defineConfig({
  test: {
    maxWorkers: 2,
    // A test that needs longer says so itself.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: [keyring],
          globalSetup: ['test/support/vitest-postgres.ts'],
        },
      },
      // These talk to a Secret Service: npm test -- --only keyring starts one for them.
      { extends: true, test: { name: 'keyring', include: [keyring] } },
    ],
  },
})
