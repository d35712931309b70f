import type { LanguageModelMiddleware } from 'ai'

type Streamed = Awaited<ReturnType<Parameters<NonNullable<LanguageModelMiddleware['wrapStream']>>[0]['doStream']>>
type Part = Streamed['stream'] extends ReadableStream<infer P> ? P : never
type Delta = Extract<Part, { type: 'text-delta' | 'reasoning-delta' }>

/**
 * Pieces of a reply that are there already go on as one: what `streamText` does with a piece costs as much for a letter as
 * for a page, and a quick provider sends hundreds in one read of its connection. Nothing waits: what came by itself goes on
 * by itself, before the program turns to anything else.
 */
export const gathering: LanguageModelMiddleware = {
  specificationVersion: 'v4',
  async wrapStream({ doStream }) {
    const { stream, ...rest } = await doStream()
    return { ...rest, stream: gathered(stream) }
  },
}

function gathered(parts: ReadableStream<Part>): ReadableStream<Part> {
  const reader = parts.getReader()
  let held: Delta | undefined
  let isOver = false
  return new ReadableStream<Part>({
    async pull(controller) {
      const pass = () => {
        const part = held
        held = undefined
        if (part !== undefined && !isOver) controller.enqueue(part)
      }
      const take = (part: Part) => {
        if (held !== undefined && continues(held, part)) {
          held = { ...held, delta: held.delta + part.delta }
          return
        }
        pass()
        if (!isDelta(part)) return controller.enqueue(part)
        held = part
        // Runs when all that follows from what was read just now has been done, and before anything else is read.
        process.nextTick(pass)
      }
      try {
        do {
          const { done, value } = await reader.read()
          if (isOver) return
          if (!done) take(value)
          else {
            pass()
            isOver = true
            controller.close()
          }
        } while (!isOver && (controller.desiredSize ?? 0) > 0)
      } catch (error) {
        pass()
        isOver = true
        throw error
      }
    },
    cancel(reason) {
      isOver = true
      return reader.cancel(reason)
    },
  })
}

const isDelta = (part: Part): part is Delta => part.type === 'text-delta' || part.type === 'reasoning-delta'

/** What a provider says of a piece is said of that piece alone. */
const continues = (held: Delta, part: Part): part is Delta =>
  part.type === held.type && part.id === held.id && !held.providerMetadata && !part.providerMetadata
