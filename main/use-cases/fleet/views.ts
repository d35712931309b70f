import type { z } from '@hono/zod-openapi'
import type * as contract from '../../../shared/contract/fleet.ts'

/** What the fleet looks like on the wire. */
export type TraceRowView = z.output<typeof contract.TraceRow>
export type TraceDetailView = z.output<typeof contract.TraceDetail>
export type SpanView = z.output<typeof contract.Span>
export type SpanDetailView = z.output<typeof contract.SpanDetail>
export type EvaluationView = z.output<typeof contract.Evaluation>
export type FleetAlertView = z.output<typeof contract.FleetAlert>
export type FleetStatusView = z.output<typeof contract.FleetStatus>
export type FleetCostView = z.output<typeof contract.FleetCost>
export type ComplianceView = z.output<typeof contract.Compliance>
export type FleetSettingsOnWire = z.output<typeof contract.FleetSettingsView>
export type Page<T> = { items: T[]; next_cursor: string | null }

export const timeOf = (ms: number): string => new Date(ms).toISOString()
export const usdOf = (nano: number): number => nano / 1_000_000_000
export const shareOf = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole)
