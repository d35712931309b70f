import type { Detector } from './fleet-settings.ts'

export const metrics = ['error_rate', 'p95_ms', 'cost_usd'] as const
type Metric = (typeof metrics)[number]

/** What the traces of one agent that began in some time add up to. */
export type Measured = { runs: number; minutes: number; error_rate: number; p95_ms: number; cost_usd: number }

export type Finding = {
  metric: Metric
  value: number
  usual: number
  limit: number
  state: 'unusual' | 'over' | 'unclear'
}

/** It is over once the value has come down so far below the limit: else one that lies at the limit would flap. */
const calm = 0.8

/** Cost is of a time, so it is compared with what as much time cost; the others are as they are. */
const usualOf = (metric: Metric, usual: Measured, recent: Measured): number =>
  metric === 'cost_usd' ? usual.cost_usd * (recent.minutes / usual.minutes) : usual[metric]

/**
 * Compares the last minutes of an agent with the day before. `unusual` begins an alert and lets it go on, `over` ends it,
 * and `unclear` changes nothing: an alert that is there stays, and none begins. Too few runs, now or in the day before,
 * begin none; but what has stopped running is over.
 */
export function detect(detector: Detector, recent: Measured, usual: Measured): Finding[] {
  return metrics.map((metric) => {
    const { times, floor } = detector[metric]
    const [value, before] = [recent[metric], usualOf(metric, usual, recent)]
    const limit = Math.max(floor, before * times)
    return { metric, value, usual: before, limit, state: stateOf(detector, recent, usual, value, limit) }
  })
}

function stateOf(
  { enabled, least_runs }: Detector,
  recent: Measured,
  usual: Measured,
  value: number,
  limit: number,
): Finding['state'] {
  if (!enabled || recent.runs === 0 || value <= limit * calm) return 'over'
  const known = recent.runs >= least_runs && usual.runs >= least_runs
  return known && value > limit ? 'unusual' : 'unclear'
}

const names = {
  error_rate: 'Unusually many errors',
  p95_ms: 'Unusually slow',
  cost_usd: 'Unusually expensive',
} as const satisfies Record<Metric, string>

/** How an alert says it: its name, how bad it is, and one line. */
export function wordsOf({ metric, value, usual, limit }: Finding, agent: string, minutes: number) {
  const of = { error_rate: 'fail', p95_ms: 'p95', cost_usd: 'cost' }[metric]
  const shown = (number: number) => inWords(metric, number)
  return {
    name: names[metric],
    severity: value >= 2 * limit ? 'critical' : 'warning',
    summary: `${agent}: ${of} ${shown(value)} in the last ${minutes} minutes, usually ${shown(usual)} (limit ${shown(limit)})`,
  }
}

function inWords(metric: Metric, value: number): string {
  const short = (number: number) => String(Number(number.toPrecision(3)))
  if (metric === 'error_rate') return `${short(value * 100)} %`
  if (metric === 'p95_ms') return value >= 1000 ? `${short(value / 1000)} s` : `${short(value)} ms`
  return `$${short(value)}`
}
