import { startGateWork } from './gate-work.ts'
import type { Services } from './services.ts'
import { startTelemetryWork } from './telemetry-work.ts'
import { sweepActions } from './use-cases/actions/sweep-actions.ts'
import { type DoneFor, pruneDaily } from './use-cases/audit/prune-daily.ts'
import { deployOutbox } from './use-cases/deploys/notices/deliver-notices.ts'
import { drillOutbox } from './use-cases/drills/deliver-due.ts'
import { startScheduler } from './use-cases/drills/start-scheduler.ts'
import { forgetOldAnswers } from './use-cases/forget-answers.ts'
import { sweepSessions } from './use-cases/session/sweep-sessions.ts'
import { webSessionKit } from './use-cases/session/web-session-kit.ts'
import { startDeliverer } from './use-cases/webhooks/start-deliverer.ts'

/** Five seconds at most is what the product promises; this leaves room for a slow disk. */
const sweepEveryMs = 2_000

/** What happens without anybody asking, for as long as the services are open. */
export function startBackground(services: Services): void {
  const { log } = services
  let running: Promise<unknown> | undefined
  const sweep = () => {
    running ??= sweepActions(services)
      .catch((error: unknown) => log.warn({ err: error }, 'what is over could not be swept; it is tried again'))
      .finally(() => {
        running = undefined
      })
  }
  const timer = setInterval(sweep, sweepEveryMs)
  const sessions = webSessionKit(services)
  const pruned: DoneFor = new Map()
  let forgetting: Promise<unknown> | undefined
  const forget = () => {
    const old = [forgetOldAnswers(services), pruneDaily(services, pruned), sessions && sweepSessions(sessions)]
    forgetting = Promise.all(old).catch((error: unknown) =>
      log.warn({ err: error }, 'what is over could not be forgotten; it is tried again'),
    )
  }
  // A console that is closed before the hour is over does it too.
  forget()
  const hourly = setInterval(forget, 60 * 60_000)
  services.onClose(startGateWork(services).stop)
  services.onClose(startDeliverer(services).stop)
  services.onClose(startScheduler(services).stop)
  services.onClose(startTelemetryWork(services).stop)
  services.onClose(startDeliverer(services, drillOutbox).stop)
  services.onClose(startDeliverer(services, deployOutbox).stop)
  services.onClose(async () => {
    clearInterval(timer)
    clearInterval(hourly)
    await Promise.all([running, forgetting])
  })
}
