import type { Who } from '../../../shared/domain/action.ts'
import type { AuditDocument } from '../../../shared/domain/drill-report.ts'
import { alertLevelOf, type RouteState } from '../../../shared/domain/drill-route.ts'
import { standingOf } from '../../../shared/domain/drill-schedule.ts'
import { ok, type Result } from '../../../shared/domain/result.ts'
import type { Services } from '../../services.ts'
import { viewActors } from '../../store/actors.ts'
import { type AcknowledgementRecord, readAcknowledgements } from '../../store/drill-acknowledgements.ts'
import type { RouteRecord } from '../../store/drill-route-record.ts'
import { readSchedules } from '../../store/drill-schedules.ts'
import { newId } from '../../store/new-id.ts'
import type { ReadDb } from '../../store/schema.ts'
import { unknown } from '../actions/view-actions.ts'
import type { Act } from '../transition.ts'
import { type AuditView, auditMetadata, peopleIn, viewAudit } from './describe-reports.ts'
import { inParts } from './in-parts.ts'
import type { MetadataView } from './metadata.ts'
import { recordReport } from './record-report.ts'
import { givenIn, routesForReport } from './routes-for-report.ts'
import { isLate } from './view-routes.ts'

type Wanted = {
  schedule_id?: string | undefined
  owner?: string | undefined
  provider?: string | undefined
  state?: RouteState | undefined
}

/** Where every route stands that was told, who said so last and in what words; it stays in the history. */
export async function packAudit(
  { origin }: Pick<Services, 'origin'>,
  act: Act,
  { schedule_id, owner, provider, state }: Wanted = {},
): Promise<Result<{ audit_package: AuditView; metadata: MetadataView }>> {
  const { tx, who } = act
  const filter = { schedule_id: list(schedule_id), owner: list(owner), provider: list(provider), state: list(state) }
  const asked = { ...filter, action: 'deliver', superseded: true } as const
  const records = await routesForReport(tx, asked)
  if (!records.ok) return records
  const filters = givenIn({ schedule_id, owner, provider, state })
  const document = await documentOf(tx.db, tx.workspace, records.value, filters, tx.now)
  const { audit_id, alert_level, route_count, acknowledgement_count, outstanding_count } = document
  const counts = { route_count, acknowledgement_count, outstanding_count }
  await recordReport(act, 'audit', { report_id: audit_id, alert_level, counts, document })
  const actors = await viewActors(tx.db, tx.workspace, [who.digest, ...peopleIn(document)])
  const name = (each: Who) => actors[each.digest] ?? unknown(each)
  const audit_package = viewAudit(document, name(who), name)
  return ok({ audit_package, metadata: auditMetadata(origin(tx.workspace), audit_package) })
}

const list = <T>(value: T | undefined): T[] | undefined => (value === undefined ? undefined : [value])

type Told = RouteRecord & { state: RouteState }

async function documentOf(
  db: ReadDb,
  workspace: string,
  records: readonly RouteRecord[],
  filters: Record<string, string>,
  at: string,
): Promise<AuditDocument> {
  const now = Date.parse(at)
  const told = records.flatMap((record): Told[] => (record.state === null ? [] : [{ ...record, state: record.state }]))
  const current = told.filter(({ superseded_by }) => superseded_by === null)
  const about = new Set(told.map(({ schedule_id }) => schedule_id))
  const schedules = await readSchedules(db, workspace)
  const stale = schedules.some(({ schedule }) => about.has(schedule.schedule_id) && standingOf(schedule, now).stale)
  const ids = told.flatMap(({ acknowledgement_id }) => acknowledgement_id ?? [])
  const answers = await inParts([...new Set(ids)], (part) => readAcknowledgements(db, workspace, part))
  const answered = new Map(answers.map((answer) => [answer.acknowledgement_id, answer]))
  const count = (wanted: RouteState) => told.filter(({ state }) => state === wanted).length
  return {
    audit_id: `gordackaudit-${newId(now)}`,
    generated_at: at,
    filters,
    route_count: told.length,
    acknowledgement_count: told.filter(({ acknowledgement_id }) => acknowledgement_id !== null).length,
    outstanding_count: count('outstanding'),
    acknowledged_count: count('acknowledged'),
    escalated_count: count('escalated'),
    resolved_count: count('resolved'),
    dismissed_count: count('dismissed'),
    alert_level: alertLevelOf(current, stale, now),
    routes: told.map((route) => entryOf(route, answered.get(route.acknowledgement_id ?? ''), now)),
  }
}

const entryOf = (
  route: Told,
  answer: AcknowledgementRecord | undefined,
  now: number,
): AuditDocument['routes'][number] => ({
  route_id: route.route_id,
  schedule_id: route.schedule_id,
  plan_id: route.plan_id,
  provider: route.provider,
  owner: route.owner,
  escalation_owner: route.escalation_owner,
  route_created_at: route.created_at,
  acknowledgement_state: route.state,
  acknowledged: route.state !== 'outstanding',
  breached: isLate(route, now),
  superseded_by: route.superseded_by,
  acknowledgement_id: answer?.acknowledgement_id ?? '',
  acknowledged_by: answer?.by ?? null,
  acknowledged_at: answer?.at ?? '',
  external_ref: answer?.external_ref ?? '',
  notes: answer?.notes ?? '',
})
