import type { Run } from '../assistant/run.ts'

const batch = 500
const encoder = new TextEncoder()

type Options = {
  run: Run
  after: number
  /** The reader went away, or the program stops. */
  signal: AbortSignal
  heartbeatMs: number
  /** Asked now and then, however busy the stream is: what lets somebody read may end meanwhile. */
  mayGoOn?: (() => Promise<boolean>) | undefined
}

/**
 * What a run says, from `after` on, as server-sent events, until it is over and all of it is said. Read from what the run
 * keeps and only woken by it: whoever reads slowly holds up nobody, and hears everything once.
 */
export function runStream({ run, after, signal, heartbeatMs, mayGoOn }: Options): ReadableStream<Uint8Array> {
  let cursor = after
  let over = signal.aborted
  let wake = () => {}
  let quietSince = performance.now()
  let admittedAt = quietSince
  let unwatch: (() => void) | undefined
  const finish = () => {
    over = true
    signal.removeEventListener('abort', finish)
    unwatch?.()
    wake()
  }
  // From the first read on, and not before: a stream that nobody reads must hold nothing.
  const watch = () => {
    over ||= signal.aborted
    if (over || unwatch) return
    signal.addEventListener('abort', finish, { once: true })
    unwatch = run.watch(() => wake())
  }
  const isAdmitted = async () => {
    if (!mayGoOn || performance.now() - admittedAt < heartbeatMs) return true
    admittedAt = performance.now()
    return mayGoOn()
  }
  /** What there is to say next, however long it takes; undefined when it is over. */
  const next = async (): Promise<string | undefined> => {
    while (!over) {
      if (!(await isAdmitted())) finish()
      if (over) break
      const isEnd = run.isOver()
      const events = run.eventsAfter(cursor, batch)
      cursor += events.length
      if (events.length > 0) return events.join('')
      if (isEnd) break
      const isBeat = await waitFor(quietSince + heartbeatMs - performance.now(), (done) => {
        wake = done
        if (over || run.isOver() || run.eventsAfter(cursor, 1).length > 0) done()
      })
      if (isBeat && !over) return ': still here\n\n'
    }
    finish()
    return undefined
  }
  return new ReadableStream<Uint8Array>(
    {
      start: (controller) => controller.enqueue(encoder.encode('retry: 2000\n\n')),
      async pull(controller) {
        watch()
        try {
          const text = await next()
          if (text === undefined) return controller.close()
          quietSince = performance.now()
          controller.enqueue(encoder.encode(text))
        } catch (error) {
          finish()
          throw error
        }
      },
      cancel: finish,
    },
    { highWaterMark: 1 },
  )
}

/** True when the time ran out, false when woken. */
function waitFor(ms: number, arm: (done: () => void) => void): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const timer = setTimeout(resolve, Math.max(0, ms), true)
  arm(() => resolve(false))
  return promise.finally(() => clearTimeout(timer))
}
