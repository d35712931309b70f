import { z } from 'zod'
import type { Services } from '../../services.ts'
import { type Tally, tallyEvaluations } from '../../store/compliance.ts'
import { type ComplianceView, shareOf, timeOf } from './views.ts'

const dayMs = 86_400_000
const Frameworks = z.array(z.string())

/** How many evaluations passed, by framework, by rule and by day: whole days of UTC, the one that goes on among them. */
export async function compliance(
  { store, clock }: Pick<Services, 'store' | 'clock'>,
  workspace: string,
  { days = 30 }: { days?: number | undefined } = {},
  db = store.read,
): Promise<ComplianceView> {
  const today = Math.floor(clock() / dayMs)
  const span = Math.max(1, days)
  const first = today - span + 1
  const to_ms = (today + 1) * dayMs
  const tallies = await tallyEvaluations(db, workspace, { from_ms: first * dayMs, to_ms })
  const read = tallies.map((tally) => ({ ...tally, serves: Frameworks.parse(JSON.parse(tally.frameworks)) }))
  const frameworks = [...new Set(read.flatMap(({ serves }) => serves))].sort()
  return {
    days: span,
    from: timeOf(first * dayMs),
    to: timeOf(to_ms),
    ...passedOf(read),
    by_framework: frameworks.map((framework) => ({
      framework,
      ...passedOf(read.filter(({ serves }) => serves.includes(framework))),
    })),
    by_rule: byRule(read),
    daily: Array.from({ length: span }, (_, i) => ({
      day: timeOf((first + i) * dayMs).slice(0, 10),
      ...passedOf(read.filter(({ day }) => day === first + i)),
    })),
  }
}

function passedOf(tallies: readonly Tally[]) {
  const evaluated = sumOf(tallies)
  const passed = sumOf(tallies.filter(({ label }) => label === 'green'))
  return { evaluated, passed, pass_rate: shareOf(passed, evaluated) }
}

const sumOf = (tallies: readonly Tally[]): number => tallies.reduce((sum, { count }) => sum + count, 0)

function byRule(tallies: readonly (Tally & { serves: string[] })[]): ComplianceView['by_rule'] {
  const rules = [...new Set(tallies.map(({ rule }) => rule))].sort()
  return rules.map((rule) => {
    const own = tallies.filter((tally) => tally.rule === rule)
    const of = (label: string) => sumOf(own.filter((tally) => tally.label === label))
    const frameworks = [...new Set(own.flatMap(({ serves }) => serves))].sort()
    return { rule, frameworks, green: of('green'), amber: of('amber'), red: of('red') }
  })
}
