import type { Services } from './services.ts'
import { detectAnomalies } from './use-cases/fleet/detect-anomalies.ts'
import { endSilentAlerts } from './use-cases/fleet/end-silent-alerts.ts'
import { judgeTraces } from './use-cases/fleet/judge-traces.ts'
import { pruneTelemetry } from './use-cases/fleet/prune-telemetry.ts'

const every = { judge: 3_000, detect: 60_000, end: 10 * 60_000, prune: 60 * 60_000 } as const

/** What happens to telemetry without anybody asking: it is judged, compared with the day before, and let go. */
export function startTelemetryWork(services: Services): { stop(): Promise<void> } {
  const works = [
    repeated(services, every.judge, judgeTraces, 'traces could not be judged; it is tried again'),
    repeated(services, every.detect, detectAnomalies, 'agents could not be compared; it is tried again'),
    repeated(services, every.end, endSilentAlerts, 'silent alerts could not be ended; it is tried again'),
    repeated(services, every.prune, pruneTelemetry, 'old telemetry could not be let go; it is tried again'),
  ]
  return {
    async stop() {
      await Promise.all(works.map((work) => work.stop()))
    },
  }
}

/** At once, and then again and again; never twice at a time. */
function repeated(
  services: Services,
  everyMs: number,
  work: (services: Services) => Promise<void>,
  trouble: string,
): { stop(): Promise<void> } {
  let running: Promise<void> | undefined
  const look = () => {
    running ??= work(services)
      .catch((error: unknown) => services.log.warn({ err: error }, trouble))
      .finally(() => {
        running = undefined
      })
  }
  const timer = setInterval(look, everyMs)
  look()
  return {
    async stop() {
      clearInterval(timer)
      await running
    },
  }
}
