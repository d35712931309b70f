import { readBodies } from '../store/entries.ts'
import type { Store } from '../store/store.ts'

const batch = 500
const encoder = new TextEncoder()

export type StreamOptions = {
  store: Store
  workspace: string
  after: number
  /** The client went away, or the program stops. */
  signal: AbortSignal
  heartbeatMs: number
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
}: StreamOptions): ReadableStream<Uint8Array> {
  let cursor = after
  let news = true
  let wake = () => {}
  const unwatch = store.watch(() => {
    news = true
    wake()
  })
  const finish = () => {
    unwatch()
    wake()
  }
  signal.addEventListener('abort', finish, { once: true })

  return new ReadableStream<Uint8Array>(
    {
      start: (controller) => controller.enqueue(encoder.encode(`retry: 2000\n: live from ${after}\n\n`)),
      async pull(controller) {
        while (!signal.aborted) {
          if (news) {
            news = false
            const rows = await readBodies(store.read, workspace, cursor, batch)
            const last = rows.at(-1)
            if (signal.aborted) break
            if (last) {
              // A full batch means that more may wait behind it.
              news ||= rows.length === batch
              cursor = last.seq
              return controller.enqueue(encoder.encode(rows.map(frame).join('')))
            }
          }
          const beat = await waitFor(heartbeatMs, (done) => {
            wake = done
            if (news || signal.aborted) done()
          })
          if (beat && !signal.aborted) return controller.enqueue(encoder.encode(': still here\n\n'))
        }
        controller.close()
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
  const timer = setTimeout(resolve, ms, true)
  arm(() => resolve(false))
  return promise.finally(() => clearTimeout(timer))
}
