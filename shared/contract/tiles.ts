import { z } from '@hono/zod-openapi'
import { actionTypes } from '../domain/action-policy.ts'
import { Compliance, Evaluation, FleetAlert, FleetCost, FleetStatus, Span, TraceRow } from './fleet.ts'
import { Pause } from './pauses.ts'
import { orNull } from './route.ts'

/** Of whom alone it is; of all, where nobody is named. */
const whose = { agent: z.string().optional() }

/** A proposal that a message made; how it stands now is to be asked of the queue. */
const Proposed = {
  action_id: z.string(),
  type: z.enum(actionTypes),
  tier: z.int(),
  target_ref: z.string(),
  reason: z.string(),
  agent: z.string().nullable(),
}

export const tileData = {
  trace_link: z.object({ trace: orNull(TraceRow) }),
  span_list: z.object({ trace: orNull(TraceRow), spans: z.array(Span), total: z.int() }),
  cost_chart: z.object({ cost: FleetCost }),
  deployment_action: z.object(Proposed),
  rule_violation: z.object({ violation: orNull(Evaluation), ...whose }),
  fleet_status: z.object({ status: FleetStatus }),
  anomaly_alert: z.object({ alert: orNull(FleetAlert), ...whose }),
  compliance_score: z.object({ compliance: Compliance }),
  model_switch: z.object({
    ...Proposed,
    from: z.string().nullable(),
    to: z.string().nullable(),
    /** What the agent's calls of the last day cost, and would have cost with the other model; null without prices. */
    cost_usd: z.number().nullable(),
    projected_usd: z.number().nullable(),
    delta_usd: z.number().nullable(),
  }),
  pause_control: z.object({ pause: Pause }),
} as const

const tile = <K extends keyof typeof tileData>(kind: K) =>
  z.object({ kind: z.literal(kind), id: z.string(), data: tileData[kind] })

/** A picture of rows as they were when it was made. */
export const Tile = z
  .discriminatedUnion('kind', [
    tile('trace_link'),
    tile('span_list'),
    tile('cost_chart'),
    tile('deployment_action'),
    tile('rule_violation'),
    tile('fleet_status'),
    tile('anomaly_alert'),
    tile('compliance_score'),
    tile('model_switch'),
    tile('pause_control'),
  ])
  .openapi('Tile')
export type Tile = z.output<typeof Tile>
