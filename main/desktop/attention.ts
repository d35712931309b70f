import type { Told } from '../../shared/domain/attention.ts'
import { deployNoteOf } from '../../shared/domain/attention-deploys.ts'
import { drillNoteOf } from '../../shared/domain/attention-drills.ts'
import { keepAttention, type Timer } from '../../shared/domain/attention-keeper.ts'
import { alertNotes, type Note, noteOf } from '../../shared/domain/attention-text.ts'
import type { Entry } from '../../shared/domain/entry.ts'
import type { LocalConsole, Viewpoint } from '../http/switchboard.ts'
import { readWaiting } from './attention-rows.ts'
import { type Ask, followEvents } from './event-feed.ts'

export type Count = { needsMe: number; reviewsOpen: number }
type Options = {
  local: Pick<LocalConsole, 'fetch' | 'viewpoint' | 'onChange'>
  show(note: Note): void
  /** Null while it is not known. */
  onCount(count: Count | null): void
  onFailure(error: unknown): void
  timer?: Timer
}

/** What comes together is told together. */
const gathering = 50

/** As long as nobody looks at anything, a connection is left alone: it is followed as whom and where the page looks. */
export function followAttention({ local, show, onCount, onFailure, timer = systemTimer }: Options): { stop(): void } {
  // Whoever comes back to themselves in the sample is told what came meanwhile, and nothing twice.
  const toldBefore = new Map<Viewpoint['actor'], Told | null>()
  let followed: { viewpoint: Viewpoint; leave(): void } | undefined

  function turn(): void {
    const viewpoint = local.viewpoint()
    if (viewpoint === followed?.viewpoint) return
    followed?.leave()
    followed = undefined
    onCount(null)
    if (viewpoint === null) toldBefore.clear()
    else followed = { viewpoint, leave: follow(viewpoint) }
  }

  function follow({ connection, actor }: Viewpoint): () => void {
    const left = new AbortController()
    const where = connection.kind === 'sample' ? connection.name : `${connection.name} (${connection.environment})`
    const headers: Record<string, string> = actor === null ? {} : { 'x-countersign-sample-actor': actor }
    const ask: Ask = (path, signal) =>
      local.fetch(new Request(new URL(path, 'app://console/'), { headers, signal }), { door: 'desktop' })
    const keeper = keepAttention({
      look: () => readWaiting(ask, left.signal),
      onNews: (news) => news.map((each) => noteOf(each, { where, timeOf })).forEach(show),
      onDrills: (news) => news.map((each) => drillNoteOf(each, { where, timeOf })).forEach(show),
      onDeploys: (news) => news.map((each) => deployNoteOf(each, where)).forEach(show),
      onAlerts: (alerts) => alertNotes(alerts, where).forEach(show),
      onCount,
      onFailure,
      told: toldBefore.get(actor) ?? null,
      timer,
    })
    let heard: Entry[] = []
    const tell = () => {
      keeper.hear(heard)
      heard = []
    }
    void followEvents({
      ask,
      signal: left.signal,
      onOpen: keeper.look,
      onEntry: (entry) => {
        if (heard.push(entry) === 1) timer.after(gathering, tell)
      },
      onLost(error) {
        keeper.lose()
        onFailure(error)
      },
      timer,
    })
    return () => {
      toldBefore.set(actor, keeper.stop())
      left.abort()
    }
  }

  const unsubscribe = local.onChange(turn)
  turn()
  return {
    stop() {
      unsubscribe()
      followed?.leave()
      followed = undefined
    },
  }
}

const clock = new Intl.DateTimeFormat('sv-SE', { timeStyle: 'medium' })
const timeOf = (at: string): string => clock.format(new Date(at))

const systemTimer: Timer = {
  now: () => Date.now(),
  after(ms, run) {
    const timeout = setTimeout(run, ms)
    return () => clearTimeout(timeout)
  },
}
