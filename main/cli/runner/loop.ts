import { type Judged, judge, type Rules } from './candidates.ts'
import type { Row } from './client.ts'
import { name, type Taken, take, type Work } from './take.ts'
import { followApprovals } from './wake.ts'

export type Loop = Work & {
  rules: Rules
  concurrency: number
  /** Ends when there is nothing more to take. */
  once: boolean
  /** Nothing further is taken. */
  enough: AbortSignal
}

/** An event may get lost on its way; the list never does. */
const lookEveryMs = 30_000
/** What has been approved before this can only be refused, so the list is not read any further each time. */
const longestTtlMs = 24 * 60 * 60_000

export type Tally = Record<Taken, number>

/** Takes what is approved, the longest waiting first, until it is told to end. */
export async function runLoop(loop: Loop): Promise<Tally> {
  const { client, once, enough, concurrency } = loop
  const tally: Tally = { done: 0, failed: 0, unknown: 0, not_mine: 0, not_started: 0 }
  const bell = createBell()
  const ended = new AbortController()
  const stop = AbortSignal.any([enough, ended.signal])
  stop.addEventListener('abort', bell.ring, { once: true })
  const following = once ? undefined : followApprovals(client, bell.ring, stop)
  const refused = new Set<string>()
  const tried = new Set<string>()
  const hands = new Set<Promise<void>>()
  let fault: unknown

  const start = (row: Row) => {
    tried.add(row.id)
    const youngForMs = Date.parse(row.approved_at ?? '') + loop.rules.maxAgeSeconds * 1000 - client.now()
    const hand = take(loop, row, Math.max(1, youngForMs))
      .then((taken) => {
        tally[taken] += 1
        // One that cannot be started now cannot be started for the next one either.
        if (taken === 'not_started') throw new Error('the handler cannot be started')
      })
      .catch((error: unknown) => {
        fault ??= error
        ended.abort()
      })
      .finally(() => {
        hands.delete(hand)
        bell.ring()
      })
    hands.add(hand)
  }

  try {
    for (let first = true; !stop.aborted; first = false) {
      const rows = await list(loop, first, stop)
      const waiting = rows.filter((row) => !tried.has(row.id) && toRun(loop, row, refused))
      for (const row of waiting.slice(0, concurrency - hands.size)) start(row)
      if (once && waiting.length === 0 && hands.size === 0) break
      await bell.next(lookEveryMs)
    }
  } catch (error) {
    if (!stop.aborted) fault ??= error
  }
  ended.abort()
  await Promise.all(hands)
  await following
  if (fault !== undefined) throw fault
  return tally
}

/** Newest first on the wire, so that reading can stop; the longest waiting first in what comes of it. */
async function list({ client, rules }: Loop, whole: boolean, signal: AbortSignal): Promise<Row[]> {
  const rows: Row[] = []
  for (let cursor: string | null = null; ; ) {
    const page = await client.approved(cursor, signal)
    rows.push(...page.items)
    cursor = page.next_cursor
    const last = page.items.at(-1)
    const tooOld = client.now() - longestTtlMs - rules.maxAgeSeconds * 1000
    if (cursor === null || last === undefined || (!whole && Date.parse(last.proposed_at) < tooOld)) break
  }
  return rows.sort((a, b) => ((a.approved_at ?? '') < (b.approved_at ?? '') ? -1 : 1))
}

/** What a person should look at is said once. */
function toRun({ client, rules, warn }: Loop, row: Row, refused: Set<string>): boolean {
  const judged: Judged = judge(row, rules, client.now())
  if (judged.kind === 'refuse' && !refused.has(row.id)) {
    refused.add(row.id)
    warn(`${name(row)}: not run: ${judged.why}`)
  }
  return judged.kind === 'run'
}

/** Rung while nobody waits, it is heard by the next who does. */
function createBell() {
  let rung = false
  let wake = () => {}
  return {
    ring: () => {
      rung = true
      wake()
    },
    async next(ms: number): Promise<void> {
      if (!rung) {
        const { promise, resolve } = Promise.withResolvers<void>()
        wake = resolve
        const timer = setTimeout(resolve, ms)
        await promise
        clearTimeout(timer)
      }
      rung = false
    },
  }
}
