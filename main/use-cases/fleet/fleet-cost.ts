import { bucketMs } from '../../../shared/domain/fleet.ts'
import type { Services } from '../../services.ts'
import { readFleetSettings } from '../../store/fleet-settings.ts'
import { sumCost, sumUsageByWho, sumUsageOverTime, type UsedBy } from '../../store/usage.ts'
import { keptSince } from './kept-since.ts'
import { unpricedModels } from './unpriced-models.ts'
import { type FleetCostView, shareOf, timeOf, usdOf } from './views.ts'

const hourMs = 3_600_000
const minutes = [5, 15, 30, 60, 180, 360, 720, 1_440, 2_880, 10_080, 43_200] as const
const mostBars = 30
const mostShares = 50

/** What the agents cost over a window that ends now, in as few bars as can be read, and what they cost in the one before. */
export async function fleetCost(
  { store, clock }: Pick<Services, 'store' | 'clock'>,
  workspace: string,
  { window = '24h', agent }: { window?: string | undefined; agent?: string | undefined } = {},
  db = store.read,
): Promise<FleetCostView> {
  const now = clock()
  const windowMs = msOf(window)
  // The five minutes that go on just now are the last ones of it.
  const to_ms = (Math.floor(now / bucketMs) + 1) * bucketMs
  const from_ms = to_ms - windowMs
  const bucket_minutes = minutes.find((each) => windowMs / (each * 60_000) <= mostBars) ?? 129_600
  const size = bucket_minutes * 60_000
  const range = { from_ms, to_ms, agent }
  const used = await sumUsageOverTime(db, workspace, range, size)
  const who = await sumUsageByWho(db, workspace, range)
  const settings = await readFleetSettings(db, workspace)
  const before = { from_ms: from_ms - windowMs, to_ms: from_ms, agent }
  // What is let go of bucket by bucket would compare a whole with a rest.
  const prior = before.from_ms < keptSince(settings, now) ? null : await sumCost(db, workspace, before)
  const total = who.reduce((sum, { cost_nano }) => sum + cost_nano, 0)
  const [byAgent, byModel] = [sharesOf(who, 'agent'), sharesOf(who, 'model')]
  return {
    from: timeOf(from_ms),
    to: timeOf(Math.min(to_ms, now)),
    window_hours: windowMs / hourMs,
    agent: agent ?? null,
    bucket_minutes,
    buckets: Array.from({ length: Math.ceil(windowMs / size) }, (_, i) => {
      const { cost_nano, ...rest } = used.get(i) ?? nothing
      return { from: timeOf(from_ms + i * size), cost_usd: usdOf(cost_nano), ...rest }
    }),
    total_usd: usdOf(total),
    prior_usd: prior === null ? null : usdOf(prior),
    delta_usd: prior === null ? null : usdOf(total - prior),
    delta_ratio: prior === null ? null : shareOf(total - prior, prior),
    by_agent: byAgent.slice(0, mostShares),
    by_model: byModel.slice(0, mostShares),
    left_out: {
      agents: Math.max(0, byAgent.length - mostShares),
      models: Math.max(0, byModel.length - mostShares),
    },
    unpriced: {
      calls: who.reduce((sum, each) => sum + each.unpriced, 0),
      models: unpricedModels(who, settings.prices),
    },
  }
}

const nothing = { cost_nano: 0, calls: 0, input_tokens: 0, output_tokens: 0 }

/** `24h` or `7d`. */
function msOf(window: string): number {
  const found = /^([1-9]\d{0,3})([hd])$/.exec(window)
  if (found === null) throw new Error(`${window} is no window`)
  return Number(found[1]) * (found[2] === 'd' ? 24 : 1) * hourMs
}

/** Those that cost most first. What called no model cost nothing. */
function sharesOf(who: readonly UsedBy[], by: 'agent' | 'model') {
  const sums = new Map<string, { cost_nano: number; calls: number }>()
  for (const each of who) {
    if (each.calls === 0) continue
    const sum = sums.get(each[by]) ?? { cost_nano: 0, calls: 0 }
    sums.set(each[by], { cost_nano: sum.cost_nano + each.cost_nano, calls: sum.calls + each.calls })
  }
  return [...sums]
    .sort(([one, a], [other, b]) => b.cost_nano - a.cost_nano || b.calls - a.calls || (one < other ? -1 : 1))
    .map(([name, { cost_nano, calls }]) => ({ name, cost_usd: usdOf(cost_nano), calls }))
}
