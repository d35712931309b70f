import { z } from 'zod'
import { dataIn } from './prompt.ts'
import { sentencesAbout } from './scripted-sentences.ts'
import type { Part, Prompt, Speaker } from './speaker.ts'

const Data = z.object({
  items: z.array(z.object({ ref: z.string(), kind: z.string(), data: z.unknown() })),
  not_proposed: z.string().optional(),
})

/**
 * What the sample says where nobody has configured a key: no model, but sentences about the very rows that a model would
 * have been given. It is labelled as such wherever it speaks, and exists in the sample alone.
 */
export const scriptedSpeaker: Speaker = {
  provider: 'sample',
  model: 'scripted',
  async *stream(prompt: Prompt, signal: AbortSignal): AsyncGenerator<Part> {
    for (const piece of piecesOf(replyTo(prompt))) {
      if (signal.aborted) return
      yield { kind: 'text', delta: piece }
      await pause(signal)
    }
    yield { kind: 'end', usage: { input_tokens: null, output_tokens: null }, whole: true }
  },
}

/** All of it at once. */
export function replyTo(prompt: Prompt): string {
  const read = Data.safeParse(dataIn(prompt))
  if (!read.success || read.data.items.length === 0) return nothingToSay
  const { items, not_proposed } = read.data
  const said = items.map(({ ref, kind, data }) => `${sentencesAbout(kind, data)} [${ref}]`)
  return [...said, ...(not_proposed === undefined ? [] : [not_proposed])].join('\n\n')
}

const nothingToSay =
  'No word of this asks for something that I have rows of. Try “how are my agents?”, “show last trace” or “how much did we spend?”.'

/** A word at a time, as models speak. */
const piecesOf = (text: string): string[] => text.match(/\s*\S+\s*?/g) ?? []

const pieceMs = 12
function pause(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, pieceMs)
  const stop = () => resolve()
  signal.addEventListener('abort', stop, { once: true })
  return promise.finally(() => {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
  })
}
