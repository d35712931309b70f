import type { Who } from './action.ts'
import type { DrillEnvironment } from './drill-schedule.ts'
import { ok, type Result, refuse } from './result.ts'

/** Where the rollback is rehearsed. Its type has no production in it, and nothing here holds a credential. */
export type DrillTarget = { environment: DrillEnvironment; surface: string }

type Step = { text: string; ticked: { by: Who; at: string } | null }

export type RunProgress =
  | { state: 'running'; recovered_at: string | null }
  | { state: 'finished'; recovered_at: string; finished_at: string; finished_by: Who; notes: string | null }
  | { state: 'abandoned'; recovered_at: string | null; abandoned_at: string; abandoned_by: Who; notes: string }

/** A rehearsal from its beginning: what was done by whom, and how long it took until the rollback was through. */
export type DrillRun = {
  run_id: string
  schedule_id: string
  /** The route that it was begun from, if any. */
  route_id: string | null
  target: DrillTarget
  began_at: string
  began_by: Who
  recovery_limit_seconds: number
  steps: readonly Step[]
  progress: RunProgress
}

export type RunEvent =
  | { kind: 'ticked'; step: number; by: Who; at: string }
  | { kind: 'unticked'; step: number; by: Who; at: string }
  | { kind: 'recovered'; by: Who; at: string }
  | { kind: 'finished'; by: Who; at: string; notes: string | null }
  | { kind: 'abandoned'; by: Who; at: string; notes: string }

export const runCommands = ['tick', 'untick', 'recover', 'finish', 'abandon'] as const
export type RunCommand =
  | { name: 'tick' | 'untick'; step: number }
  | { name: 'recover' }
  | { name: 'finish'; notes?: string | undefined }
  | { name: 'abandon'; notes: string }

/** Measured by the clock of the server: from its beginning until somebody said that the rollback is through. */
export function recoverySeconds({ began_at, progress }: DrillRun): number | null {
  const { recovered_at } = progress
  return recovered_at === null
    ? null
    : Math.max(0, Math.round((Date.parse(recovered_at) - Date.parse(began_at)) / 1000))
}

export const isWithinLimit = (run: DrillRun): boolean | null => {
  const seconds = recoverySeconds(run)
  return seconds === null ? null : seconds <= run.recovery_limit_seconds
}

export function decideOnRun(
  run: DrillRun,
  command: RunCommand,
  { who, now }: { who: Who; now: string },
): Result<RunEvent> {
  const refusal = whyNot(run, command)
  if (refusal) return refuse('invalid_transition', refusal, { status: run.progress.state })
  switch (command.name) {
    case 'tick':
    case 'untick':
      return ok({ kind: command.name === 'tick' ? 'ticked' : 'unticked', step: command.step, by: who, at: now })
    case 'recover':
      return ok({ kind: 'recovered', by: who, at: now })
    case 'finish':
      return ok({ kind: 'finished', by: who, at: now, notes: command.notes?.trim() ? command.notes : null })
    case 'abandon':
      return ok({ kind: 'abandoned', by: who, at: now, notes: command.notes })
    default:
      return command satisfies never
  }
}

/** The same sentence for the button that sleeps and for the request that is refused. */
export function whyNot(run: DrillRun, command: Pick<RunCommand, 'name'> & { step?: number }): string | undefined {
  const { progress, steps } = run
  if (progress.state !== 'running') return `The drill is ${progress.state}: its record stays as it was then.`
  switch (command.name) {
    case 'tick':
    case 'untick': {
      const isTick = command.name === 'tick'
      if (command.step === undefined) {
        if (steps.some(({ ticked }) => (ticked === null) === isTick)) return undefined
        return isTick ? 'Every step is ticked.' : 'No step is ticked.'
      }
      const step = steps[command.step]
      if (step === undefined) return 'The runbook has no such step.'
      if ((step.ticked !== null) !== isTick) return undefined
      return isTick ? 'The step is ticked already.' : 'The step is not ticked.'
    }
    case 'recover':
      return progress.recovered_at === null ? undefined : 'The rollback is through already.'
    case 'finish':
      if (progress.recovered_at === null) return 'Say first that the rollback is through: that is what is measured.'
      return steps.every(({ ticked }) => ticked !== null) ? undefined : 'Steps of the runbook are not ticked yet.'
    case 'abandon':
      return undefined
    default:
      return command.name satisfies never
  }
}

export function evolveRun(run: DrillRun, event: RunEvent): DrillRun {
  const { progress } = run
  switch (event.kind) {
    case 'ticked':
    case 'unticked': {
      const ticked = event.kind === 'ticked' ? { by: event.by, at: event.at } : null
      return { ...run, steps: run.steps.map((step, place) => (place === event.step ? { ...step, ticked } : step)) }
    }
    case 'recovered':
      return { ...run, progress: { state: 'running', recovered_at: event.at } }
    case 'finished': {
      const { by: finished_by, at: finished_at, notes } = event
      const recovered_at = progress.recovered_at ?? finished_at
      return { ...run, progress: { state: 'finished', recovered_at, finished_at, finished_by, notes } }
    }
    case 'abandoned': {
      const { by: abandoned_by, at: abandoned_at, notes } = event
      return {
        ...run,
        progress: { state: 'abandoned', recovered_at: progress.recovered_at, abandoned_at, abandoned_by, notes },
      }
    }
    default:
      return event satisfies never
  }
}
