import { EventSourceParserStream } from 'eventsource-parser/stream'
import { z } from 'zod'
import { Entry } from '../../shared/contract/audit.ts'
import type { Timer } from '../../shared/domain/attention-keeper.ts'

export type Ask = (path: string, signal: AbortSignal) => Promise<Response>
type Options = {
  ask: Ask
  signal: AbortSignal
  /** It is open, for the first time or again. */
  onOpen(): void
  onEntry(entry: z.output<typeof Entry>): void
  onLost(error: unknown): void
  timer: Timer
}

/** A comment comes every 15 s. Whoever is silent for longer than two of them is not there any more. */
const silence = 40_000
/** A stream that ends sooner than this was not worth having: a server that is going away still opens some. */
const steady = 5000
const pauses = [1000, 2000, 5000, 15_000, 60_000] as const
const longestPause = 60_000

/** The ledger as it grows, until the signal. A stream that breaks is taken up again where it was: no entry is missed. */
export async function followEvents({ ask, signal, onOpen, onEntry, onLost, timer }: Options): Promise<void> {
  let last: number | undefined
  for (let failures = 0; !signal.aborted; failures += 1) {
    let openedAt = Number.POSITIVE_INFINITY
    const watch = watchSilence(timer)
    try {
      const either = AbortSignal.any([signal, watch.signal])
      last ??= await newest(ask, either)
      const response = await ask(`/api/v1/events?after=${last}`, either)
      // A place that this ledger never reached is of another one: a backup was restored.
      if (response.status === 422) last = undefined
      const { body } = accepted(response)
      if (body === null) throw new Error('the event stream had no body')
      openedAt = timer.now()
      onOpen()
      await readEvents(body, either, watch.heard, (id, data) => {
        last = id
        const entry = entryIn(data)
        if (entry !== undefined) onEntry(entry)
      })
      throw new Error('the event stream ended')
    } catch (error) {
      if (signal.aborted) return
      if (timer.now() - openedAt > steady) failures = 0
      onLost(error)
    } finally {
      watch.stop()
    }
    await paused(timer, pauses[failures] ?? longestPause, signal)
  }
}

const Ledger = z.object({ size: z.int() })

async function newest(ask: Ask, signal: AbortSignal): Promise<number> {
  const response = accepted(await ask('/api/v1/audit/entries?order=desc&limit=1', signal))
  return Ledger.parse(await response.json()).size
}

/** An answer that refuses has nothing in it that anybody here would read. */
export function accepted(response: Response): Response {
  if (response.ok) return response
  void response.body?.cancel().catch(() => undefined)
  throw new Error(`the server answered ${response.status}`)
}

/** What a newer server says in a way of its own is passed over; the stream goes on behind it. */
function entryIn(data: string): z.output<typeof Entry> | undefined {
  try {
    return Entry.safeParse(JSON.parse(data)).data
  } catch {
    return undefined
  }
}

async function readEvents(
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal,
  heard: () => void,
  onEntry: (id: number, data: string) => void,
): Promise<void> {
  const events = body
    .pipeThrough(new TextDecoderStream() as unknown as TransformStream<Uint8Array, string>)
    .pipeThrough(new EventSourceParserStream({ onComment: heard }))
    .getReader()
  // What is answered in this process follows its reader, not the request's signal.
  const leave = () => void events.cancel().catch(() => undefined)
  signal.addEventListener('abort', leave, { once: true })
  // Nobody may have looked at the signal while the answer was on its way.
  if (signal.aborted) leave()
  try {
    for (;;) {
      const { done, value } = await events.read()
      if (done) return
      heard()
      if (value.event === 'entry') onEntry(Number(value.id), value.data)
    }
  } finally {
    signal.removeEventListener('abort', leave)
    leave()
  }
}

function watchSilence(timer: Timer) {
  const silent = new AbortController()
  const arm = () => timer.after(silence, () => silent.abort(new Error('the server is silent')))
  let stop = arm()
  return {
    signal: silent.signal,
    heard() {
      stop()
      stop = arm()
    },
    stop: () => stop(),
  }
}

function paused(timer: Timer, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const wake = () => {
      cancel()
      signal.removeEventListener('abort', wake)
      resolve()
    }
    const cancel = timer.after(ms, wake)
    signal.addEventListener('abort', wake, { once: true })
  })
}
