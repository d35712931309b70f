import type { EscalationDocument } from '../../../shared/domain/drill-report.ts'
import {
  ageMinutes,
  alertLevelOf,
  isBreached,
  type RouteState,
  recommendationFor,
} from '../../../shared/domain/drill-route.ts'
import { defaultMinutes, standingOf } from '../../../shared/domain/drill-schedule.ts'
import { ok, type Result } from '../../../shared/domain/result.ts'
import type { Services } from '../../services.ts'
import type { RouteRecord } from '../../store/drill-route-record.ts'
import { readSchedules } from '../../store/drill-schedules.ts'
import { newId } from '../../store/new-id.ts'
import type { Act } from '../transition.ts'
import { type EscalationView, escalationMetadata, viewEscalation } from './describe-reports.ts'
import type { MetadataView } from './metadata.ts'
import { recordReport } from './record-report.ts'
import { givenIn, routesForReport } from './routes-for-report.ts'
import { viewPerson } from './view-person.ts'

type Wanted = {
  policy?: { acknowledgement_minutes?: number | undefined } | undefined
  schedule_id?: string | undefined
  provider?: string | undefined
  owner?: string | undefined
}
type Planned = { plan: EscalationView; metadata: MetadataView }

/** What of the routes that are still open is late, and what to do about each. Nothing is escalated by it. */
export async function planEscalation(
  { origin }: Pick<Services, 'origin'>,
  act: Act,
  { policy, schedule_id, provider, owner }: Wanted = {},
): Promise<Result<Planned>> {
  const { tx, who } = act
  const now = Date.parse(tx.now)
  const schedules = await readSchedules(tx.db, tx.workspace)
  const isAbout = (id: string) => schedule_id === undefined || id === schedule_id
  const stale = schedules.some(({ schedule }) => isAbout(schedule.schedule_id) && standingOf(schedule, now).stale)
  const open: readonly RouteState[] = ['outstanding', 'acknowledged', 'escalated']
  const only = { schedule_id: list(schedule_id), provider: list(provider), owner: list(owner) }
  const records = await routesForReport(tx, { ...only, action: 'deliver', state: open })
  if (!records.ok) return records
  const minutes = policy?.acknowledgement_minutes
  const routes = records.value.map((record) => toldWithin(record, minutes))
  const document: EscalationDocument = {
    plan_id: `gordesc-${newId(now)}`,
    generated_at: tx.now,
    alert_level: alertLevelOf(routes, stale, now),
    acknowledgement_minutes: minutes ?? defaultMinutes,
    filters: givenIn({ schedule_id, provider, owner }),
    route_count: routes.length,
    outstanding_count: routes.filter(({ state }) => state === 'outstanding').length,
    breached_count: routes.filter((route) => isBreached(route, now)).length,
    routes: routes.map((route) => entryOf(route, now)),
  }
  const { plan_id, alert_level, route_count, outstanding_count, breached_count } = document
  const counts = { route_count, outstanding_count, breached_count }
  await recordReport(act, 'escalation', { report_id: plan_id, alert_level, counts, document })
  const plan = viewEscalation(document, await viewPerson(tx.db, tx.workspace, who))
  return ok({ plan, metadata: escalationMetadata(origin(tx.workspace), plan) })
}

const list = (value: string | undefined): string[] | undefined => (value === undefined ? undefined : [value])

type Told = Omit<RouteRecord, 'state'> & { state: RouteState }

/** An owner's own time stays theirs; a policy speaks for those who have none. */
const toldWithin = (record: RouteRecord, minutes: number | undefined): Told => ({
  ...record,
  state: record.state ?? 'outstanding',
  acknowledgement_minutes:
    record.slo_of === 'owner' ? record.acknowledgement_minutes : (minutes ?? record.acknowledgement_minutes),
})

function entryOf(route: Told, now: number): EscalationDocument['routes'][number] {
  const breached = isBreached(route, now)
  return {
    route_id: route.route_id,
    schedule_id: route.schedule_id,
    plan_id: route.plan_id,
    provider: route.provider,
    owner: route.owner,
    escalation_owner: route.escalation_owner,
    acknowledgement_state: route.state,
    acknowledged: route.state !== 'outstanding',
    age_minutes: ageMinutes(route, now),
    acknowledgement_minutes: route.acknowledgement_minutes,
    breached,
    recommended_action: recommendationFor(route.state, breached),
  }
}
