import { type RawBuilder, sql } from 'kysely'
import type { AcknowledgementState, AlertLevel } from '../../shared/domain/drill-route.ts'
import type { ReadDb } from './schema.ts'

/** What is in the history: each was an entry of the ledger, and stands where that does. */
export const historyKinds = ['plan', 'delivery', 'acknowledgement', 'escalation', 'audit'] as const
export type HistoryKind = (typeof historyKinds)[number]
export type HistoryPlace = { seq: number; kind: HistoryKind; id: string }

export type HistoryFilter = {
  kinds?: readonly HistoryKind[] | undefined
  schedule_id?: string | undefined
  provider?: string | undefined
  plan_id?: string | undefined
  audit_id?: string | undefined
  acknowledgement_state?: AcknowledgementState | undefined
  alert_level?: AlertLevel | undefined
  delivered?: boolean | undefined
}

/** Newest first. Each part comes in the order of its own index, so no more is looked at than the page needs. */
export async function readHistory(
  db: ReadDb,
  workspace: string,
  filter: HistoryFilter,
  { limit, offset }: { limit: number; offset: number },
): Promise<HistoryPlace[]> {
  const parts = partsOf(workspace, filter)
  if (parts.length === 0) return []
  const { rows } = await sql<HistoryPlace>`
    ${sql.join(
      parts.map(
        ({ kind, id, table, where }) =>
          sql`select seq, ${sql.lit(kind)} as kind, ${sql.ref(id)} as id from ${sql.table(table)} where ${where}`,
      ),
      sql` union all `,
    )}
    order by seq desc limit ${limit} offset ${offset}`.execute(db as never)
  return rows
}

export async function countHistory(db: ReadDb, workspace: string, filter: HistoryFilter): Promise<number> {
  let total = 0
  for (const { table, where } of partsOf(workspace, filter)) {
    const { rows } = await sql<{
      count: number
    }>`select count(*) as count from ${sql.table(table)} where ${where}`.execute(db as never)
    total += Number(rows[0]?.count ?? 0)
  }
  return total
}

type Condition = RawBuilder<unknown>
type Part = { kind: HistoryKind; table: string; id: string; where: Condition }
/** Null where nothing of the kind can match. */
type Conditions = (Condition | null)[]

function partsOf(workspace: string, filter: HistoryFilter): Part[] {
  const { kinds = historyKinds } = filter
  const own: Record<HistoryKind, Omit<Part, 'kind' | 'where'> & { conditions: Conditions }> = {
    plan: { table: 'drill_plan', id: 'plan_id', conditions: ofPlans(filter) },
    delivery: { table: 'drill_delivery', id: 'delivery_id', conditions: ofDeliveries(filter) },
    acknowledgement: {
      table: 'drill_acknowledgement',
      id: 'acknowledgement_id',
      conditions: ofAcknowledgements(filter),
    },
    escalation: { table: 'drill_report', id: 'report_id', conditions: ofReports('escalation', filter) },
    audit: { table: 'drill_report', id: 'report_id', conditions: ofReports('audit', filter) },
  }
  return kinds.flatMap((kind) => {
    const { table, id, conditions } = own[kind]
    const given = conditions.filter((condition) => condition !== null)
    if (given.length < conditions.length) return []
    return [{ kind, table, id, where: sql.join([sql`workspace = ${workspace}`, ...given], sql` and `) }]
  })
}

const never = (isAsked: boolean): Conditions => (isAsked ? [null] : [])
const equal = (column: string, value: string | undefined): Conditions =>
  value === undefined ? [] : [sql`${sql.ref(column)} = ${value}`]

function ofPlans({ schedule_id, provider, plan_id, alert_level, ...others }: HistoryFilter): Conditions {
  const told = sql`exists (select 1 from drill_route as route where route.workspace = drill_plan.workspace
    and route.plan_id = drill_plan.plan_id and route.provider = ${provider})`
  return [
    ...never(others.audit_id !== undefined || others.acknowledgement_state !== undefined),
    ...never(others.delivered !== undefined),
    ...equal('schedule_id', schedule_id),
    ...equal('plan_id', plan_id),
    ...(provider === undefined ? [] : [told]),
    ...(alert_level === undefined ? [] : [alertOf[alert_level]]),
  ]
}

/** The documents are canonical JSON: only their own members are written so. Within a text the quotes are escaped. */
const stale = sql`document like '%"stale":true%'`
const dueSoon = sql`document like '%"status":"due_soon"%'`
const alertOf: Record<AlertLevel, Condition> = {
  critical: stale,
  warning: sql`not (${stale}) and ${dueSoon}`,
  healthy: sql`not (${stale}) and not (${dueSoon})`,
}

const ofDeliveries = ({ schedule_id, provider, plan_id, delivered, ...others }: HistoryFilter): Conditions => [
  ...never(others.audit_id !== undefined || others.acknowledgement_state !== undefined),
  ...never(others.alert_level !== undefined),
  // What is still on its way is not history yet.
  sql`seq is not null`,
  ...equal('schedule_id', schedule_id),
  ...equal('plan_id', plan_id),
  ...equal('provider', provider),
  ...(delivered === undefined ? [] : [delivered ? sql`outcome = 'delivered'` : sql`outcome <> 'delivered'`]),
]

const ofAcknowledgements = ({
  schedule_id,
  provider,
  plan_id,
  acknowledgement_state,
  ...others
}: HistoryFilter): Conditions => [
  ...never(others.audit_id !== undefined || others.alert_level !== undefined || others.delivered !== undefined),
  ...equal('schedule_id', schedule_id),
  ...equal('plan_id', plan_id),
  ...equal('provider', provider),
  ...equal('state', acknowledgement_state),
]

/** They are about many schedules and providers, so what asks for one does not find them. */
const ofReports = (
  kind: 'escalation' | 'audit',
  { schedule_id, provider, plan_id, audit_id, alert_level, ...others }: HistoryFilter,
): Conditions => [
  ...never(schedule_id !== undefined || provider !== undefined),
  ...never(others.acknowledgement_state !== undefined || others.delivered !== undefined),
  ...never(kind === 'escalation' ? audit_id !== undefined : plan_id !== undefined),
  ...equal('kind', kind),
  ...equal('report_id', kind === 'escalation' ? plan_id : audit_id),
  ...equal('alert_level', alert_level),
]
