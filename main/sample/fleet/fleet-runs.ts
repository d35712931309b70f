import type { SpanFacts } from '../../../shared/domain/fleet.ts'
import { pausedAgent, pausedAgo } from '../pause-story.ts'
import { agentIds, agents } from './agents.ts'
import { oddAt, runsPerHour, told } from './fleet-story.ts'
import { makeRun } from './make-run.ts'
import type { Random } from './random.ts'

const hour = 60
const day = 24 * hour

/** Two days of everything, and of each day before them a few runs that were judged. */
const whole = 2 * day
const month = 30 * day
const perDayBefore = 8

/** What the fleet did until now; the run that began last is over. */
export function fleetRuns(now: number, random: Random): SpanFacts[][] {
  const at = (ago: number) => Math.round((now - ago * 60_000) * 1_000)
  const runs = told.map(({ agent, ago, odd }) => makeRun(agents[agent], at(ago), random, odd))
  for (const agent of agentIds) {
    let ago = whole
    for (;;) {
      ago -= (hour / runsPerHour(agent, ago)) * random.between(0.4, 1.6)
      // A run takes a while, and nothing is told of the future.
      if (ago < (agents[agent].name === pausedAgent ? pausedAgo : 0.6)) break
      runs.push(makeRun(agents[agent], at(ago), random, oddAt(agent, ago)?.odd))
    }
  }
  for (let ago = whole + 30; ago < month; ago += day / perDayBefore)
    runs.push(makeRun(agents[random.pick(['checkout', 'research', 'sales', 'support'])], at(ago), random))
  return runs
}
