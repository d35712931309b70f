/**
 * A rollback drill is rehearsed where nobody is hurt. The type has no production, so nothing that is built on it can
 * name one; what people write into the texts around it is looked at by `faultOfDrillText`.
 */
export const drillEnvironments = ['staging', 'development', 'sandbox'] as const
export type DrillEnvironment = (typeof drillEnvironments)[number]

export const scheduleStatuses = ['active', 'paused', 'retired'] as const
export type ScheduleStatus = (typeof scheduleStatuses)[number]

export type Window = { start_at: string; end_at: string; reason: string }

/** Without owners or providers it is meant for all of them. */
export type MaintenanceWindow = Window & { window_id: string; owners: readonly string[]; providers: readonly string[] }

type OwnerRoute = {
  providers: readonly string[]
  /** Within how many minutes of the notification somebody has to acknowledge it. */
  acknowledgement_minutes?: number | undefined
  /** Who is told when nobody does; the owner, where nobody else is named. */
  escalation_owner?: string | undefined
}

/** Who is told of a drill, how, and when not. */
export type RoutingPolicy = {
  owner_routes: Readonly<Record<string, OwnerRoute>>
  maintenance_windows: readonly MaintenanceWindow[]
  owner_calendars: Readonly<Record<string, { unavailable_windows: readonly Window[] }>>
}

export type Schedule = RoutingPolicy & {
  schedule_id: string
  title: string
  environment: DrillEnvironment
  status: ScheduleStatus
  interval_days: number
  /** From this many days before it is due, its owners are told. */
  due_soon_days: number
  next_due_at: string
  /** The rollback is to be through within this; a drill run is measured against it. */
  recovery_limit_seconds: number
  owners: readonly string[]
  notification_providers: readonly string[]
  runbook_ref: string
  /** What is ticked off in a drill run. */
  runbook_steps: readonly string[]
}

export const scheduleBounds = {
  intervalDays: { min: 1, max: 730 },
  dueSoonDays: { min: 0, max: 90 },
  minutes: { min: 1, max: 7 * 24 * 60 },
  recoverySeconds: { min: 1, max: 24 * 60 * 60 },
  owners: 50,
  providers: 20,
  windows: 100,
  steps: 50,
} as const

export const defaultMinutes = 60
export const defaultDueSoonDays = 7

/** How it stands with a schedule: the words of the wire. */
export const drillStatuses = ['ready', 'due_soon', 'needs_attention', 'not_requested'] as const
export type DrillStatus = (typeof drillStatuses)[number]

const dayMs = 24 * 60 * 60_000

export type Standing = {
  status: DrillStatus
  due_soon: boolean
  /** Past its day: the moment itself counts. */
  stale: boolean
  days_until_due: number
}

/** Who may be told of nothing asks for nothing: a schedule that is not active, or there is none. */
export function standingOf(
  schedule: Pick<Schedule, 'status' | 'next_due_at' | 'due_soon_days'>,
  now: number,
): Standing {
  const left = Date.parse(schedule.next_due_at) - now
  const stale = left <= 0
  const due_soon = !stale && left <= schedule.due_soon_days * dayMs
  const days_until_due = Math.floor(left / dayMs)
  if (schedule.status !== 'active') return { status: 'not_requested', due_soon: false, stale: false, days_until_due }
  return { status: stale ? 'needs_attention' : due_soon ? 'due_soon' : 'ready', due_soon, stale, days_until_due }
}

/** Of several schedules the one that is spoken of where only one can be: the active one that is due first. */
export const mostUrgent = <S extends Pick<Schedule, 'schedule_id' | 'status' | 'next_due_at'>>(
  schedules: readonly S[],
): S | undefined =>
  schedules
    .filter(({ status }) => status === 'active')
    .sort((a, b) => a.next_due_at.localeCompare(b.next_due_at) || a.schedule_id.localeCompare(b.schedule_id))[0]

/** After a drill was run to its end. */
export const dueAfter = ({ interval_days }: Pick<Schedule, 'interval_days'>, finishedAt: string): string =>
  new Date(Date.parse(finishedAt) + interval_days * dayMs).toISOString()
