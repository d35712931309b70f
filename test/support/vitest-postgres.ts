import { startPostgres } from './postgres.ts'

/** Starts the test server when vitest is run by itself; `npm test` has started one for all its steps. */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.COUNTERSIGN_TEST_POSTGRES) return undefined
  const server = await startPostgres()
  process.env.COUNTERSIGN_TEST_POSTGRES = server.url
  process.env.COUNTERSIGN_TEST_POSTGRES_ADMIN = server.adminUrl
  return server.stop
}
