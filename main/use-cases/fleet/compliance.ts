import { z } from 'zod'
import type { Services } from '../../services.ts'
import { type Tally, tallyEvaluations } from '../../store/compliance.ts'
import { readFleetSettings } from '../../store/fleet-settings.ts'
import { keptSince } from './kept-since.ts'
import { type ComplianceView, shareOf, timeOf } from './views.ts'

const dayMs = 86_400_000
const Frameworks = z.array(z.string())

/**
 * How many evaluations passed, by framework, by rule and by day: whole days of UTC, the one that goes on among them.
 * Days of which nothing is kept are left out: nobody knows what passed on them.
 */
export async function compliance(
  { store, clock }: Pick<Services, 'store' | 'clock'>,
  workspace: string,
  { days = 30 }: { days?: number | undefined } = {},
  db = store.read,
): Promise<ComplianceView> {
  const now = clock()
  const today = Math.floor(now / dayMs)
  const kept = Math.floor(keptSince(await readFleetSettings(db, workspace), now) / dayMs)
  const first = Math.max(today - Math.max(1, days) + 1, kept)
  const span = today - first + 1
  const to_ms = (today + 1) * dayMs
  const tallies = await tallyEvaluations(db, workspace, { from_ms: first * dayMs, to_ms })
  const read = tallies.map((tally) => ({ ...tally, serves: Frameworks.parse(JSON.parse(tally.frameworks)) }))
  const frameworks = [...new Set(read.flatMap(({ serves }) => serves))].sort()
  return {
    days: span,
    from: timeOf(first * dayMs),
    to: timeOf(Math.min(to_ms, now)),
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
