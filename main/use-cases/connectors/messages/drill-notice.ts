import type { Plan } from '../../../../shared/domain/drill-plan.ts'
import { type AlertLevel, sloEndsAt } from '../../../../shared/domain/drill-route.ts'
import type { Schedule } from '../../../../shared/domain/drill-schedule.ts'

/** Of whom an owner is told: nobody's name, address or note, and no address of ours. */
type Told = { owner: string; escalation_owner: string; acknowledgement_minutes: number; answer_by: string }

/** What a provider is told of a plan, in no provider's own form. */
export type DrillNotice = {
  /** The same however often it is sent, so that a receiver can drop what it has. */
  id: string
  /** When it was planned. */
  at: string
  plan_id: string
  schedule_id: string
  title: string
  environment: string
  provider: string
  alert_level: AlertLevel
  next_due_at: string
  owners: readonly Told[]
  isTest: boolean
}

type Planned = { id: string; at: string; plan: Plan; schedule: Pick<Schedule, 'title' | 'environment'> | undefined }

export function drillNotice({ id, at, plan, schedule }: Planned, provider: string): DrillNotice {
  const told = plan.route_decisions.filter((route) => route.action === 'deliver' && route.provider === provider)
  return {
    id,
    at,
    plan_id: plan.plan_id,
    schedule_id: plan.schedule_id,
    title: schedule?.title ?? plan.schedule_id,
    environment: schedule?.environment ?? '',
    provider,
    alert_level: plan.stale ? 'critical' : plan.status === 'due_soon' ? 'warning' : 'healthy',
    next_due_at: plan.next_due_at,
    owners: told.map(({ owner, escalation_owner, acknowledgement_minutes }) => ({
      owner,
      escalation_owner,
      acknowledgement_minutes,
      answer_by: sloEndsAt({ created_at: at, acknowledgement_minutes }),
    })),
    isTest: false,
  }
}

/** Says of itself that there is nothing to do. */
export const testNotice = (id: string, at: string, provider: string): DrillNotice => ({
  id,
  at,
  plan_id: `test-${id}`,
  schedule_id: 'test',
  title: 'Test of the connector',
  environment: 'test',
  provider,
  alert_level: 'healthy',
  next_due_at: at,
  owners: [],
  isTest: true,
})

/** In one line. */
export function headlineOf({ isTest, alert_level, title, environment, provider }: DrillNotice): string {
  if (isTest) return `Test from Countersign: notifications reach “${provider}”. There is nothing to do.`
  const what = alert_level === 'critical' ? 'Rollback drill overdue' : 'Rollback drill due soon'
  return `${what}: ${title} (${environment})`
}

/** Beyond so many, messages of chats are too long to be taken. */
const mostOwners = 20

export function ownerLines({ owners }: DrillNotice): string[] {
  const lines = owners
    .slice(0, mostOwners)
    .map(
      ({ owner, escalation_owner, answer_by }) =>
        `${owner}: acknowledge by ${momentText(answer_by)}${escalation_owner === owner ? '' : `, else ${escalation_owner}`}`,
    )
  return owners.length > mostOwners ? [...lines, `and ${owners.length - mostOwners} more`] : lines
}

/** Opens the plan's routes on any machine that has Countersign. It holds no host. */
export const noticeLink = ({ plan_id, isTest }: DrillNotice): string =>
  isTest ? 'countersign://drills' : `countersign://drills?q=${plan_id}`

export const momentText = (at: string): string => `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`
