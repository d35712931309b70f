import type { Who } from '../../../shared/domain/action.ts'
import { drillActions, readSchedule } from '../../../shared/domain/drill-entries.ts'
import type { Schedule } from '../../../shared/domain/drill-schedule.ts'
import type { Json } from '../../../shared/domain/entry.ts'
import { drillKinds, scheduleText } from './drill-texts.ts'
import type { ReplayPart } from './replay-part.ts'

type Known = { schedule: Schedule; changed_at: string; by: Who; last_seq: number }

/** Every schedule is as the last entry about it has set it. */
export function replayDrillSchedules(): ReplayPart & { scheduleOf(id: string): Schedule | undefined } {
  let known = new Map<string, Known>()
  return {
    scheduleOf: (id) => known.get(id)?.schedule,
    resume(carried) {
      known = new Map((carried ?? []) as unknown as [string, Known][])
    },
    apply(entry) {
      if (entry.action !== drillActions.scheduleSet) return undefined
      const schedule = readSchedule(entry)
      if (schedule === undefined) return 'the entry does not say how the schedule was set'
      const { seq, at, actor_id, actor_digest } = entry
      const by = { id: actor_id, digest: actor_digest }
      known.set(schedule.schedule_id, { schedule, changed_at: at, by, last_seq: seq })
      return undefined
    },
    carry: () => [...known] as unknown as Json,
    live: () => [
      [
        drillKinds.schedule,
        new Map(
          // Schedules stand in no order of their own.
          [...known].map(([id, { schedule, changed_at, by, last_seq }]) => [
            id,
            { first: 0, place: 0, last_seq, text: scheduleText(schedule, changed_at, by) },
          ]),
        ),
      ],
    ],
  }
}
