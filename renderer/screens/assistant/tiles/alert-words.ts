import { percent, span, usd } from '../../../components/quantity.ts'
import type { FleetAlert } from '../../../fleet-api.ts'

type Measured = NonNullable<FleetAlert['measured']>

const metrics: Record<Measured['metric'], { name: string; show: (value: number) => string }> = {
  error_rate: { name: 'Share of failed runs', show: percent },
  p95_ms: { name: 'p95', show: span },
  cost_usd: { name: 'Cost', show: usd },
}

/** What our own detector compared: "Cost: $4.10, usually $0.40; unusual from $1.60 on." */
export function measuredWords({ metric, value, usual, limit }: Measured): string {
  const { name, show } = metrics[metric]
  return `${name}: ${show(value)}, usually ${show(usual)}; unusual from ${show(limit)} on.`
}
