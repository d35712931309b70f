import type { Services } from '../../services.ts'
import { countFiring } from '../../store/alert-events.ts'
import {
  countEvaluations,
  type Lately,
  readAgentsSince,
  sumTraces,
  sumTracesByAgent,
} from '../../store/fleet-lately.ts'
import { activePauses } from '../../store/pauses.ts'
import { type FleetStatusView, shareOf, timeOf, usdOf } from './views.ts'

const statusMinutes = 15
const dayMs = 86_400_000
const mostAgents = 200

/** How the agents are: the traces that began in the last 15 minutes, by agent and all together. */
export async function fleetStatus(
  { store, clock }: Pick<Services, 'store' | 'clock'>,
  workspace: string,
  { agent }: { agent?: string | undefined } = {},
  db = store.read,
): Promise<FleetStatusView> {
  const now = clock()
  const from_ms = now - statusMinutes * 60_000
  // What says that it begins now, or a little later, is not left out.
  const range = { from_us: from_ms * 1000, to_us: (now + 60_000) * 1000, agent }
  const totals = await sumTraces(db, workspace, range)
  const lately = await sumTracesByAgent(db, workspace, range)
  const judged = await countEvaluations(db, workspace, { from_ms, to_ms: now + 60_000 })
  const heard = await readAgentsSince(db, workspace, (now - dayMs) * 1000)
  const firing = await countFiring(db, workspace)
  const paused = await activePauses(db, workspace, agent, timeOf(now))
  const pauses = new Map(paused.map(({ pause }) => [pause.agent, pause.id]))
  const asked = heard.filter((each) => agent === undefined || each.agent === agent)
  const of = [...judged].filter(([name]) => agent === undefined || name === agent).map(([, counts]) => counts)
  const evaluated = of.reduce((sum, each) => sum + each.evaluated, 0)
  const violations = of.reduce((sum, each) => sum + each.violations, 0)
  return {
    at: timeOf(now),
    window_minutes: statusMinutes,
    agent: agent ?? null,
    totals: {
      ...inMs(totals),
      p50_ms: totals.p50_us === null ? null : totals.p50_us / 1000,
      evaluated,
      violations,
      violation_rate: shareOf(violations, evaluated),
      input_tokens: totals.input_tokens,
      output_tokens: totals.output_tokens,
    },
    agents: lastSeen(asked).map(({ agent: name, last_us }) => ({
      agent: name,
      ...inMs(lately.get(name) ?? nothing),
      violations: judged.get(name)?.violations ?? 0,
      last_seen_at: timeOf(last_us / 1000),
      pause_id: pauses.get(name) ?? null,
      alerts_firing: firing.get(name) ?? 0,
    })),
    left_out: Math.max(0, asked.length - mostAgents),
  }
}

/** As they come, unless they are too many: then those that were heard of last. */
function lastSeen(heard: readonly { agent: string; last_us: number }[]) {
  if (heard.length <= mostAgents) return heard
  const kept = new Set(heard.toSorted((one, other) => other.last_us - one.last_us).slice(0, mostAgents))
  return heard.filter((each) => kept.has(each))
}

const nothing = { runs: 0, errors: 0, p95_us: null, cost_nano: 0 }

const inMs = ({ runs, errors, p95_us, cost_nano }: Pick<Lately, 'runs' | 'errors' | 'p95_us' | 'cost_nano'>) => ({
  runs,
  errors,
  error_rate: shareOf(errors, runs),
  p95_ms: p95_us === null ? null : p95_us / 1000,
  cost_usd: usdOf(cost_nano),
})
