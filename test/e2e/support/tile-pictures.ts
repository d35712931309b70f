import type { Action } from '../../../renderer/api.ts'
import type { Evaluation, FleetAlert, FleetCost, Span, Trace } from '../../../renderer/fleet-api.ts'
import type { Tile } from '../../../shared/contract/tiles.ts'

const hour = 3_600_000
const ago = (milliseconds: number): string => new Date(Date.now() - milliseconds).toISOString()

export const proposedTile = ({
  id,
  type,
  tier,
  target_ref,
  reason,
}: Pick<Action, 'id' | 'type' | 'tier' | 'target_ref' | 'reason'>): Tile => ({
  kind: 'deployment_action',
  id: `tile-${id}`,
  data: { action_id: id, type, tier, target_ref, reason, agent: null },
})

export const switchTile = ({ id, type, tier, target_ref, reason }: Parameters<typeof proposedTile>[0]): Tile => ({
  kind: 'model_switch',
  id: `switch-${id}`,
  data: {
    ...{ action_id: id, type, tier, target_ref, reason },
    agent: 'research-agent',
    from: 'gpt-5',
    to: 'gpt-5-mini',
    cost_usd: 31.2,
    projected_usd: 6.24,
    delta_usd: -24.96,
  },
})

const trace: Trace = {
  trace_id: '9b11d0c27a4e4b6f8c1d2e3f4a5b6c7d',
  name: 'checkout: pay for cart',
  agent: 'checkout-agent',
  status: 'error',
  started_at: ago(180_000),
  ended_at: ago(168_000),
  duration_ms: 12_431,
  span_count: 14,
  error_count: 2,
  llm_calls: 4,
  tool_calls: 6,
  input_tokens: 18_421,
  output_tokens: 2_214,
  cost_usd: 0.0451,
  model: 'gpt-5-mini',
  conversation: 'conv_7',
  violations: { amber: 1, red: 1 },
  tags: ['reviewed'],
}

const span = (id: string, name: string, offset: number, took: number, status: Span['status']): Span => ({
  span_id: id,
  parent_span_id: null,
  name,
  kind: 'client',
  started_at: trace.started_at,
  offset_us: offset,
  duration_us: took,
  status,
  status_message: null,
  agent: trace.agent,
  operation: 'execute_tool',
  tool: 'charge_card',
  model: null,
  provider: null,
  conversation: null,
  input_tokens: null,
  output_tokens: null,
  cost_usd: null,
})

/** 54 dollars, against 31.20 the day before. */
const cost: FleetCost = {
  from: ago(24 * hour),
  to: ago(0),
  window_hours: 24,
  agent: null,
  bucket_minutes: 60,
  buckets: Array.from({ length: 24 }, (_, place) => ({
    from: ago((24 - place) * hour),
    cost_usd: place % 2 === 0 ? 1.5 : 3,
    calls: 20,
    input_tokens: 12_000,
    output_tokens: 900,
  })),
  total_usd: 54,
  prior_usd: 31.2,
  delta_usd: 22.8,
  delta_ratio: 22.8 / 31.2,
  by_agent: [{ name: 'checkout-agent', cost_usd: 54, calls: 480 }],
  by_model: [{ name: 'gpt-5-mini', cost_usd: 54, calls: 480 }],
  left_out: { agents: 0, models: 0 },
  unpriced: { calls: 2, models: ['house-model-7b'] },
}

const violation: Evaluation = {
  id: 'reported-1',
  trace_id: trace.trace_id,
  span_id: null,
  agent: trace.agent,
  rule: 'Bad manners',
  rule_id: null,
  source: 'reported',
  score: 0.42,
  label: 'amber',
  explanation: 'It answered before it listened.',
  frameworks: ['EU AI Act'],
  at: ago(170_000),
  explainable: false,
}

const alert: FleetAlert = {
  id: 'alert-1',
  source: 'detector',
  name: 'Unusual cost',
  agent: trace.agent,
  severity: 'critical',
  status: 'firing',
  summary: 'checkout-agent costs ten times the usual.',
  labels: { region: 'eu-west-1' },
  annotations: {},
  generator_url: null,
  measured: { metric: 'cost_usd', value: 4.1, usual: 0.4, limit: 1.6 },
  starts_at: ago(600_000),
  ends_at: null,
  updated_at: ago(60_000),
}

const agent = (name: string, paused: boolean) => ({
  agent: name,
  runs: 40,
  errors: paused ? 9 : 0,
  error_rate: paused ? 0.225 : 0,
  p95_ms: 14_200,
  violations: paused ? 3 : 0,
  cost_usd: 1.2,
  last_seen_at: ago(20_000),
  pause_id: paused ? 'some-pause' : null,
  alerts_firing: paused ? 1 : 0,
})

/** Every kind that is a picture and nothing else; the fleet's is five hours old. */
export const everyPicture = (): Tile[] => [
  { kind: 'trace_link', id: 'trace', data: { trace } },
  {
    kind: 'span_list',
    id: 'spans',
    data: {
      trace,
      spans: [
        span('a1', 'invoke_agent', 0, 12_431_000, 'ok'),
        span('a2', 'charge_card', 4_000_000, 5_200_000, 'error'),
      ],
      total: 14,
    },
  },
  { kind: 'cost_chart', id: 'cost', data: { cost } },
  { kind: 'rule_violation', id: 'violation', data: { violation } },
  {
    kind: 'fleet_status',
    id: 'fleet',
    data: {
      status: {
        at: ago(5 * hour),
        window_minutes: 15,
        agent: null,
        totals: {
          runs: 80,
          errors: 9,
          error_rate: 0.1125,
          p50_ms: 2_100,
          p95_ms: 14_200,
          evaluated: 78,
          violations: 3,
          violation_rate: 3 / 78,
          cost_usd: 2.4,
          input_tokens: 1_200_000,
          output_tokens: 91_000,
        },
        left_out: 0,
        agents: [agent('checkout-agent', false), agent('research-agent', true)],
      },
    },
  },
  { kind: 'anomaly_alert', id: 'alert', data: { alert } },
  {
    kind: 'compliance_score',
    id: 'compliance',
    data: {
      compliance: {
        days: 30,
        from: ago(30 * 24 * hour),
        to: ago(0),
        evaluated: 3_610,
        passed: 3_402,
        pass_rate: 3_402 / 3_610,
        by_framework: [{ framework: 'EU AI Act', evaluated: 2_110, passed: 2_001, pass_rate: 2_001 / 2_110 }],
        by_rule: [{ rule: 'Runs that cost too much', frameworks: ['EU AI Act'], green: 3_402, amber: 196, red: 12 }],
        daily: Array.from({ length: 30 }, (_, place) => ({
          day: ago(place * 24 * hour).slice(0, 10),
          evaluated: 120,
          passed: 120 - (place % 4) * 9,
          pass_rate: (120 - (place % 4) * 9) / 120,
        })),
      },
    },
  },
]
