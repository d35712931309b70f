import { createParser, type EventSourceMessage } from 'eventsource-parser'

export type EventReader = {
  comments: string[]
  /** The next event; undefined at the stream's end. */
  next(): Promise<EventSourceMessage | undefined>
  take(count: number): Promise<EventSourceMessage[]>
  /** Everything up to the end. */
  rest(): Promise<EventSourceMessage[]>
  /** Reads on until a comment of this text comes. */
  comment(text: string): Promise<void>
  cancel(): Promise<void>
}

export function readEvents(response: Response): EventReader {
  const reader = response.body?.getReader()
  if (!reader) throw new Error('the answer has no body')
  const decoder = new TextDecoder()
  const events: EventSourceMessage[] = []
  const comments: string[] = []
  const parser = createParser({ onEvent: (event) => events.push(event), onComment: (text) => comments.push(text) })
  const readMore = async (): Promise<boolean> => {
    const { done, value } = await reader.read()
    if (value) parser.feed(decoder.decode(value, { stream: true }))
    return !done
  }
  const next: EventReader['next'] = async () => {
    while (events.length === 0 && (await readMore()));
    return events.shift()
  }
  return {
    comments,
    next,
    async take(count) {
      const taken: EventSourceMessage[] = []
      while (taken.length < count) {
        const event = await next()
        if (event === undefined) throw new Error(`the stream ended after ${taken.length} of ${count} events`)
        taken.push(event)
      }
      return taken
    },
    async rest() {
      while (await readMore());
      return events.splice(0)
    },
    async comment(text) {
      while (!comments.includes(text)) if (!(await readMore())) throw new Error('the stream ended')
    },
    cancel: () => reader.cancel(),
  }
}

export const seqsOf = (events: readonly EventSourceMessage[]): number[] => events.map((event) => Number(event.id))
