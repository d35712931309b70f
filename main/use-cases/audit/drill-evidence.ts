import { hash } from 'node:crypto'
import {
  acknowledgementText,
  deliveryId,
  deliveryText,
  drillKinds,
  planText,
  reportText,
  routeFactsDigest,
  routeText,
  runText,
  scheduleText,
} from '../../ledger/replay/drill-texts.ts'
import type { RowEvidence } from '../../ledger/replay/row-book.ts'
import { acknowledgementOf, rowOf as acknowledgementRowOf } from '../../store/drill-acknowledgements.ts'
import { documentOf, planRecordOf } from '../../store/drill-plans.ts'
import { readReportRows } from '../../store/drill-reports.ts'
import { routeRecordOf, routeRowsOf } from '../../store/drill-route-record.ts'
import {
  type AttemptCount,
  countAttempts,
  type DeliveryEvidenceRow,
  everyAcknowledgementRow,
  everyDeliveryRow,
  everyPlanRow,
  everyRouteRow,
} from '../../store/drill-rows.ts'
import { runRecordOf, runRowOf } from '../../store/drill-run-record.ts'
import { readRunRows } from '../../store/drill-runs.ts'
import { readScheduleRows, scheduleRecordOf, scheduleRowOf } from '../../store/drill-schedules.ts'
import type { ReadDb } from '../../store/schema.ts'

/** The rows of a workspace's drills for the verifier, who learns too whether a row agrees with itself. */
export async function* drillEvidence(db: ReadDb, workspace: string): AsyncGenerator<RowEvidence> {
  for (const row of await readScheduleRows(db, workspace))
    yield evidence(drillKinds.schedule, row.schedule_id, row.last_seq, undefined, () => {
      const record = scheduleRecordOf(row)
      const { schedule, changed_at, changed_by } = record
      return isSame(scheduleRowOf(workspace, record), row) ? scheduleText(schedule, changed_at, changed_by) : undefined
    })
  for await (const { n, ...row } of everyPlanRow(db, workspace))
    yield evidence(drillKinds.plan, row.plan_id, row.seq, placed(row.seq), () => {
      const { plan, generated_at, generated_by } = planRecordOf({ n, ...row })
      const { plan_id, schedule_id, occasion } = plan
      // As it is read, which leaves out what a plan does not have: what was added to it is seen.
      const same = { plan_id, schedule_id, occasion, document: documentOf(plan) }
      return isSame(row, { ...row, ...same }) ? planText(plan, generated_at, generated_by) : undefined
    })
  yield* routesIn(db, workspace)
  yield* deliveriesIn(db, workspace)
  for await (const { n, ...row } of everyAcknowledgementRow(db, workspace))
    yield evidence(drillKinds.acknowledgement, row.acknowledgement_id, row.seq, placed(row.seq), () => {
      const record = acknowledgementOf({ n, ...row })
      const { schedule_id, at, by } = record
      return isSame(acknowledgementRowOf(workspace, record), row)
        ? acknowledgementText(schedule_id, record, at, by)
        : undefined
    })
  for (const row of await readReportRows(db, workspace))
    yield evidence(drillKinds.report, row.report_id, row.seq, placed(row.seq), () => {
      const { report_id, kind, alert_level, at, by_id, by_digest, document } = row
      const document_digest = hash('sha256', document, 'hex')
      return reportText({ report_id, kind, alert_level, document_digest }, at, { id: by_id, digest: by_digest })
    })
  for (const { n, ...row } of await readRunRows(db, workspace))
    yield evidence(drillKinds.run, row.run_id, row.last_seq, undefined, () => {
      const { run, last_seq } = runRecordOf({ n, ...row })
      return isSame(runRowOf(workspace, run, last_seq), row) ? runText(run) : undefined
    })
}

async function* routesIn(db: ReadDb, workspace: string): AsyncGenerator<RowEvidence> {
  for await (const { n, plan_seq, ...row } of everyRouteRow(db, workspace))
    yield evidence(drillKinds.route, row.route_id, row.last_seq, placed(plan_seq, placeIn(row.route_id)), () => {
      const route = routeRecordOf({ n, ...row })
      const { created_at, last_seq, state, answered_at, acknowledgement_id, superseded_by } = route
      const progress = { state, answered_at, acknowledgement_id, superseded_by }
      const [fresh] = routeRowsOf(workspace, { ...route, route_decisions: [decisionIn(route)] }, created_at, last_seq)
      const isOfIts = fresh && isSame({ ...fresh, ...progress }, row)
      return isOfIts ? routeText(routeFactsDigest(route), progress) : undefined
    })
}

/** What of a route its plan has decided. */
const decisionIn = (route: ReturnType<typeof routeRecordOf>) => ({
  route_id: route.route_id,
  owner: route.owner,
  escalation_owner: route.escalation_owner,
  provider: route.provider,
  action: route.action,
  category: route.category,
  acknowledgement_minutes: route.acknowledgement_minutes,
  slo_of: route.slo_of,
  reason: route.reason,
  maintenance_window_id: route.maintenance_window_id,
  owner_available: route.owner_available,
  suppressed_until: route.suppressed_until,
})

async function* deliveriesIn(db: ReadDb, workspace: string): AsyncGenerator<RowEvidence> {
  const attempts = new Map((await countAttempts(db, workspace)).map((each) => [each.delivery_id, each]))
  for await (const row of everyDeliveryRow(db, workspace)) {
    const { plan_id, schedule_id, provider, created_at, delivery_id, seq, plan_seq } = row
    const counted = attempts.get(delivery_id)
    attempts.delete(delivery_id)
    yield evidence(drillKinds.delivery, deliveryId(plan_id, provider), seq ?? plan_seq ?? 1, placed(plan_seq), () =>
      agrees(row, counted) ? deliveryText({ plan_id, schedule_id, provider, created_at }, endIn(row)) : undefined,
    )
  }
  for (const delivery_id of attempts.keys())
    yield { kind: drillKinds.attempt, id: `of ${delivery_id}`, last_seq: 0, text: undefined }
}

const endIn = ({ outcome, connector, tries, url, settled_at }: DeliveryEvidenceRow) =>
  outcome === 'pending' ? null : { outcome, connector, attempts: tries, url, settled_at: settled_at ?? '' }

/** As many attempts as it says, without a gap; something arrived only if one of them went well. */
function agrees({ outcome, due_at, lease, settled_at, seq, tries, url }: DeliveryEvidenceRow, found?: AttemptCount) {
  const { count = 0, lowest = 1, highest = 0, good = 0 } = found ?? {}
  if (count !== tries || lowest !== 1 || highest !== tries) return false
  if (outcome === 'pending') return due_at !== null && settled_at === null && seq === null && url === null
  return due_at === null && lease === null && settled_at !== null && (outcome !== 'delivered' || good > 0)
}

const placed = (first: number | null, place = 0) => ({ first: first ?? 0, place })
/** A route says which one of its plan it is. */
const placeIn = (route_id: string): number => Number(/-(\d+)$/.exec(route_id)?.[1] ?? 0)

/** SQLite stores whatever it is given, also what is no JSON, and what no JSON can say. */
function evidence(
  kind: string,
  id: string,
  last_seq: number,
  order: RowEvidence['order'],
  read: () => string | undefined,
): RowEvidence {
  const seq = Number.isSafeInteger(last_seq) && last_seq > 0 ? last_seq : 1
  const row = { kind, id: String(id), last_seq: seq, order }
  try {
    return { ...row, text: seq === last_seq ? read() : undefined }
  } catch {
    return { ...row, text: undefined }
  }
}

/** Every column is what the record that they are read into would be written as. */
const isSame = (written: object, there: object): boolean => {
  const values = new Map<string, unknown>(Object.entries(written))
  return Object.entries(there).every(([column, value]) => values.get(column) === value)
}
