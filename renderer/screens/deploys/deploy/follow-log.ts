import type { DeployLogEvent } from '../../../deploys-api.ts'
import { ApiProblem, sentenceOf } from '../../../problem.ts'

/** `following`: it goes on. `waiting`: the stream broke, and is taken up again where it was. `ended`: that is all. */
export type LogState = 'connecting' | 'following' | 'waiting' | 'ended' | 'refused'
export type LogNews =
  | { kind: 'state'; state: LogState; why: string | null }
  | { kind: 'heard' }
  | { kind: 'events'; events: readonly DeployLogEvent[] }

export type Follow = (
  after: number,
  listener: { onOpen: () => void; onComment: () => void; onEvent: (event: DeployLogEvent) => void },
  signal: AbortSignal,
) => Promise<void>

type Hands = {
  follow: Follow
  /** From where on: the place of the last event that is known. */
  after: number
  /** What is known of the deploy otherwise. One that only reported itself has said nothing at all. */
  isOver: () => boolean
  tell: (news: LogNews) => void
  /** Resolves after so many milliseconds, or at once when the signal says so. */
  wait: (ms: number, signal: AbortSignal) => Promise<void>
  signal: AbortSignal
}

const firstPause = 500
const longestPause = 10_000
/** A comment comes every 15 s: a stream that says nothing for longer is none any more. */
const silentAfter = 40_000

/**
 * Everything that a deploy says, from a place on: taken up again where it broke, without a gap and nothing twice. A server
 * that goes away ends its streams as orderly as a deploy that is over does, so only the deploy's own last word ends this.
 */
export async function followLog({ follow, after, isOver, tell, wait, signal }: Hands): Promise<void> {
  let last = after
  let saidItsEnd = false
  let saidSomething = false
  let failures = 0
  const onEvent = (event: DeployLogEvent) => {
    if (event.n <= last) return
    last = event.n
    saidSomething = true
    if (event.kind === 'state') saidItsEnd = event.outcome !== null
    tell({ kind: 'events', events: [event] })
  }
  while (!signal.aborted) {
    const silence = watchSilence(wait, signal)
    let why = 'The stream ended before the deploy did.'
    let closed = false
    saidSomething = false
    try {
      const onOpen = () => {
        failures = 0
        silence.heard()
        tell({ kind: 'state', state: 'following', why: null })
      }
      const onComment = () => {
        silence.heard()
        tell({ kind: 'heard' })
      }
      const heard = (event: DeployLogEvent) => {
        silence.heard()
        onEvent(event)
      }
      await follow(last, { onOpen, onComment, onEvent: heard }, silence.signal)
      closed = true
    } catch (error) {
      if (signal.aborted) return
      why = silence.signal.aborted ? 'The stream fell silent.' : sentenceOf(error)
      if (error instanceof ApiProblem && error.status < 500 && error.status !== 401 && error.status !== 429)
        return tell({ kind: 'state', state: 'refused', why })
    } finally {
      silence.end()
    }
    if (signal.aborted) return
    if (closed && (saidItsEnd || (!saidSomething && isOver())))
      return tell({ kind: 'state', state: 'ended', why: null })
    tell({ kind: 'state', state: 'waiting', why })
    await wait(Math.min(longestPause, firstPause * 2 ** failures), signal)
    failures += 1
  }
}

export function watchSilence(wait: Hands['wait'], signal: AbortSignal) {
  const stop = new AbortController()
  const done = new AbortController()
  let heard = 0
  const watch = async () => {
    while (!done.signal.aborted) {
      const before = heard
      await wait(silentAfter, done.signal)
      if (!done.signal.aborted && heard === before) return stop.abort()
    }
  }
  void watch()
  return {
    signal: AbortSignal.any([signal, stop.signal]),
    heard: () => {
      heard += 1
    },
    end: () => done.abort(),
  }
}

export const waitFor: Hands['wait'] = (ms, signal) =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done)
  })
