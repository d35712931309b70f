import { setTimeout as pause } from 'node:timers/promises'
import { EventSourceParserStream } from 'eventsource-parser/stream'
import type { Entry } from '../../../shared/domain/entry.ts'
import { backoff, type Client } from './client.ts'

/** Entries after which there may be something to run. */
const news = new Set(['action.proposal.approved', 'action.proposal.glass_broken'])

/**
 * Calls `wake` when something was approved, and each time that it hears again after it could not: what it missed
 * meanwhile is in the list. Ends when the signal is aborted.
 */
export async function followApprovals(client: Client, wake: () => void, signal: AbortSignal): Promise<void> {
  for (let failures = 0; !signal.aborted; failures++) {
    try {
      const stream = await client.events(signal)
      wake()
      failures = 0
      await readNews(stream, wake)
    } catch {
      // Broken, refused or unreachable: the list is asked all the same, and says why.
    }
    await pause(backoff(failures), undefined, { signal }).catch(() => {})
  }
}

async function readNews(stream: ReadableStream<Uint8Array>, wake: () => void): Promise<void> {
  const events = stream
    .pipeThrough(new TextDecoderStream() as unknown as TransformStream<Uint8Array, string>)
    .pipeThrough(new EventSourceParserStream())
  for await (const { event, data } of events)
    if (event === 'entry' && news.has((JSON.parse(data) as Entry).action)) wake()
}
