import { drillActions, scheduleIdOf } from '../../../shared/domain/drill-entries.ts'
import { type DrillRun, evolveRun, whyNot } from '../../../shared/domain/drill-run.ts'
import { commandNamed, readRunEvent, readRunStart } from '../../../shared/domain/drill-run-entries.ts'
import type { Schedule } from '../../../shared/domain/drill-schedule.ts'
import type { Entry, Json } from '../../../shared/domain/entry.ts'
import type { IsRouteOf } from './drill-plans.ts'
import { drillKinds, runText } from './drill-texts.ts'
import type { ReplayPart } from './replay-part.ts'
import type { Expected, RowBook } from './row-book.ts'

type Known = { first: number; last_seq: number; run: DrillRun }
type Around = { scheduleOf(id: string): Schedule | undefined; isRouteOf: IsRouteOf }

/** Every rehearsal is what its entries made of it, of one schedule never more than one at a time. */
export function replayDrillRuns(book: RowBook, { scheduleOf, isRouteOf }: Around): ReplayPart {
  let running = new Map<string, Known>()

  const keep = (known: Known) => {
    const { run_id, progress } = known.run
    if (progress.state === 'running') running.set(run_id, known)
    else {
      running.delete(run_id)
      book.settle(drillKinds.run, run_id, expectedOf(known))
    }
  }

  function applyStart(entry: Entry): string | undefined {
    const run = readRunStart(entry)
    if (run === undefined) return 'the entry does not say which drill was begun'
    const schedule = scheduleOf(run.schedule_id)
    if (schedule?.status !== 'active') return 'a drill was begun of a schedule that was not active'
    if (running.has(run.run_id) || book.isSettled(drillKinds.run, run.run_id)) return 'a drill was begun twice'
    for (const other of running.values())
      if (other.run.schedule_id === run.schedule_id) return 'a drill was begun while another of its schedule ran'
    const isOfSchedule =
      run.target.environment === schedule.environment &&
      run.recovery_limit_seconds === schedule.recovery_limit_seconds &&
      JSON.stringify(run.steps.map(({ text }) => text)) === JSON.stringify(schedule.runbook_steps)
    if (!isOfSchedule) return 'the drill is not the one of its schedule as it stood then'
    if (run.route_id !== null && !isRouteOf(run.schedule_id, run.route_id))
      return 'a drill was begun from a route that is of another schedule, or of none'
    keep({ first: entry.seq, last_seq: entry.seq, run })
    return undefined
  }

  function applyEvent(entry: Entry): string | undefined {
    const read = readRunEvent(entry)
    if (read === undefined) return 'the entry does not say what happened to the drill'
    const known = running.get(read.run_id)
    if (known === undefined || known.run.schedule_id !== scheduleIdOf(entry.subject))
      return 'something happened to a drill that was over, or was never begun'
    const why = whyNot(known.run, commandNamed(read.event))
    if (why !== undefined) return `the drill cannot have been ${read.event.kind}: ${why}`
    keep({ ...known, last_seq: entry.seq, run: evolveRun(known.run, read.event) })
    return undefined
  }

  return {
    resume(carried) {
      running = new Map((carried ?? []) as unknown as [string, Known][])
    },
    apply(entry) {
      if (!entry.action.startsWith('drill.run.')) return undefined
      return entry.action === drillActions.runStarted ? applyStart(entry) : applyEvent(entry)
    },
    carry: () => [...running] as unknown as Json,
    live: () => [[drillKinds.run, new Map([...running].map(([id, known]) => [id, expectedOf(known)]))]],
  }
}

const expectedOf = ({ first, last_seq, run }: Known): Expected => ({ first, place: 0, last_seq, text: runText(run) })
