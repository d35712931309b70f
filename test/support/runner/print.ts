import { stripVTControlCharacters } from 'node:util'
import { add, none, type Tally, tallyLine } from './results.ts'
import type { Outcome } from './run-step.ts'

const wantsColour =
  !process.env.NO_COLOR && (process.stdout.isTTY || Boolean(process.env.CI ?? process.env.FORCE_COLOR))
const paint = (code: number, text: string) => (wantsColour ? `\u001b[${code}m${text}\u001b[0m` : text)

export const line = (text = '') => process.stdout.write(`${text}\n`)

export function printOutcome({ step, tally, seconds, output, remarks }: Outcome): void {
  const good = tally.failed === 0
  const mark = good ? paint(32, '✓') : paint(31, '✗')
  line(`${mark} ${step.name.padEnd(26)} ${seconds.toFixed(1).padStart(6)} s   ${tallyLine(tally)}`)
  if (good) return
  const text = stripVTControlCharacters(output).trim()
  if (text) line(`\n${text}\n`)
  for (const remark of remarks) line(paint(31, `  ${step.name}: ${remark}`))
}

/** The failing steps by name, and the tally as the very last line. */
export function printSummary(outcomes: readonly Outcome[], seconds: number): Tally {
  const total = outcomes.map(({ tally }) => tally).reduce(add, none)
  const failing = outcomes.filter(({ tally }) => tally.failed > 0).map(({ step }) => step.name)
  line()
  if (failing.length > 0) line(`Failing: ${failing.join(', ')}`)
  line(`${outcomes.length} steps in ${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`)
  line(tallyLine(total))
  return total
}
