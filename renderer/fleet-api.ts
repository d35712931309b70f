import type { z } from 'zod'
import type * as fleet from '../shared/contract/fleet.ts'
import type * as pauses from '../shared/contract/pauses.ts'
import type * as rules from '../shared/contract/rules.ts'
import { type Body, call, newKey, type Query } from './transport.ts'

export type Trace = z.output<typeof fleet.TraceRow>
export type TraceDetail = z.output<typeof fleet.TraceDetail>
export type Span = z.output<typeof fleet.Span>
export type SpanDetail = z.output<typeof fleet.SpanDetail>
export type Evaluation = z.output<typeof fleet.Evaluation>
export type FleetAlert = z.output<typeof fleet.FleetAlert>
export type FleetStatus = z.output<typeof fleet.FleetStatus>
export type FleetCost = z.output<typeof fleet.FleetCost>
export type Compliance = z.output<typeof fleet.Compliance>
export type FleetSettingsView = z.output<typeof fleet.FleetSettingsView>
export type FleetRuleView = z.output<typeof rules.FleetRuleView>
export type Attributions = z.output<typeof rules.Attributions>
export type Pause = z.output<typeof pauses.Pause>
export type TraceQuery = Query<typeof fleet.listTraces>
export type ViolationQuery = Query<typeof fleet.listViolations>
export type AlertQuery = Query<typeof fleet.listAlerts>
export type PauseQuery = Query<typeof pauses.listPauses>
export type NewPause = Body<typeof pauses.createPause>

/** What the agents report of themselves, how it was judged, and which of them are to stand still. */
export const fleetApi = {
  traces: (query: TraceQuery = {}, signal?: AbortSignal) =>
    call<typeof fleet.listTraces>('get', '/api/v1/traces', { query, signal }),
  trace: (trace_id: string, signal?: AbortSignal) =>
    call<typeof fleet.getTrace>('get', '/api/v1/traces/{trace_id}', { params: { trace_id }, signal }),
  span: (trace_id: string, span_id: string, signal?: AbortSignal) =>
    call<typeof fleet.getSpan>('get', '/api/v1/traces/{trace_id}/spans/{span_id}', {
      params: { trace_id, span_id },
      signal,
    }),
  status: (query: Query<typeof fleet.getFleetStatus> = {}, signal?: AbortSignal) =>
    call<typeof fleet.getFleetStatus>('get', '/api/v1/fleet/status', { query, signal }),
  cost: (query: Query<typeof fleet.getFleetCost> = {}, signal?: AbortSignal) =>
    call<typeof fleet.getFleetCost>('get', '/api/v1/fleet/cost', { query, signal }),
  violations: (query: ViolationQuery = {}, signal?: AbortSignal) =>
    call<typeof fleet.listViolations>('get', '/api/v1/fleet/violations', { query, signal }),
  alerts: (query: AlertQuery = {}, signal?: AbortSignal) =>
    call<typeof fleet.listAlerts>('get', '/api/v1/fleet/alerts', { query, signal }),
  compliance: (query: Query<typeof fleet.getCompliance> = {}, signal?: AbortSignal) =>
    call<typeof fleet.getCompliance>('get', '/api/v1/fleet/compliance', { query, signal }),

  settings: (signal?: AbortSignal) => call<typeof fleet.getFleetSettings>('get', '/api/v1/fleet/settings', { signal }),
  putSettings: (body: Body<typeof fleet.putFleetSettings>) =>
    call<typeof fleet.putFleetSettings>('put', '/api/v1/fleet/settings', { body }),
  rules: (signal?: AbortSignal) => call<typeof rules.listRules>('get', '/api/v1/fleet/rules', { signal }),
  createRule: (body: Body<typeof rules.createRule>, key: string) =>
    call<typeof rules.createRule>('post', '/api/v1/fleet/rules', { body, key }),
  putRule: (id: string, body: Body<typeof rules.putRule>) =>
    call<typeof rules.putRule>('put', '/api/v1/fleet/rules/{id}', { params: { id }, body }),
  removeRule: (id: string) => call<typeof rules.removeRule>('delete', '/api/v1/fleet/rules/{id}', { params: { id } }),
  tryRule: (body: Body<typeof rules.tryRule>) =>
    call<typeof rules.tryRule>('post', '/api/v1/fleet/rules/try', { body, key: newKey() }),

  /** Both are asked, and change nothing: a key of their own each time. */
  attributions: (id: string, signal?: AbortSignal) =>
    call<typeof rules.postAttributions>('post', '/api/v1/xai/violations/{id}/attributions', {
      params: { id },
      key: newKey(),
      signal,
    }),
  explanation: (id: string, signal?: AbortSignal) =>
    call<typeof rules.postExplanation>('post', '/api/v1/xai/violations/{id}/explanation', {
      params: { id },
      key: newKey(),
      signal,
    }),

  pauses: (query: PauseQuery = {}, signal?: AbortSignal) =>
    call<typeof pauses.listPauses>('get', '/api/v1/pauses', { query, signal }),
  pauseOne: (id: string, signal?: AbortSignal) =>
    call<typeof pauses.getPause>('get', '/api/v1/pauses/{id}', { params: { id }, signal }),
  pause: (body: NewPause, key: string) => call<typeof pauses.createPause>('post', '/api/v1/pauses', { body, key }),
  resume: (id: string, key: string) =>
    call<typeof pauses.resumePause>('post', '/api/v1/pauses/{id}/resume', { params: { id }, key }),
}
