import type { ReplyEvent, ReplyListener } from '../../../assistant-api.ts'
import { ApiProblem, isOffline, wantsSignIn } from '../../../problem.ts'
import { watchSilence } from '../../deploys/deploy/follow-log.ts'

/** How the following of a reply ended, or that it goes on. */
export type RunNews =
  | { kind: 'event'; event: ReplyEvent }
  | { kind: 'live' }
  /** The stream broke; it is taken up again where it was. */
  | { kind: 'waiting' }
  /** The server decided, and its answer is no. */
  | { kind: 'refused'; error: unknown }
  /** Nobody answered, or a sign-in is in the way: whether the question was taken is not known. */
  | { kind: 'unanswered'; error: unknown }
  /** What was being followed is not known there any more: what was kept of it is in the chat. */
  | { kind: 'lost' }
  | { kind: 'ended' }

export type Hands = {
  /** Sends the question; the same one under the same key however often. Null where a reply is only taken up. */
  ask: ((listener: ReplyListener, signal: AbortSignal) => Promise<void>) | null
  run_id: string | null
  follow: (run: string, after: number, listener: ReplyListener, signal: AbortSignal) => Promise<void>
  tell: (news: RunNews) => void
  wait: (ms: number, signal: AbortSignal) => Promise<void>
  signal: AbortSignal
}

const firstPause = 500
const longestPause = 10_000
/** Who asked has the question before their eyes: sooner than later they are told that nobody answers. */
const mostAskings = 4

/**
 * A reply from its question to its end: the question is sent until somebody takes it, and the reply is taken up where it
 * broke, without a gap and nothing twice. Only its own last word ends it.
 */
export async function followReply({ ask, run_id, follow, tell, wait, signal }: Hands): Promise<void> {
  let run = run_id
  let last = 0
  let isDone = false
  let failures = 0
  const onEvent = (event: ReplyEvent) => {
    if (event.kind === 'start') {
      if (run !== null && run !== event.run_id) last = 0
      run = event.run_id
    }
    if (event.n <= last) return
    last = event.n
    failures = 0
    if (event.kind === 'done') isDone = true
    tell({ kind: 'event', event })
  }
  while (!signal.aborted) {
    const silence = watchSilence(wait, signal)
    const listener: ReplyListener = {
      onOpen() {
        silence.heard()
        tell({ kind: 'live' })
      },
      onComment: silence.heard,
      onEvent(event) {
        silence.heard()
        onEvent(event)
      },
    }
    let failed: unknown
    try {
      if (run !== null) await follow(run, last, listener, silence.signal)
      else if (ask !== null) await ask(listener, silence.signal)
    } catch (error) {
      if (signal.aborted) return
      failed = error
    } finally {
      silence.end()
    }
    if (signal.aborted) return
    if (isDone) return tell({ kind: 'ended' })
    failures += 1
    if (failed !== undefined && isDecided(failed)) {
      const isGone = run !== null && failed instanceof ApiProblem && failed.status === 404
      return tell(isGone ? { kind: 'lost' } : { kind: 'refused', error: failed })
    }
    if (run === null && (failures >= mostAskings || wantsSignIn(failed)))
      return tell({ kind: 'unanswered', error: failed })
    tell({ kind: 'waiting' })
    await wait(Math.min(longestPause, firstPause * 2 ** (failures - 1)), signal)
  }
}

/** Asking again would bring the same answer. A stream that falls silent is given up by us, and decides nothing. */
function isDecided(error: unknown): boolean {
  if (isOffline(error) || !(error instanceof ApiProblem)) return false
  const isProviders = error.code === 'provider_refused' || error.code === 'provider_unreachable'
  return isProviders || (error.status < 500 && error.status !== 401)
}
