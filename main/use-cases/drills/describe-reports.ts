import type { z } from '@hono/zod-openapi'
import type { AuditPackage, EscalationPlan } from '../../../shared/contract/drills.ts'
import type { Who } from '../../../shared/domain/action.ts'
import { AuditDocument, EscalationDocument } from '../../../shared/domain/drill-report.ts'
import { type ActorView, viewActors } from '../../store/actors.ts'
import type { ReportHead, ReportRow } from '../../store/drill-reports.ts'
import type { ReadDb } from '../../store/schema.ts'
import { unknown } from '../actions/view-actions.ts'
import { type MetadataView, metadataOf } from './metadata.ts'
import { nameOf } from './view-acknowledgements.ts'

export type EscalationView = z.output<typeof EscalationPlan>
export type AuditView = z.output<typeof AuditPackage>

const escalationKind = 'go-backend-rollback-drill-notification-escalation-plan'
const auditKind = 'go-backend-rollback-drill-acknowledgement-audit-package'

/** Reports as they were made, with people as they are known today; by id. */
export async function describeReports(
  db: ReadDb,
  workspace: string,
  signer: string,
  rows: readonly (ReportRow & { truncated: boolean })[],
): Promise<Map<string, MetadataView>> {
  const read = rows.map(({ report_id, kind, document, truncated, by_id, by_digest }) => {
    const json: unknown = JSON.parse(document)
    const by = { id: by_id, digest: by_digest }
    return kind === 'audit'
      ? ({ report_id, by, truncated, kind, document: AuditDocument.parse(json) } as const)
      : ({ report_id, by, truncated, kind: 'escalation', document: EscalationDocument.parse(json) } as const)
  })
  const people = read.flatMap(({ by, ...report }) => [
    by.digest,
    ...(report.kind === 'audit' ? peopleIn(report.document) : []),
  ])
  const actors = await viewActors(db, workspace, people)
  const name = (who: Who): ActorView => actors[who.digest] ?? unknown(who)
  return new Map(
    read.map(({ report_id, by, truncated, ...report }) => {
      const metadata =
        report.kind === 'audit'
          ? auditMetadata(signer, viewAudit(report.document, name(by), name))
          : escalationMetadata(signer, viewEscalation(report.document, name(by)))
      return [report_id, truncated ? { ...metadata, truncated } : metadata]
    }),
  )
}

/** The same without what is long in them: which it is, and how pressing it was. */
export const describeHeads = (signer: string, rows: readonly ReportHead[]): Map<string, MetadataView> =>
  new Map(
    rows.map(({ report_id, kind, alert_level, at }) => {
      const head = { id: report_id, at, signer }
      return [
        report_id,
        kind === 'audit'
          ? metadataOf(auditKind, head, { audit_id: report_id, alert_level })
          : metadataOf(escalationKind, head, { plan_id: report_id, alert_level }),
      ]
    }),
  )

export const peopleIn = ({ routes }: AuditDocument): string[] =>
  routes.flatMap(({ acknowledged_by }) => acknowledged_by?.digest ?? [])

export const viewEscalation = (document: EscalationDocument, by: ActorView): EscalationView => ({
  ...document,
  generated_by: nameOf(by),
})

export const viewAudit = (
  { routes, ...document }: AuditDocument,
  by: ActorView,
  name: (who: Who) => ActorView,
): AuditView => ({
  ...document,
  generated_by: nameOf(by),
  routes: routes.map(({ acknowledged_by, ...route }) => {
    const actor = acknowledged_by && name(acknowledged_by)
    return { ...route, acknowledged_by: actor ? nameOf(actor) : '', actor }
  }),
})

export const escalationMetadata = (signer: string, plan: EscalationView): MetadataView =>
  metadataOf(
    escalationKind,
    { id: plan.plan_id, at: plan.generated_at, signer },
    {
      plan_id: plan.plan_id,
      alert_level: plan.alert_level,
      route_count: plan.route_count,
      outstanding_count: plan.outstanding_count,
      breached_count: plan.breached_count,
      escalation_plan: plan,
    },
  )

export const auditMetadata = (signer: string, audit: AuditView): MetadataView =>
  metadataOf(
    auditKind,
    { id: audit.audit_id, at: audit.generated_at, signer },
    {
      audit_id: audit.audit_id,
      alert_level: audit.alert_level,
      route_count: audit.route_count,
      acknowledgement_count: audit.acknowledgement_count,
      outstanding_count: audit.outstanding_count,
      acknowledgement_audit_package: audit,
    },
  )
