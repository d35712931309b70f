const batch = 500
const encoder = new TextEncoder()

/** Who is told, from where on, and for how long. */
export type EventReader = {
  after: number
  /** The reader went away, or the program stops. */
  signal: AbortSignal
  heartbeatMs: number
  /** Asked once per heartbeat, however busy the stream is: what lets somebody read may end without any event saying so. */
  mayGoOn?: (() => Promise<boolean>) | undefined
}

/** Events as they go out, and the place that they reach. Nothing is told after what is the end. */
type Batch = { events: readonly string[]; place: number; isEnd: boolean }

/** What is told. */
type Source = {
  /** A comment at the beginning. */
  greeting?: string
  /** What lies behind a place, at most so many. As many as that mean that more may wait behind them. */
  read: (after: number, limit: number) => Batch | Promise<Batch>
  /** Calls back whenever there may be more to read. */
  watch: (listener: () => void) => () => void
}

/**
 * Server-sent events, from a place on, until they end. Read from what is kept, in order, and only woken by news of it, so
 * that nothing is missed or said twice; and read only as fast as it is taken, so whoever reads slowly holds up nobody.
 */
export function eventStream(
  { greeting = '', read, watch }: Source,
  { after, signal, heartbeatMs, mayGoOn }: EventReader,
): ReadableStream<Uint8Array> {
  let place = after
  let news = true
  let wake = () => {}
  let over = signal.aborted
  let quietSince = performance.now()
  let admittedAt = quietSince
  let unwatch: (() => void) | undefined
  const finish = () => {
    over = true
    signal.removeEventListener('abort', finish)
    unwatch?.()
    wake()
  }
  // From the first read on, and not before: a stream that nobody reads (HEAD makes one) must hold nothing.
  const begin = () => {
    over ||= signal.aborted
    if (over || unwatch) return
    signal.addEventListener('abort', finish, { once: true })
    unwatch = watch(() => {
      news = true
      wake()
    })
  }
  /** True when the time ran out, false when woken. */
  const rest = async (ms: number): Promise<boolean> => {
    const { promise, resolve } = Promise.withResolvers<boolean>()
    const timer = setTimeout(resolve, Math.max(0, ms), true)
    wake = () => resolve(false)
    const isBeat = await promise
    clearTimeout(timer)
    return isBeat
  }

  /** What there is to say next, however long it takes; undefined when it is over. */
  const next = async (): Promise<string | undefined> => {
    while (!over) {
      if (mayGoOn && performance.now() - admittedAt >= heartbeatMs) {
        admittedAt = performance.now()
        if (!(await mayGoOn())) finish()
      }
      if (over) break
      if (news) {
        news = false
        const found = await read(place, batch)
        news ||= found.events.length === batch
        place = found.place
        if (found.isEnd) finish()
        if (found.events.length > 0) return found.events.join('')
        continue
      }
      // Counted from the last thing said: news of something else wakes this stream too, and must not keep it silent.
      const isBeat = await rest(quietSince + heartbeatMs - performance.now())
      if (!isBeat || over) continue
      // A look of its own now and then, so that a lost wake-up cannot delay an event for longer than this.
      news = true
      return ': still here\n\n'
    }
    return undefined
  }

  return new ReadableStream<Uint8Array>(
    {
      start: (controller) => controller.enqueue(encoder.encode(`retry: 2000\n${greeting}\n`)),
      async pull(controller) {
        begin()
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
