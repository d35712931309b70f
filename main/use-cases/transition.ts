import type { Who } from '../../shared/domain/action.ts'
import { ok, type RefusalCode, type Result, refuse } from '../../shared/domain/result.ts'
import type { SignedIn } from '../../shared/domain/step-up.ts'
import type { Limits, Services } from '../services.ts'
import { knowActor } from '../store/actors.ts'
import { type Answer, keepAnswer } from '../store/kept-answers.ts'
import { type CountedKind, countInWindow, windowOf } from '../store/rate-windows.ts'
import type { Tx } from '../store/store.ts'
import type { Caller } from './caller.ts'
import { findKeptIn, type Once } from './kept-answer.ts'
import { signInOf } from './sign-in-of.ts'

/** What a transition works with: the caller, known to the ledger, in the one transaction of everything that it does. */
export type Act = { tx: Tx; caller: Caller; who: Who; signedIn: SignedIn | null }

export type TransitionOptions = {
  /** The Idempotency-Key of the request, and a digest of what it asks. */
  once?: Once | undefined
  /** How an outcome goes out; what is kept for a repeated request is what this made. */
  render(result: Result<unknown>): Answer
  /** Towards which limit it counts; reading a note into an incident, say, counts towards none. */
  counted?: Counted
}

export type Counted = CountedKind | false

const windowMs = 60_000
const perMinute = {
  transitions: 'transitionsPerMinute',
  chat: 'chatPerMinute',
  explanations: 'explanationsPerMinute',
} as const satisfies Record<Exclude<Counted, false>, keyof Limits>
const words = { transitions: 'transitions', chat: 'changes of chats', explanations: 'explanations' } as const
const curedBySignIn: ReadonlySet<RefusalCode> = new Set([
  'step_up_required',
  'verified_session_required',
  'operator_unknown',
])

/**
 * Asks, counts, decides, writes and keeps the answer in one transaction. So a request that comes twice, at once or after
 * a crash, has one effect and one answer, and nobody decides on what somebody else has changed meanwhile.
 */
export function runTransition(
  services: Services,
  caller: Caller,
  { once, render, counted = 'transitions' }: TransitionOptions,
  unit: (act: Act) => Promise<Result<unknown>>,
): Promise<Answer> {
  const { store, limits } = services
  return store.write(caller.workspace, async (tx) => {
    const known = once && (await findKeptIn(tx.db, caller, once, tx.now))
    if (known) return known.ok ? known.value : render(known)
    const admitted = counted === false ? ok(undefined) : await admit(tx, caller.client, counted, limits)
    // Not kept: whoever waits and asks again must get another answer.
    if (!admitted.ok) return render(admitted)
    const { id, digest } = await knowActor(tx, caller.actor)
    const done = await unit({ tx, caller, who: { id, digest }, signedIn: signInOf(services, caller) })
    const answer = render(done)
    // Not kept either where a sign-in cures it: the same request is then another one. Nor what passes by itself.
    if (once && (done.ok || (answer.status < 500 && !curedBySignIn.has(done.refusal.code))))
      await keepAnswer(tx, { client: caller.client, ...once }, answer)
    return answer
  })
}

/** Also for what is no transition, and is asked for too often all the same. */
export async function admit(
  tx: Tx,
  client: string,
  counted: Exclude<Counted, false>,
  limits: Limits,
): Promise<Result<void>> {
  const now = Date.parse(tx.now)
  const limit = limits[perMinute[counted]]
  const { began_at, used } = await countInWindow(tx, windowOf(counted, client), now, windowMs)
  if (used <= limit) return ok(undefined)
  const retry_after = Math.max(1, Math.ceil((began_at + windowMs - now) / 1000))
  return refuse('rate_limited', `More than ${limit} ${words[counted]} in a minute. Ask again in ${retry_after} s.`, {
    limit,
    remaining: 0,
    retry_after,
  })
}
