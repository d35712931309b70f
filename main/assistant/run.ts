import type { z } from '@hono/zod-openapi'
import type { ChatEvents } from '../../shared/contract/assistant.ts'

type ChatEvent = keyof typeof ChatEvents
export type ChatEventData = { [E in ChatEvent]: z.input<(typeof ChatEvents)[E]> }

/** Whose a run is: nobody else hears of it. */
export type RunOwner = { workspace: string; owner: string }

/** What somebody reads of a run, and how they break it off. */
export type Run = RunOwner & {
  id: string
  /** Where question and reply are kept, if anywhere. */
  session_id: string | null
  /** Up to `limit` events behind the one of this number, as they go out; the first is number 1. */
  eventsAfter(n: number, limit: number): readonly string[]
  /** Whether nothing more will be said. */
  isOver(): boolean
  /** Calls back whenever there is more to read, and at the end. */
  watch(listener: () => void): () => void
  /** Whether it was still going on. */
  cancel(): boolean
}

/** Whoever makes it speaks in it. */
export type OwnRun = Run & {
  signal: AbortSignal
  say<E extends ChatEvent>(event: E, data: ChatEventData[E]): void
  /** Nothing is said after it. */
  end(): void
}

/** A reply as it comes about. What was said stays, in order, so that whoever comes back hears all that they missed. */
export function createRun(owner: RunOwner & Pick<Run, 'id' | 'session_id'>, stopping: AbortSignal): OwnRun {
  const said: string[] = []
  const listeners = new Set<() => void>()
  const broken = new AbortController()
  let over = false
  const tell = () => {
    for (const listener of listeners) listener()
  }
  return {
    ...owner,
    signal: AbortSignal.any([broken.signal, stopping]),
    eventsAfter: (n, limit) => said.slice(n, n + limit),
    isOver: () => over,
    watch(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    cancel() {
      if (over || broken.signal.aborted) return false
      broken.abort()
      return true
    },
    say(event, data) {
      if (over) return
      said.push(`id: ${said.length + 1}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
      tell()
    },
    end() {
      over = true
      tell()
    },
  }
}
