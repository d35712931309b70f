import type { Services } from '../../services.ts'
import { ingestSpans } from '../../use-cases/telemetry/ingest-spans.ts'
import { pausedAgent } from '../pause-story.ts'
import { agentIds, agents } from './agents.ts'
import { oddAt, runsPerHour } from './fleet-story.ts'
import { makeRun } from './make-run.ts'
import { type Random, randomFrom } from './random.ts'

const everyMs = 15_000
/** The story’s spells that are not over last on. */
const justNow = 0.01

/** Goes on as it was until now, so that the last quarter of an hour is never empty, for as long as the services are open. */
export function keepFleetAlive(services: Services): void {
  const { log, workspace, clock } = services
  const random = randomFrom(clock() % 4_294_967_296)
  let running: Promise<unknown> = Promise.resolve()
  const timer = setInterval(() => {
    running = ingestSpans(services, workspace, newRuns(clock(), random)).catch((error: unknown) =>
      log.warn({ err: error }, 'the sample’s fleet could not go on; it is tried again'),
    )
  }, everyMs)
  services.onClose(async () => {
    clearInterval(timer)
    await running
  })
}

/** Of runs that ended in the last quarter of a minute; of one at least. */
export function newRuns(now: number, random: Random) {
  const awake = agentIds.filter((id) => agents[id].name !== pausedAgent)
  const due = awake.filter((id) => random.chance((runsPerHour(id, justNow) * everyMs) / 3_600_000))
  return (due.length > 0 ? due : [random.pick(['support', 'sales', 'checkout'])]).flatMap((id) => {
    const run = makeRun(agents[id], 0, random, oddAt(id, justNow)?.odd)
    const lasted = run[0]?.duration_us ?? 0
    const begun = Math.round((now - random.between(0, everyMs)) * 1_000) - lasted
    return run.map((span) => ({ ...span, start_us: span.start_us + begun }))
  })
}
