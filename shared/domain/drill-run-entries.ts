import { z } from 'zod'
import { drillActions, drillSubject, scheduleIdOf } from './drill-entries.ts'
import type { DrillRun, RunEvent } from './drill-run.ts'
import { drillEnvironments } from './drill-schedule.ts'
import type { Entry, Json } from './entry.ts'

/** How a rehearsal is written into the ledger, and read from it again. Who and when are the entry's own. */
type Written = { action: string; subject: string; data: Json }

export const writeRunStart = (run: DrillRun): Written => ({
  action: drillActions.runStarted,
  subject: drillSubject(run.schedule_id),
  data: {
    run_id: run.run_id,
    route_id: run.route_id,
    target: { ...run.target },
    recovery_limit_seconds: run.recovery_limit_seconds,
    steps: run.steps.map(({ text }) => text),
  },
})

const nameOf = {
  ticked: drillActions.runTicked,
  unticked: drillActions.runUnticked,
  recovered: drillActions.runRecovered,
  finished: drillActions.runFinished,
  abandoned: drillActions.runAbandoned,
} as const satisfies Record<RunEvent['kind'], string>

export const writeRunEvent = ({ run_id, schedule_id }: DrillRun, event: RunEvent): Written => ({
  action: nameOf[event.kind],
  subject: drillSubject(schedule_id),
  data: { run_id, ...dataOf(event) },
})

function dataOf(event: RunEvent): { [name: string]: Json } {
  switch (event.kind) {
    case 'ticked':
    case 'unticked':
      return { step: event.step }
    case 'recovered':
      return {}
    case 'finished':
    case 'abandoned':
      return { notes: event.notes }
    default:
      return event satisfies never
  }
}

const id = z.string().min(1)
const Started = z.object({
  run_id: id,
  route_id: z.string().nullable(),
  target: z.object({ environment: z.enum(drillEnvironments), surface: z.string() }),
  recovery_limit_seconds: z.number(),
  steps: z.array(z.string()),
})
const Stepped = z.object({ run_id: id, step: z.int() })
const Recovered = z.object({ run_id: id })
const Finished = z.object({ run_id: id, notes: z.string().nullable() })
const Abandoned = z.object({ run_id: id, notes: z.string() })

/** Nothing, where an entry is not of the form that this program writes. */
export function readRunStart({ action, subject, at, actor_id, actor_digest, data }: Entry): DrillRun | undefined {
  const started = action === drillActions.runStarted ? Started.safeParse(data).data : undefined
  return (
    started && {
      ...started,
      schedule_id: scheduleIdOf(subject),
      began_at: at,
      began_by: { id: actor_id, digest: actor_digest },
      steps: started.steps.map((text) => ({ text, ticked: null })),
      progress: { state: 'running', recovered_at: null },
    }
  )
}

export type ReadRunEvent = { run_id: string; event: RunEvent }

export function readRunEvent({ action, at, actor_id, actor_digest, data }: Entry): ReadRunEvent | undefined {
  const by = { id: actor_id, digest: actor_digest }
  switch (action) {
    case nameOf.ticked:
    case nameOf.unticked: {
      const read = Stepped.safeParse(data).data
      const kind = action === nameOf.ticked ? 'ticked' : 'unticked'
      return read && { run_id: read.run_id, event: { kind, step: read.step, by, at } }
    }
    case nameOf.recovered: {
      const read = Recovered.safeParse(data).data
      return read && { run_id: read.run_id, event: { kind: 'recovered', by, at } }
    }
    case nameOf.finished: {
      const read = Finished.safeParse(data).data
      return read && { run_id: read.run_id, event: { kind: 'finished', by, at, notes: read.notes } }
    }
    case nameOf.abandoned: {
      const read = Abandoned.safeParse(data).data
      return read && { run_id: read.run_id, event: { kind: 'abandoned', by, at, notes: read.notes } }
    }
    default:
      return undefined
  }
}

const commandOf = {
  ticked: 'tick',
  unticked: 'untick',
  recovered: 'recover',
  finished: 'finish',
  abandoned: 'abandon',
} as const satisfies Record<RunEvent['kind'], string>

/** The command that leads to an event, so that the guard that decided can be asked again about an entry. */
export const commandNamed = (event: RunEvent) => ({
  name: commandOf[event.kind],
  ...('step' in event ? { step: event.step } : {}),
})
