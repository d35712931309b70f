import { randomUUID } from 'node:crypto'
import type { Json } from '../../../shared/domain/entry.ts'
import { type Client, isFinal, Refusal, type Row } from './client.ts'
import { outcomeOf, outcomeWithoutOutput } from './outcome.ts'
import { type Handler, type Ran, runHandler } from './run-handler.ts'

export type Work = {
  client: Client
  handler: Handler
  leaseSeconds: number
  say(line: string): void
  warn(line: string): void
  /** The runner is to end: what runs is asked to stop. */
  hurry: AbortSignal
  /** The runner ends: what still runs is killed, and what was not heard is not said any more. */
  giveUp: AbortSignal
}

export type Taken = 'done' | 'failed' | 'unknown' | 'not_mine' | 'not_started'

/** How long before its lease ends a handler is asked to stop, so that it is over when others think that it is. */
const noticeMs = (leaseMs: number): number => Math.min(10_000, leaseMs / 5)
/** The server tells its time in whole seconds, and its answer took a moment. */
const clockErrorMs = 1_500
const reportMs = 10 * 60_000

/** Claims an action while it is young enough, runs the handler with it, and says what came of it. */
export async function take(work: Work, listed: Row, youngForMs: number): Promise<Taken> {
  const row = await claim(work, listed, AbortSignal.any([AbortSignal.timeout(youngForMs), work.hurry]))
  if (row === 'unheard') {
    work.warn(`${name(listed)}: not run: the server did not say whether it is ours; if it is, it will show as unknown`)
    return 'unknown'
  }
  if (row === undefined) return 'not_mine'
  const lease = leaseOf(row, work)
  const ran = await runHandler(work.handler, row, {
    hurry: AbortSignal.any([lease.ending, work.hurry]),
    stop: AbortSignal.any([lease.over, work.giveUp]),
  }).finally(lease.clear)
  return report(work, row, ran)
}

async function claim({ client, leaseSeconds, warn }: Work, listed: Row, signal: AbortSignal) {
  try {
    return await client.claim(listed.id, leaseSeconds, randomUUID(), signal)
  } catch (error) {
    if (isFinal(error)) throw error
    if (!(error instanceof Refusal)) return 'unheard'
    // Somebody else was first, or it was rejected a moment ago: no news. Anything else is.
    if (error.status !== 409 && error.status !== 404) warn(`${name(listed)}: not run: ${error.message}`)
    return undefined
  }
}

async function report(work: Work, row: Row, ran: Ran): Promise<Taken> {
  const { say, warn } = work
  switch (ran.kind) {
    case 'not_started':
      warn(`${name(row)}: the handler could not be started (${ran.why}), so nothing was run; nor will it be, by itself`)
      return 'not_started'
    case 'killed':
      warn(
        `${name(row)}: the handler was killed (${ran.signal}) after ${ran.ms} ms; what it did is unknown, so it is not marked`,
      )
      return 'unknown'
    case 'ended': {
      const { ok, outcome } = outcomeOf(ran)
      const how = ok
        ? `executed in ${ran.ms} ms`
        : `the handler failed (exit code ${ran.code}); executed, with that outcome`
      const why = await mark(work, row, ran, outcome)
      if (why !== undefined) {
        warn(`${name(row)}: the server could not be told (${why}). It is true all the same: ${how}`)
        return 'unknown'
      }
      if (ok) say(`${name(row)}: ${how}`)
      else warn(`${name(row)}: ${how}`)
      return ok ? 'done' : 'failed'
    }
    default:
      return ran satisfies never
  }
}

/** It has happened, so it is said until it is heard, for a while. Answers why it was not. */
async function mark(
  { client, giveUp }: Work,
  { id }: Row,
  ran: Extract<Ran, { kind: 'ended' }>,
  outcome: Json,
): Promise<string | undefined> {
  const signal = AbortSignal.any([AbortSignal.timeout(reportMs), giveUp])
  try {
    await client.markExecuted(id, outcome, randomUUID(), signal).catch((error: unknown) => {
      const isOutput = error instanceof Refusal && error.code === 'invalid_input'
      if (!isOutput) throw error
      return client.markExecuted(id, outcomeWithoutOutput(ran, error.message), randomUUID(), signal)
    })
    return undefined
  } catch (error) {
    return error instanceof Refusal ? error.message : 'no answer'
  }
}

export const name = ({ id, type, target_ref }: Row): string => `${id} ${type} ${target_ref}`

/** What is left of it, by the server's clock; an answer that came late, or again, leaves less. */
function leaseOf({ claim_expires_at }: Row, { client, leaseSeconds }: Work) {
  const left = Date.parse(claim_expires_at ?? '') - client.now() - clockErrorMs
  const [ending, over] = [new AbortController(), new AbortController()]
  const timers = [
    setTimeout(() => ending.abort(), left - noticeMs(leaseSeconds * 1000)),
    setTimeout(() => over.abort(), left),
  ]
  return {
    ending: ending.signal,
    over: over.signal,
    clear: () => {
      for (const timer of timers) clearTimeout(timer)
    },
  }
}
