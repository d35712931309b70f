import { readBodies } from '../store/entries.ts'
import type { Store } from '../store/store.ts'
import { within } from '../store/within.ts'
import { type EventReader, eventStream } from './event-stream.ts'

type Options = EventReader & {
  store: Store
  workspace: string
  /** The entry after which the reader may read no more: it is still told, and then the stream ends. */
  isLast?: ((body: string) => boolean) | undefined
}

/** The ledger from a place on, whoever wrote it, for as long as somebody reads. */
export function entryStream({ store, workspace, isLast, ...reader }: Options): ReadableStream<Uint8Array> {
  return eventStream(
    {
      greeting: `: live from ${reader.after}\n`,
      watch: store.watch,
      async read(after, limit) {
        // Whoever reads a stream asks for more at any time, long after the request.
        const rows = await within(workspace, () => readBodies(store.read, workspace, after, limit))
        // Whoever went while these were read, or was made to go, is not told them any more.
        if (reader.signal.aborted) return { events: [], place: after, isEnd: true }
        const end = isLast ? rows.findIndex(({ body }) => body !== null && isLast(body)) : -1
        const told = end < 0 ? rows : rows.slice(0, end + 1)
        return { events: told.map(frame), place: told.at(-1)?.seq ?? after, isEnd: end >= 0 }
      },
    },
    reader,
  )
}

/** A pruned entry keeps its place in the count, though there is nothing left to tell. */
const frame = ({ seq, body }: { seq: number; body: string | null }): string =>
  body === null ? `id: ${seq}\n: pruned\n\n` : `id: ${seq}\nevent: entry\ndata: ${body}\n\n`
