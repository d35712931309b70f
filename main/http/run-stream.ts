import type { Run } from '../assistant/run.ts'
import { type EventReader, eventStream } from './event-stream.ts'

/** What a run says, from a place on, until it is over and all of it is said. */
export function runStream({ run, ...reader }: EventReader & { run: Run }): ReadableStream<Uint8Array> {
  return eventStream(
    {
      watch: run.watch,
      read(after, limit) {
        const events = run.eventsAfter(after, limit)
        return { events, place: after + events.length, isEnd: run.isOver() && events.length < limit }
      },
    },
    reader,
  )
}
