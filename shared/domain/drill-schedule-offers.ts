import { whyNotPermitted, whyNotStartDrill } from './drill-guards.ts'
import type { ScheduleStatus } from './drill-schedule.ts'
import type { Permission } from './permission.ts'
import type { Refusal } from './result.ts'

export const scheduleCommands = ['deliver', 'start_drill', 'edit', 'pause', 'resume', 'retire'] as const
type ScheduleCommand = (typeof scheduleCommands)[number]
type ScheduleOffer = { name: ScheduleCommand; enabled: boolean; reason?: string }

type Of = { status: ScheduleStatus }

/**
 * For every command: can it be given now, by somebody with these permissions, and if not, why not. `keptOff` is what
 * `whyNotUnverified` says of whoever asks: a new plan takes over what others wait for an answer to.
 */
export const allowedOnSchedule = (
  schedule: Of,
  permissions: ReadonlySet<Permission>,
  keptOff?: Refusal | undefined,
): ScheduleOffer[] =>
  scheduleCommands.map((name) => {
    const reason =
      whyNotPermitted('drills.run', permissions)?.detail ??
      (name === 'deliver' ? keptOff?.detail : undefined) ??
      (name === 'start_drill' ? whyNotStartDrill(schedule, permissions)?.detail : whyNotNow(schedule, name))
    return reason === undefined ? { name, enabled: true } : { name, enabled: false, reason }
  })

/** A plan for one that is not active tells nobody, and setting a status that is there already changes nothing. */
function whyNotNow({ status }: Of, name: Exclude<ScheduleCommand, 'start_drill'>): string | undefined {
  switch (name) {
    case 'deliver':
      return status === 'active' ? undefined : `The schedule is ${status}: nobody is told of it.`
    case 'edit':
      return undefined
    case 'pause':
      return status === 'active' ? undefined : `The schedule is ${status}: nobody is told of it as it is.`
    case 'resume':
      return status === 'active' ? 'The schedule is active already.' : undefined
    case 'retire':
      return status === 'retired' ? 'The schedule is retired already.' : undefined
    default:
      return name satisfies never
  }
}
