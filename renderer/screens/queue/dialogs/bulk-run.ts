import { ApiProblem, isSignedOut, sentenceOf, wantsSignIn } from '../../../problem.ts'
import { isUnanswered } from './once.ts'

/** How it stands with one row. `unknown`: it was sent, and no answer came. */
export type RowResult =
  | { kind: 'waiting' }
  | { kind: 'sending' }
  | { kind: 'done' }
  | { kind: 'refused'; says: string; code: string }
  | { kind: 'unknown'; says: string }
  | { kind: 'left' }

export type BulkState = {
  phase: 'running' | 'stopping' | 'stopped' | 'finished'
  results: ReadonlyMap<string, RowResult>
  /** The server asked for patience, or is silent: until when, and which of the two. */
  pause: { until: number; why: 'rate_limited' | 'silent' } | null
  /** The server asked for a sign-in instead of deciding: that row and those after it wait for it. */
  signInWanted: ApiProblem | null
}

type Hands = {
  ids: readonly string[]
  /** How it stood with them before this run. */
  before: ReadonlyMap<string, RowResult>
  /** Sends one row; asked again for the same row, it sends the same under the same key. */
  send: (id: string) => Promise<unknown>
  wait: (milliseconds: number, signal: AbortSignal) => Promise<void>
  now: () => number
  onChange: (state: BulkState) => void
  /** Cancels what has not been sent. What is under way is waited for: its answer is worth knowing. */
  signal: AbortSignal
}

/** A server that stays silent this often is not asked about the rest. */
const patience = [2000, 5000, 10_000] as const

/** One row after the other, because the server counts how many come in a minute; a result for each. */
export async function runBulk({ ids, before, send, wait, now, onChange, signal }: Hands): Promise<BulkState> {
  const results = new Map<string, RowResult>(ids.map((id) => [id, { kind: 'waiting' }]))
  /** Of whom an answer was lost, now or before: not to have been heard since then tells nothing of what became of it. */
  const lost = new Map([...before].filter(([, { kind }]) => kind === 'unknown'))
  let state: BulkState = { phase: 'running', results, pause: null, signInWanted: null }
  const tell = (change: Partial<BulkState>) => {
    state = { ...state, ...change, results: new Map(results) }
    onChange(state)
  }
  const set = (id: string, result: RowResult) => {
    results.set(id, result)
    tell({})
  }
  const pauseFor = async (milliseconds: number, why: 'rate_limited' | 'silent') => {
    tell({ pause: { until: now() + milliseconds, why } })
    await wait(milliseconds, signal)
    tell({ pause: null })
  }
  const stopping = () => tell({ phase: 'stopping' })
  signal.addEventListener('abort', stopping)

  /** Whether the server can be asked about the next one. */
  async function settle(id: string): Promise<boolean> {
    for (let silences = 0; ; ) {
      set(id, { kind: 'sending' })
      const error = await send(id).then(
        () => null,
        (caught: unknown) => caught ?? new Error('nothing was said'),
      )
      if (error === null) {
        set(id, { kind: 'done' })
        return true
      }
      if (isRateLimited(error)) {
        set(id, { kind: 'waiting' })
        await pauseFor(retryAfter(error), 'rate_limited')
        if (signal.aborted) return false
      } else if (wantsSignIn(error)) {
        set(id, { kind: 'waiting' })
        tell({ signInWanted: error })
        return false
      } else if (isUnanswered(error)) {
        const unknown = { kind: 'unknown', says: sentenceOf(error) } as const
        lost.set(id, unknown)
        set(id, unknown)
        const milliseconds = patience[silences++]
        if (milliseconds === undefined || signal.aborted) return false
        await pauseFor(milliseconds, 'silent')
        if (signal.aborted) return false
      } else {
        set(id, { kind: 'refused', says: sentenceOf(error), code: error instanceof ApiProblem ? error.code : 'error' })
        return !isElsewhere(error)
      }
    }
  }

  tell({})
  let reached = true
  for (const id of ids) {
    if (!reached || signal.aborted) break
    reached = await settle(id)
  }
  signal.removeEventListener('abort', stopping)
  for (const [id, { kind }] of results) if (kind === 'waiting') results.set(id, lost.get(id) ?? { kind: 'left' })
  const rest = [...results.values()].some(({ kind }) => kind === 'left' || kind === 'unknown')
  tell({ phase: rest ? 'stopped' : 'finished', pause: null })
  return state
}

/** Who decided on the rest was somebody else, or decided for another place. */
const isElsewhere = (error: unknown): boolean =>
  error instanceof ApiProblem && (error.code === 'actor_changed' || error.code === 'connection_changed')

const isRateLimited = (error: unknown): error is ApiProblem =>
  error instanceof ApiProblem && error.code === 'rate_limited'

/** A moment more than the server says: its clock and ours turn the minute at different times. */
export function retryAfter(error: ApiProblem): number {
  const { retry_after } = error.fields
  return (typeof retry_after === 'number' && retry_after > 0 ? retry_after : 5) * 1000 + 250
}

/** What may go on again: with what the console itself knows of sign-ins, or where it knows nothing, what was done here. */
export function waitsForSignIn(
  { signInWanted }: Pick<BulkState, 'signInWanted'>,
  answered: ApiProblem | null,
  mainKnows: boolean,
): boolean {
  if (signInWanted === null || signInWanted === answered) return false
  // A sign-in that is over at main wakes with main, however somebody signed in.
  return !mainKnows || !isSignedOut(signInWanted)
}

export const countResults = (results: ReadonlyMap<string, RowResult>): Record<RowResult['kind'], number> => {
  const counts = { waiting: 0, sending: 0, done: 0, refused: 0, unknown: 0, left: 0 }
  for (const { kind } of results.values()) counts[kind] += 1
  return counts
}
