import { type Attention, attend, changesWaiting, type News, type Told, type Waiting } from './attention.ts'
import { attendDeploys, changesDeploys, type DeployNews, type DeployRow } from './attention-deploys.ts'
import { attendDrills, changesDrills, type DrillNews, type DrillsWaiting } from './attention-drills.ts'
import { type Alert, alertsIn } from './attention-text.ts'
import type { Entry } from './entry.ts'

export type Timer = {
  now(): number
  /** Runs it once, so many milliseconds from now, unless it is called off. */
  after(ms: number, run: () => void): () => void
}

/** What waits; of drills and deploys nothing, where nobody asked. */
type Looked = Waiting & { drills?: DrillsWaiting; deploys?: readonly DeployRow[] }

type Options = {
  /** Asks the server what waits. */
  look(): Promise<Looked>
  onNews(news: readonly News[]): void
  onDrills?(news: readonly DrillNews[]): void
  onDeploys?(news: readonly DeployNews[]): void
  onAlerts(alerts: readonly Alert[]): void
  /** How much there is, or null while it is not known. */
  onCount(count: { needsMe: number; reviewsOpen: number } | null): void
  onFailure(error: unknown): void
  /** What this person was told before. */
  told: Told | null
  timer: Timer
}

export type Keeper = {
  /** Asks now, or as soon as it may. */
  look(): void
  hear(entries: readonly Entry[]): void
  /** The server cannot be heard: what was counted may be over. */
  lose(): void
  /** Nothing is said any more. Returns what was told, for the next time. */
  stop(): Told | null
}

const noDrills: DrillsWaiting = { routes: [], isCut: false, desktops: new Set() }

/** However much happens, the server is asked this often at most. */
const spacing = 1000
/** So that the server is past the moment as well. */
const margin = 500
const retries = [2000, 5000, 15_000, 60_000] as const
const lastRetry = 60_000
/** Longer than this, timers wrap around. */
const longest = 24 * 60 * 60_000

/** Looks at what waits whenever something says that it may have changed: an entry, a moment, a failure to be made up for. */
export function keepAttention({
  look,
  onNews,
  onDrills,
  onDeploys,
  onAlerts,
  onCount,
  onFailure,
  told,
  timer,
}: Options): Keeper {
  let known = told
  let stopped = false
  let looking = false
  let again = false
  let failures = 0
  let lookedAt = Number.NEGATIVE_INFINITY
  let cancel: () => void = () => undefined
  let due = Number.POSITIVE_INFINITY

  /** The earliest moment that was asked for counts. */
  function schedule(at: number): void {
    if (stopped || at >= due) return
    cancel()
    due = at
    cancel = timer.after(Math.min(longest, Math.max(0, at - timer.now())), () => {
      due = Number.POSITIVE_INFINITY
      void run()
    })
  }

  const soon = () => {
    if (looking) again = true
    else schedule(Math.max(timer.now(), lookedAt + spacing))
  }

  async function run(): Promise<void> {
    looking = true
    lookedAt = timer.now()
    const next = await look().then(take, fail)
    looking = false
    if (stopped) return
    if (again) {
      again = false
      soon()
    }
    if (next !== null) schedule(next)
  }

  function take({ drills = noDrills, deploys = [], ...waiting }: Looked): number | null {
    if (stopped) return null
    const { news, told: remembered, next }: Attention = attend(waiting, known, timer.now())
    const ofDrills = attendDrills(drills, known, timer.now())
    const ofDeploys = attendDeploys(deploys, known)
    known = { ...remembered, said: new Map([...remembered.said, ...ofDrills.said, ...ofDeploys.said]) }
    failures = 0
    onCount({ needsMe: waiting.needsMe, reviewsOpen: waiting.reviewsOpen })
    if (news.length > 0) onNews(news)
    if (ofDrills.news.length > 0) onDrills?.(ofDrills.news)
    if (ofDeploys.news.length > 0) onDeploys?.(ofDeploys.news)
    const turns = [next, ofDrills.next].filter((turn) => turn !== null)
    return turns.length === 0 ? null : Math.min(...turns) + margin
  }

  function fail(error: unknown): number | null {
    if (stopped) return null
    const pause = retries[failures] ?? lastRetry
    failures += 1
    onCount(null)
    onFailure(error)
    return timer.now() + pause
  }

  return {
    look: soon,
    hear(entries) {
      if (stopped) return
      const alerts = alertsIn(entries)
      if (alerts.length > 0) onAlerts(alerts)
      if (entries.some((entry) => changesWaiting(entry) || changesDrills(entry) || changesDeploys(entry))) soon()
    },
    lose() {
      if (!stopped) onCount(null)
    },
    stop() {
      stopped = true
      cancel()
      return known
    },
  }
}
