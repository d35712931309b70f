import type { z } from '@hono/zod-openapi'
import type { Route as RouteShape } from '../../../shared/contract/drills.ts'
import { allowedOnRoute } from '../../../shared/domain/drill-guards.ts'
import { isBreached } from '../../../shared/domain/drill-route.ts'
import type { Services } from '../../services.ts'
import { readAcknowledgements } from '../../store/drill-acknowledgements.ts'
import { readOutcomes } from '../../store/drill-outcomes.ts'
import type { RouteRecord } from '../../store/drill-route-record.ts'
import { readSchedules } from '../../store/drill-schedules.ts'
import type { ReadDb } from '../../store/schema.ts'
import type { Caller } from '../caller.ts'
import { viewAcknowledgements } from './view-acknowledgements.ts'
import { whyKeptOff } from './why-kept-off.ts'

export type RouteView = z.output<typeof RouteShape>
type Asker = Pick<Caller, 'workspace' | 'permissions' | 'actor'>

/** Routes as this caller sees them: how their delivery went, who answered last, and what the caller may do now. */
export async function viewRoutes(
  services: Pick<Services, 'store' | 'drillPolicy'>,
  caller: Asker,
  records: readonly RouteRecord[],
  now: number,
): Promise<RouteView[]> {
  const { read: db } = services.store
  const { workspace, permissions } = caller
  const schedules = await readSchedules(db, workspace)
  const byId = new Map(schedules.map(({ schedule }) => [schedule.schedule_id, schedule]))
  const outcomeOf = await readOutcomes(
    db,
    workspace,
    records.map(({ plan_id }) => plan_id),
  )
  const latest = await latestAnswers(db, workspace, records)
  const keptOff = await whyKeptOff(services, db, caller)
  return records.map(({ n, state, answered_at, acknowledgement_id, ...route }) => {
    const schedule = byId.get(route.schedule_id)
    return {
      ...route,
      schedule_title: schedule?.title ?? route.schedule_id,
      acknowledgement_state: state,
      breached: isLate({ ...route, state }, now),
      missed: wasMissed({ ...route, state, answered_at }, now),
      delivery: route.action === 'deliver' ? outcomeOf(route.plan_id, route.provider) : null,
      acknowledgement: (acknowledgement_id !== null && latest.get(acknowledgement_id)) || null,
      commands: allowedOnRoute({ ...route, state }, schedule ?? { status: 'retired' }, permissions, keptOff),
    }
  })
}

async function latestAnswers(db: ReadDb, workspace: string, records: readonly RouteRecord[]) {
  const ids = new Set(records.flatMap(({ acknowledgement_id }) => acknowledgement_id ?? []))
  const found = await readAcknowledgements(db, workspace, [...ids])
  const views = await viewAcknowledgements(db, workspace, found)
  return new Map(views.map((view) => [view.acknowledgement_id, view]))
}

/** What a later plan took over is that plan's to be late with. */
export const isLate = (
  route: Pick<RouteRecord, 'action' | 'state' | 'superseded_by' | 'created_at' | 'acknowledgement_minutes'>,
  now: number,
): boolean => route.superseded_by === null && route.state !== null && isBreached({ ...route, state: route.state }, now)

const wasMissed = (
  { action, answered_at, slo_ends_at }: Pick<RouteRecord, 'action' | 'state' | 'answered_at' | 'slo_ends_at'>,
  now: number,
): boolean => action === 'deliver' && Date.parse(slo_ends_at) <= (answered_at === null ? now : Date.parse(answered_at))
