import type { Who } from '../../../shared/domain/action.ts'
import type { Deploy, GateEvent, Outcome } from '../../../shared/domain/gate.ts'
import { withoutAddresses } from '../../../shared/domain/without-addresses.ts'
import type { Services } from '../../services.ts'
import { appendLog } from '../../store/deploy-log.ts'
import { type Author, advanceHeld, by, type Held, keepHeld } from './advance-held.ts'
import { Halt, type HaltReason } from './halt.ts'
import { createRunLog } from './run-log.ts'

export type Pace = {
  /** For how long a process that says nothing is taken to live. */
  lease_ms: number
  /** How often it says so. */
  heartbeat_ms: number
  /** How long a rollback waits for the deploy that it stops. */
  stop_wait_ms: number
  /** How long a step that is under way may still take when the program ends. */
  grace_ms: number
}
export const usualPace: Pace = { lease_ms: 30_000, heartbeat_ms: 10_000, stop_wait_ms: 5_000, grace_ms: 10_000 }

type Ended = { detail: string | null; observed_sha?: string | null }

/** One deploy or rollback that goes on in this process. */
export type Run = Held & {
  pace: Pace
  /** As it stands by what was written last. */
  deploy: Deploy
  /** Whatever is under way stops at once. */
  halted: AbortSignal
  /** Comes with it, and before, when the program ends: looks and waits stop, a push may still come to its end. */
  leaving: AbortSignal
  say(line: string): void
  /** Durable when it returns. By whoever began it, unless somebody else is named. */
  advance(event: GateEvent | ((who: Who) => GateEvent), author?: Author): Promise<Deploy>
  end(outcome: Outcome, how: Ended, author?: Author): Promise<Deploy>
  /** Between two steps: throws where no further one may begin. */
  goOn(): void
  halt(reason: HaltReason): void
  leave(): void
  /** What it said is written; it does not say any more that it lives. */
  close(): Promise<void>
}

export function openRun(services: Services, workspace: string, deploy: Deploy, pace: Pace): Run {
  const { deploy_id } = deploy
  const held: Held = { services, workspace, deploy_id, lease_ms: pace.lease_ms }
  const [hard, soft] = [new AbortController(), new AbortController()]
  const log = createRunLog(async (lines) => {
    const write = services.store.write(workspace, (tx) => appendLog(tx, deploy_id, lines))
    await write.catch((error: unknown) => services.log.warn({ err: error, deploy_id }, 'lines of a deploy are lost'))
  })
  const beat = setInterval(() => {
    keepHeld(held).then(
      (ours) => ours || run.halt({ kind: 'lost', why: 'another process has it, or it is over' }),
      (error: unknown) => services.log.warn({ err: error, deploy_id }, 'a deploy could not be said to go on'),
    )
  }, pace.heartbeat_ms)
  const run: Run = {
    ...held,
    pace,
    deploy,
    halted: hard.signal,
    leaving: AbortSignal.any([hard.signal, soft.signal]),
    say: log.say,
    async advance(event, author = by(deploy.began_by)) {
      const make = typeof event === 'function' ? event : () => event
      run.deploy = await advanceHeld(held, log.take(), make, author)
      return run.deploy
    },
    end: (outcome, { detail: said, observed_sha = null }, author) => {
      const detail = said && withoutAddresses(said)
      const at = new Date(services.clock()).toISOString()
      return run.advance((who) => ({ kind: 'ended', ending: { outcome, at, by: who, detail, observed_sha } }), author)
    },
    goOn: () => run.leaving.throwIfAborted(),
    halt: (reason) => hard.abort(new Halt(reason)),
    leave: () => soft.abort(new Halt({ kind: 'closing' })),
    async close() {
      clearInterval(beat)
      await log.end()
    },
  }
  return run
}
