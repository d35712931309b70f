import type { z } from 'zod'
import type { AlertmanagerWebhook } from '../../../shared/contract/telemetry.ts'
import type { AlertRow } from '../../store/ingest/put-alerts.ts'

type Alert = z.output<typeof AlertmanagerWebhook>['alerts'][number]
const hour = 60

type Told = { name: string; agent: string; severity: string; from: number; to?: number; says: string }
const told: readonly Told[] = [
  {
    name: 'AgentLatencyHigh',
    agent: 'sales-assistant',
    severity: 'warning',
    from: 26.4 * hour,
    to: 24.4 * hour,
    says: 'p95 of sales-assistant is 7.9 s, the limit is 4 s.',
  },
  {
    name: 'PaymentsRetryStorm',
    agent: 'billing-agent',
    severity: 'critical',
    from: 22.3 * hour,
    to: 21.9 * hour,
    says: '41,000 calls a minute against the payments API.',
  },
  {
    name: 'AgentErrorRate',
    agent: 'triage-agent',
    severity: 'info',
    from: 4.1 * hour,
    to: 3.8 * hour,
    says: 'Error rate 2.1 % for five minutes, twice the usual.',
  },
  {
    name: 'RefundRateHigh',
    agent: 'checkout-agent',
    severity: 'critical',
    from: 40,
    says: 'Refunds at 6.2 times their baseline since the deploy of 4f2c9e1.',
  },
]

/** As the sample's Alertmanager would tell them. */
export const fleetAlerts = (now: number): Alert[] =>
  told.map(({ name, agent, severity, from, to, says }) => ({
    status: to === undefined ? 'firing' : 'resolved',
    labels: { alertname: name, agent, severity, cluster: 'eu-west-1' },
    annotations: { summary: says, runbook_url: 'https://runbooks.example/agents' },
    startsAt: new Date(now - from * 60_000).toISOString(),
    ...(to !== undefined && { endsAt: new Date(now - to * 60_000).toISOString() }),
    generatorURL: 'https://prometheus.example/graph',
  }))

type Measured = NonNullable<AlertRow['document']['measured']>
const found: readonly { agent: string; from: number; to: number | null; measured: Measured; says: string }[] = [
  {
    agent: 'research-agent',
    from: 3.3 * hour,
    to: 2.3 * hour,
    measured: { metric: 'cost_usd', value: 10.3, usual: 0.86, limit: 3.44 },
    says: 'research-agent costs 12 times what it usually does.',
  },
  {
    agent: 'triage-agent',
    from: 62,
    to: null,
    measured: { metric: 'p95_ms', value: 9_400, usual: 1_900, limit: 4_750 },
    says: 'p95 of triage-agent is 5 times what it usually is.',
  },
]

/** As our own detector found them. */
export const detectedAlerts = (now: number): AlertRow[] =>
  found.map(({ agent, from, to, measured, says }) => ({
    fingerprint: `detector:${measured.metric}:${agent}`,
    source: 'detector',
    name: `Unusual ${{ cost_usd: 'cost', p95_ms: 'latency', error_rate: 'error rate' }[measured.metric]}`,
    agent,
    severity: 'warning',
    status: to === null ? 'firing' : 'resolved',
    summary: says,
    document: { labels: {}, annotations: {}, generator_url: null, measured },
    starts_ms: now - from * 60_000,
    ends_ms: to === null ? null : now - to * 60_000,
  }))
