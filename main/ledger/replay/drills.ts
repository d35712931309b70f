import { z } from 'zod'
import type { Json } from '../../../shared/domain/entry.ts'
import { replayDrillDeliveries } from './drill-deliveries.ts'
import { replayDrillPlans } from './drill-plans.ts'
import { replayDrillReports } from './drill-reports.ts'
import { replayDrillRuns } from './drill-runs.ts'
import { replayDrillSchedules } from './drill-schedules.ts'
import type { Bad, Replay } from './replay.ts'
import { openRowBook, type RowEvidence, Segments } from './row-book.ts'

const anything = z.custom<Json>((value) => value !== undefined)
const State = z.object({
  segments: Segments,
  schedules: anything,
  plans: anything,
  deliveries: anything,
  runs: anything,
})

/**
 * Everything about rollback drills is what its entries made of it, and no entry says what the rules do not allow. What
 * is over is carried over a prune as one hash of each kind of row, the rest in full.
 */
export function replayDrills(rows: () => AsyncIterable<RowEvidence>): Replay {
  const book = openRowBook()
  const schedules = replayDrillSchedules()
  const { scheduleOf } = schedules
  const deliveries = replayDrillDeliveries(book)
  const plans = replayDrillPlans(book, { scheduleOf, planned: deliveries.planned })
  const runs = replayDrillRuns(book, { scheduleOf, isRouteOf: plans.isRouteOf })
  const parts = [schedules, plans, deliveries, replayDrillReports(book), runs]
  let applied = 0
  let fault: Bad | undefined

  return {
    name: 'drills',
    resume(carried) {
      // What was pruned before there were drills carries none.
      const state = carried === undefined ? undefined : State.parse(carried)
      book.resume(state?.segments ?? [])
      schedules.resume(state?.schedules)
      plans.resume(state?.plans)
      deliveries.resume(state?.deliveries)
      runs.resume(state?.runs)
    },
    apply(entry) {
      applied = entry.seq
      if (!entry.action.startsWith('drill.')) return
      for (const part of parts) {
        const why = part.apply(entry)
        if (why !== undefined) fault ??= { seq: entry.seq, why }
      }
    },
    state: () => ({
      segments: book.segments(applied),
      schedules: schedules.carry(),
      plans: plans.carry(),
      deliveries: deliveries.carry(),
      runs: runs.carry(),
    }),
    async compare() {
      return fault ?? (await book.compare(rows(), new Map(parts.flatMap((part) => part.live()))))
    },
  }
}
