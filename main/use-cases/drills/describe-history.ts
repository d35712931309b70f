import type { Who } from '../../../shared/domain/action.ts'
import { type DeliveryOutcome, deliveryOutcomes } from '../../../shared/domain/connector.ts'
import { viewActors } from '../../store/actors.ts'
import { readAcknowledgements } from '../../store/drill-acknowledgements.ts'
import type { HistoryKind, HistoryPlace } from '../../store/drill-history.ts'
import { readHistoryDeliveries, readHistoryPlans } from '../../store/drill-history-rows.ts'
import { readPlanSummaries } from '../../store/drill-plan-summaries.ts'
import { readReportHeads, readReports } from '../../store/drill-reports.ts'
import type { ReadDb } from '../../store/schema.ts'
import { anyLength } from '../../store/short-documents.ts'
import { unknown } from '../actions/view-actions.ts'
import { deliveryMetadata } from './delivery-metadata.ts'
import { describeHeads, describeReports } from './describe-reports.ts'
import { acknowledgementMetadata, type MetadataView, planMetadata } from './metadata.ts'
import { viewAcknowledgements } from './view-acknowledgements.ts'
import { viewPlan } from './view-plan.ts'

/** A page has many: what is longer than this comes without its routes, and says so. */
const shortBytes = 64 * 1024

/** What stands at each place of the history, with people as they are known today. */
export async function describeHistory(
  db: ReadDb,
  workspace: string,
  signer: string,
  places: readonly HistoryPlace[],
  /** Where one record was asked for. */
  whole: boolean,
): Promise<MetadataView[]> {
  const mostBytes = whole ? anyLength : shortBytes
  const reports = await readReports(db, workspace, idsIn(places, 'escalation', 'audit'), mostBytes)
  const described = await describeReports(db, workspace, signer, reports)
  return describePlaces(db, workspace, signer, places, described, mostBytes)
}

/** A package of thousands of routes is for the history, not for a look at how it stands. */
export async function describeInBrief(
  db: ReadDb,
  workspace: string,
  signer: string,
  places: readonly HistoryPlace[],
): Promise<MetadataView[]> {
  const heads = await readReportHeads(db, workspace, idsIn(places, 'escalation', 'audit'))
  const items = await describePlaces(db, workspace, signer, places, describeHeads(signer, heads), 0)
  return items.map(({ plan, truncated, ...rest }) => rest)
}

const idsIn = (places: readonly HistoryPlace[], ...kinds: HistoryKind[]): string[] =>
  places.flatMap(({ kind, id }) => (kinds.includes(kind) ? [id] : []))

async function describePlaces(
  db: ReadDb,
  workspace: string,
  signer: string,
  places: readonly HistoryPlace[],
  reports: ReadonlyMap<string, MetadataView>,
  mostBytes: number,
): Promise<MetadataView[]> {
  const known = new Map(reports)

  const plans = await readHistoryPlans(db, workspace, idsIn(places, 'plan'), mostBytes)
  const long = plans.filter(({ truncated }) => truncated).map(({ plan }) => plan.plan_id)
  const summaries = await readPlanSummaries(db, workspace, long)
  const people = await viewActors(
    db,
    workspace,
    plans.map(({ generated_by }) => generated_by.digest),
  )
  const name = (who: Who) => people[who.digest] ?? unknown(who)
  for (const { plan, generated_at, generated_by, truncated } of plans) {
    const view = {
      ...viewPlan(plan, { generated_at, generated_by: name(generated_by) }),
      ...summaries.get(plan.plan_id),
    }
    known.set(plan.plan_id, { ...planMetadata(signer, view), ...(truncated && { truncated }) })
  }

  for (const { delivery_id, settled_at, outcome, ...delivery } of await readHistoryDeliveries(
    db,
    workspace,
    idsIn(places, 'delivery'),
  ))
    known.set(
      delivery_id,
      deliveryMetadata(signer, { ...delivery, at: settled_at }, [{ ...delivery, outcome: outcomeOf(outcome) }]),
    )

  const acknowledgements = await readAcknowledgements(db, workspace, idsIn(places, 'acknowledgement'))
  for (const view of await viewAcknowledgements(db, workspace, acknowledgements))
    known.set(view.acknowledgement_id, acknowledgementMetadata(signer, view))

  return places.flatMap(({ id }) => known.get(id) ?? [])
}

const outcomeOf = (text: string): DeliveryOutcome => deliveryOutcomes.find((each) => each === text) ?? 'unknown'
