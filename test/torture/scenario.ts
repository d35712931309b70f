import type { Random } from './random.ts'

export type Context = {
  /** The quick run of `npm test`; else the full one. */
  short: boolean
  random: Random
  /** The scenario's own empty folder. It is kept when the scenario fails. */
  folder: string
  say(line: string): void
}

/** Throws when what was promised does not hold; answers what it did, in figures. */
export type Scenario = { name: string; promise: string; run(context: Context): Promise<string> }

/** This machine cannot run the scenario. Said, and counted apart: not a pass. */
export class Skipped extends Error {}

export function assertNone(faults: readonly string[], when: string): void {
  if (faults.length === 0) return
  const more = faults.length > 8 ? `\n  … and ${faults.length - 8} more` : ''
  throw new Error(`${when}:\n  ${faults.slice(0, 8).join('\n  ')}${more}`)
}

export function assert(condition: boolean, otherwise: string): asserts condition {
  if (!condition) throw new Error(otherwise)
}

/** What is waited for comes, or the scenario fails: nothing here hangs. */
export async function within<T>(seconds: number, what: string, promise: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`${what} did not come within ${seconds} s`)), seconds * 1_000)
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}
