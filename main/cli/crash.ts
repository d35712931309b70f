import { withoutSecrets } from '../redact.ts'

/**
 * A bug ends the program, as it should. What Node would print of it by itself is everything that the error carries: a
 * request with its headers, a query with its parameters. Only where it happened is printed, and why.
 */
export function reportCrashes(): void {
  process.on('uncaughtException', (error: unknown) => {
    process.stderr.write(`${stackOf(error)}\n`)
    process.exit(1)
  })
}

export const stackOf = (error: unknown): string =>
  withoutSecrets(error instanceof Error ? (error.stack ?? error.message) : String(error))
