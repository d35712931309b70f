import { readBodies } from '../store/entries.ts'
import type { Store } from '../store/store.ts'
import { within } from '../store/within.ts'

const batch = 500
const encoder = new TextEncoder()

export type StreamOptions = {
  store: Store
  workspace: string
  after: number
  /** The client went away, or the program stops. */
  signal: AbortSignal
  heartbeatMs: number
  /** The entry after which the reader may read no more: it is still told, and then the stream ends. */
  isLast?: ((body: string) => boolean) | undefined
  /** Asked once per heartbeat, however busy the stream is: what lets somebody read may end without an entry saying so. */
  mayGoOn?: (() => Promise<boolean>) | undefined
}

/**
 * The ledger from `after` on, as server-sent events, for as long as somebody reads. Read from the table in order and
 * only woken by commits, so nothing can be missed or said twice, whoever wrote it; read only as fast as it is taken.
 */
export function entryStream({
  store,
  workspace,
  after,
  signal,
  heartbeatMs,
  isLast,
  mayGoOn,
}: StreamOptions): ReadableStream<Uint8Array> {
  let cursor = after
  let news = true
  let wake = () => {}
  let over = signal.aborted
  let quietSince = performance.now()
  let admittedAt = quietSince
  let unwatch: (() => void) | undefined
  // From the first read on, and not before: a stream that nobody reads (HEAD makes one) must hold nothing.
  const watch = () => {
    over ||= signal.aborted
    if (over) return
    signal.addEventListener('abort', finish, { once: true })
    unwatch = store.watch(() => {
      news = true
      wake()
    })
  }
  const finish = () => {
    over = true
    signal.removeEventListener('abort', finish)
    unwatch?.()
    wake()
  }

  const isStillAdmitted = async () => {
    if (!mayGoOn || performance.now() - admittedAt < heartbeatMs) return true
    admittedAt = performance.now()
    return mayGoOn()
  }

  /** What there is to say next, however long it takes; undefined when it is over. */
  const next = async (): Promise<string | undefined> => {
    while (!over) {
      if (mayGoOn && !(await isStillAdmitted())) finish()
      if (news && !over) {
        news = false
        // Whoever reads a stream asks for more at any time, long after the request.
        const rows = await within(workspace, () => readBodies(store.read, workspace, cursor, batch))
        const last = rows.at(-1)
        // A full batch means that more may wait behind it.
        news ||= rows.length === batch
        if (over) break
        if (last) {
          cursor = last.seq
          const end = isLast ? rows.findIndex(({ body }) => body !== null && isLast(body)) : -1
          if (end >= 0) finish()
          return rows
            .slice(0, end < 0 ? rows.length : end + 1)
            .map(frame)
            .join('')
        }
      }
      // Counted from the last thing said: other workspaces' commits wake this stream too, and must not keep it silent.
      const beat = await waitFor(quietSince + heartbeatMs - performance.now(), (done) => {
        wake = done
        if (news || over) done()
      })
      if (!beat || over) continue
      // A look of its own now and then, so that a lost wake-up cannot delay an entry for longer than this.
      news = true
      return ': still here\n\n'
    }
    return undefined
  }

  return new ReadableStream<Uint8Array>(
    {
      start: (controller) => controller.enqueue(encoder.encode(`retry: 2000\n: live from ${after}\n\n`)),
      async pull(controller) {
        if (!unwatch) watch()
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

/** A pruned entry keeps its place in the count, though there is nothing left to tell. */
const frame = ({ seq, body }: { seq: number; body: string | null }): string =>
  body === null ? `id: ${seq}\n: pruned\n\n` : `id: ${seq}\nevent: entry\ndata: ${body}\n\n`

/** True when the time ran out, false when woken. */
function waitFor(ms: number, arm: (done: () => void) => void): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const timer = setTimeout(resolve, Math.max(0, ms), true)
  arm(() => resolve(false))
  return promise.finally(() => clearTimeout(timer))
}
