import { create } from 'zustand'
import { api, type Entry } from '../api.ts'
import { ApiProblem, isOffline, isSignedOut, sentenceOf } from '../problem.ts'

/** A comment comes every 15 s; one missed and a margin makes what is shown stale. */
const staleAfter = 20_000
const silentAfter = 40_000
/** A stream that ends sooner than this was not worth having: a server that is going away still opens some. */
const steadyAfter = 5000

export type Live = {
  /** `stale`: the stream is silent or being resumed. `offline`: the server cannot be reached at all. */
  state: 'connecting' | 'live' | 'stale' | 'offline'
  /** The newest entry this page knows of, and how old that knowledge is. */
  seq: number | null
  heardAt: number | null
  why: string | null
  /** The server answered, and said no: a revoked key, too many streams. */
  refused: boolean
  retryAt: number | null
}

const atStart: Live = { state: 'connecting', seq: null, heardAt: null, why: null, refused: false, retryAt: null }
export const useLive = create<Live>(() => atStart)
/** What was heard belongs to what is left now. */
export const forgetLive = (): void => useLive.setState(atStart, true)

type Listener = (entries: readonly Entry[]) => void
const listeners = new Set<Listener>()

/** Calls back with every entry beyond the one that was newest at the start: in order, none twice, none missed. */
export function subscribeEntries(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

let wake: () => void = () => undefined
export const retryNow = (): void => wake()

/**
 * The newest entry that is known of. Its id tells this ledger from another one: a sample that began anew, a restored
 * backup. Unknown where the entry itself was not read, and then the size alone tells.
 */
type Head = { seq: number; id: string | undefined }

async function isAnotherLedger({ seq, id }: Head, signal: AbortSignal): Promise<boolean> {
  if (seq === 0) return false
  const { items, size } = await api.entries({ after: seq - 1, limit: 1 }, signal)
  const same = items.find((entry) => entry.seq === seq)
  return size < seq || (id !== undefined && same !== undefined && same.id !== id)
}

type Hooks = {
  /** The stream is open again after a time without it. */
  onResumed: () => void
  onSignedOut: () => void
  /** What stands behind the address is another ledger than before. Ends this stream. */
  onReplaced: () => void
}

export function startLive({ onResumed, onSignedOut, onReplaced }: Hooks): () => void {
  const stopped = new AbortController()
  let attempt = new AbortController()
  let attemptedAt = 0
  let openedAt = 0
  let failures = 0
  let pending: Entry[] = []
  let head: Head | null = null
  forgetLive()

  const flush = () => {
    const entries = pending
    pending = []
    for (const listener of listeners) listener(entries)
  }
  const heard = () => useLive.setState({ state: 'live', heardAt: Date.now(), why: null, refused: false, retryAt: null })
  const take = (entry: Entry) => {
    if (head === null || entry.seq <= head.seq) return
    head = { seq: entry.seq, id: entry.id }
    if (pending.push(entry) === 1) setTimeout(flush, 50)
    useLive.setState({ seq: entry.seq })
  }

  async function attend(signal: AbortSignal) {
    if (head === null) {
      const { items, size } = await api.entries({ order: 'desc', limit: 1 }, signal)
      // Rows and size are read one after the other: an entry that came between them is in the size alone.
      head = { seq: size, id: items[0]?.seq === size ? items[0].id : undefined }
    } else if (await isAnotherLedger(head, signal)) return onReplaced()
    useLive.setState({ seq: head.seq })
    const onOpen = () => {
      openedAt = Date.now()
      heard()
      if (failures > 0) onResumed()
    }
    await api.follow({ after: head.seq, signal, onOpen, onHeard: heard, onEntry: take })
  }

  async function keepAttending() {
    while (!stopped.signal.aborted) {
      attempt = new AbortController()
      attemptedAt = Date.now()
      const error = await attend(AbortSignal.any([attempt.signal, stopped.signal])).catch((caught: unknown) => caught)
      if (stopped.signal.aborted) return
      if (isSignedOut(error)) onSignedOut()
      const { heardAt } = useLive.getState()
      // Only the watchdog gives an attempt up: the network swallows what is sent, and never says that it does.
      const silent = attempt.signal.aborted
      const unreachable = silent || isOffline(error)
      failures = openedAt >= attemptedAt && Date.now() - openedAt > steadyAfter ? 1 : failures + 1
      const pause = Math.min(15_000, 300 * 2 ** failures) * (0.5 + Math.random() / 2)
      useLive.setState({
        state: unreachable && failures > 1 ? 'offline' : heardAt === null ? 'connecting' : 'stale',
        why: silent
          ? 'The server did not answer.'
          : error === undefined
            ? 'The event stream ended.'
            : sentenceOf(error),
        refused: error instanceof ApiProblem && !unreachable,
        retryAt: Date.now() + pause,
      })
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pause)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  }

  const watch = setInterval(() => {
    const { state, heardAt } = useLive.getState()
    const silence = Date.now() - Math.max(heardAt ?? 0, attemptedAt)
    if (state === 'live' && silence > staleAfter) useLive.setState({ state: 'stale', why: 'Nothing was heard lately.' })
    if (silence > silentAfter) attempt.abort()
  }, 1000)
  const online = () => wake()
  addEventListener('online', online)

  void keepAttending()
  return () => {
    stopped.abort()
    wake()
    clearInterval(watch)
    removeEventListener('online', online)
    pending = []
  }
}
