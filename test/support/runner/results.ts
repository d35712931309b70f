import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import type { Report } from './steps.ts'

export type Tally = { passed: number; failed: number; skipped: number }

export const none: Tally = { passed: 0, failed: 0, skipped: 0 }

export const add = (a: Tally, b: Tally): Tally => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
})

/** The plain line that ends every run. */
export const tallyLine = ({ passed, failed, skipped }: Tally) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`

const Vitest = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.unknown()) })),
})

const Playwright = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
})

function read(report: Report, json: unknown): Tally {
  if (report === 'playwright') {
    const { expected, unexpected, flaky, skipped } = Playwright.parse(json).stats
    return { passed: expected + flaky, failed: unexpected, skipped }
  }
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = Vitest.parse(json)
  // A file that cannot be loaded has no test that could fail.
  const unloaded = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  )
  return { passed: numPassedTests, failed: numFailedTests + unloaded.length, skipped: numPendingTests + numTodoTests }
}

/** What a step's report and exit code amount to; `remark` says what the numbers alone do not. */
export function judge(report: Report | undefined, file: string, succeeded: boolean): { tally: Tally; remark?: string } {
  if (!report) return { tally: succeeded ? { ...none, passed: 1 } : { ...none, failed: 1 } }
  if (!existsSync(file)) return { tally: { ...none, failed: 1 }, remark: 'it wrote no report' }
  const tally = read(report, JSON.parse(readFileSync(file, 'utf8')))
  if (tally.failed > 0) return { tally }
  if (!succeeded) return { tally: { ...tally, failed: 1 }, remark: 'it failed outside its tests' }
  if (tally.passed === 0) return { tally: { ...tally, failed: 1 }, remark: 'it ran no test' }
  return { tally }
}
