import { createHash } from 'node:crypto'
import type { Who } from '../../../shared/domain/action.ts'
import type { Acknowledgement } from '../../../shared/domain/drill-entries.ts'
import type { Plan } from '../../../shared/domain/drill-plan.ts'
import type { RouteDecision, RouteState } from '../../../shared/domain/drill-route.ts'
import type { DrillRun } from '../../../shared/domain/drill-run.ts'
import type { Schedule } from '../../../shared/domain/drill-schedule.ts'
import { canonicalText, type Json } from '../../../shared/domain/entry.ts'

/** What each kind of row says, as one text: the same for a row that is there and for one that entries have made. */
export const drillKinds = {
  schedule: 'drill schedule',
  plan: 'drill plan',
  route: 'drill route',
  delivery: 'drill delivery',
  attempt: 'drill delivery attempt',
  acknowledgement: 'drill acknowledgement',
  report: 'drill report',
  run: 'drill run',
} as const

/** These are JSON by their making; their types do not say so. */
const textOf = (said: unknown): string => canonicalText(said as Json)
const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64')

export const scheduleText = (schedule: Schedule, changed_at: string, by: Who): string =>
  textOf({ schedule, changed_at, by: { id: by.id, digest: by.digest } })

export const planText = (plan: Plan, generated_at: string, by: Who): string =>
  textOf({ plan, generated_at, by: { id: by.id, digest: by.digest } })

export type RouteFacts = RouteDecision & {
  plan_id: string
  schedule_id: string
  created_at: string
  slo_ends_at: string
}
/** Carried over a prune in place of the facts: they are long, and never change. */
export const routeFactsDigest = (facts: RouteFacts): string =>
  sha256(
    textOf({
      route_id: facts.route_id,
      plan_id: facts.plan_id,
      schedule_id: facts.schedule_id,
      owner: facts.owner,
      escalation_owner: facts.escalation_owner,
      provider: facts.provider,
      action: facts.action,
      category: facts.category,
      acknowledgement_minutes: facts.acknowledgement_minutes,
      slo_of: facts.slo_of,
      reason: facts.reason,
      maintenance_window_id: facts.maintenance_window_id,
      owner_available: facts.owner_available,
      suppressed_until: facts.suppressed_until,
      created_at: facts.created_at,
      slo_ends_at: facts.slo_ends_at,
    }),
  )

export type RouteProgress = {
  state: RouteState | null
  answered_at: string | null
  acknowledgement_id: string | null
  superseded_by: string | null
}
export const routeText = (facts: string, progress: RouteProgress): string =>
  textOf({
    facts,
    state: progress.state,
    answered_at: progress.answered_at,
    acknowledgement_id: progress.acknowledgement_id,
    superseded_by: progress.superseded_by,
  })

export type DeliveryFacts = { plan_id: string; schedule_id: string; provider: string; created_at: string }
export type DeliveryEnd = {
  outcome: string
  connector: string | null
  attempts: number
  url: string | null
  settled_at: string
}
/** Of one that is pending the ledger knows only that it is to be made. */
export const deliveryText = (facts: DeliveryFacts, end: DeliveryEnd | null): string =>
  textOf({
    plan_id: facts.plan_id,
    schedule_id: facts.schedule_id,
    provider: facts.provider,
    created_at: facts.created_at,
    end: end && {
      outcome: end.outcome,
      connector: end.connector,
      attempts: end.attempts,
      url: end.url,
      settled_at: end.settled_at,
    },
  })
/** A plan tells a provider once. */
export const deliveryId = (plan_id: string, provider: string): string => `of ${plan_id} by ${provider}`

export const acknowledgementText = (
  schedule_id: string,
  { through, ...said }: Acknowledgement,
  at: string,
  by: Who,
): string =>
  textOf({
    schedule_id,
    acknowledgement_id: said.acknowledgement_id,
    plan_id: said.plan_id,
    provider: said.provider,
    owners: said.owners,
    route_ids: said.route_ids,
    acknowledgement_state: said.acknowledgement_state,
    external_ref: said.external_ref,
    notes: said.notes,
    through: through && { id: through.id, digest: through.digest },
    at,
    by: { id: by.id, digest: by.digest },
  })

export type ReportFacts = { report_id: string; kind: string; alert_level: string; document_digest: string }
export const reportText = (report: ReportFacts, at: string, by: Who): string =>
  textOf({
    report_id: report.report_id,
    kind: report.kind,
    alert_level: report.alert_level,
    document_digest: report.document_digest,
    at,
    by: { id: by.id, digest: by.digest },
  })

export const runText = (run: DrillRun): string => textOf(run)
