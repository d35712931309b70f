import { detect, type Finding, type Measured, wordsOf } from '../../../shared/domain/detect.ts'
import type { Detector } from '../../../shared/domain/fleet-settings.ts'
import type { Services } from '../../services.ts'
import { type AlertRecord, readFiringOf } from '../../store/alert-events.ts'
import { type Lately, sumTraces, sumTracesByAgent } from '../../store/fleet-lately.ts'
import { readFleetSettings } from '../../store/fleet-settings.ts'
import { type AlertRow, putAlerts } from '../../store/ingest/put-alerts.ts'
import { within } from '../../store/within.ts'
import { listWorkspaces } from '../../store/workspaces.ts'
import { usdOf } from './views.ts'

const minuteMs = 60_000
const dayMinutes = 24 * 60

type Watches = Pick<Services, 'store' | 'clock' | 'stopping' | 'log'>
type Found = { agent: string; finding: Finding }

/** Compares every agent's last minutes with its day before, in every workspace. Any number of processes may do this. */
export async function detectAnomalies(services: Watches): Promise<void> {
  const { store, stopping, log } = services
  for (const workspace of await listWorkspaces(store.read)) {
    if (stopping.aborted) return
    try {
      await within(workspace, () => detectIn(services, workspace))
    } catch (error) {
      log.warn({ err: error, workspace }, 'agents could not be compared with the day before; it is tried again')
    }
  }
}

async function detectIn({ store, clock }: Watches, workspace: string): Promise<void> {
  const now = clock()
  const { detector } = await readFleetSettings(store.read, workspace)
  const from = now - detector.window_minutes * minuteMs
  const recent = detector.enabled
    ? await sumTracesByAgent(store.read, workspace, { from_us: from * 1000, to_us: now * 1000 })
    : new Map<string, Lately>()
  const firing = await readFiringOf(store.read, workspace, 'detector')
  const burning = new Set(firing.map(({ agent }) => agent))
  const found: Found[] = []
  for (const agent of new Set([...recent.keys(), ...[...burning].filter((name) => name !== null)])) {
    const lately = measuredOf(recent.get(agent), detector.window_minutes)
    if (!burning.has(agent) && !isWorthALook(detector, lately)) continue
    const before = { from_us: (from - dayMinutes * minuteMs) * 1000, to_us: from * 1000, agent }
    const usual = measuredOf(await sumTraces(store.read, workspace, before), dayMinutes)
    for (const finding of detect(detector, lately, usual)) found.push({ agent, finding })
  }
  const changes = changesOf(found, firing, detector, now)
  if (changes.length === 0) return
  await store.write(workspace, async (tx) => {
    // Others may have found the same since: one alert, whoever finds it.
    const current = await readFiringOf(tx.db, workspace, 'detector')
    await putAlerts(tx, store.engine, changesOf(found, current, detector, now))
  })
}

function measuredOf(lately: Lately | undefined, minutes: number): Measured {
  if (lately === undefined || lately.runs === 0) return { runs: 0, minutes, error_rate: 0, p95_ms: 0, cost_usd: 0 }
  const { runs, errors, p95_us, cost_nano } = lately
  return { runs, minutes, error_rate: errors / runs, p95_ms: (p95_us ?? 0) / 1000, cost_usd: usdOf(cost_nano) }
}

/** What lies below every floor is unusual in nothing, whatever the day before was like. */
const isWorthALook = (detector: Detector, { runs, ...values }: Measured): boolean =>
  runs >= detector.least_runs &&
  (values.error_rate > detector.error_rate.floor ||
    values.p95_ms > detector.p95_ms.floor ||
    values.cost_usd > detector.cost_usd.floor)

/** Alerts that begin, that say something else than before, and that are over. */
function changesOf(
  found: readonly Found[],
  firing: readonly AlertRecord[],
  { window_minutes }: Detector,
  now: number,
): AlertRow[] {
  const known = new Map(firing.map((alert) => [alert.fingerprint, alert]))
  return found.flatMap(({ agent, finding }): AlertRow[] => {
    const { metric, value, usual, limit, state } = finding
    const fingerprint = `detector:${metric}:${agent}`
    const before = known.get(fingerprint)
    if (state === 'unclear' || (state === 'over' && before === undefined)) return []
    if (before && state === 'over')
      return [{ ...asBefore(before), status: 'resolved', ends_ms: Math.max(now, before.starts_ms) }]
    const document = {
      labels: { agent, metric },
      annotations: {},
      generator_url: null,
      measured: { metric, value, usual, limit },
    }
    const words = wordsOf(finding, agent, window_minutes)
    // What can be read is what counts: a limit that moves by a hair every minute is no news.
    if (before?.summary === words.summary) return []
    const starts_ms = before?.starts_ms ?? now
    return [{ fingerprint, source: 'detector', agent, ...words, status: 'firing', document, starts_ms, ends_ms: null }]
  })
}

const asBefore = ({ fingerprint, name, agent, severity, summary, document, starts_ms }: AlertRecord) => ({
  fingerprint,
  source: 'detector' as const,
  name,
  agent,
  severity,
  summary,
  document: JSON.parse(document),
  starts_ms,
})
