import type { Transformer } from 'node:stream/web'
import { z } from 'zod'

/** What of an answer is looked at while it passes: enough for any reply, and no more than fits. */
const longest = 4 * 1024 * 1024

const count = z.int().min(0).nullish()
const Usage = z.object({
  prompt_tokens: count,
  completion_tokens: count,
  input_tokens: count,
  output_tokens: count,
})
const Said = z.object({
  model: z.string().nullish(),
  usage: Usage.nullish(),
  /** By the Responses API the last event carries the whole. */
  response: z.object({ model: z.string().nullish(), usage: Usage.nullish() }).nullish(),
  choices: z.array(z.unknown()).nullish(),
})

export type Heard = { model: string | null; input_tokens: number | null; output_tokens: number | null }

type Tap = {
  /** Passes every byte on as it comes, and `end` hears what was read in them, once, however it ends. */
  through: TransformStream<Uint8Array, Uint8Array>
  heard(): Heard
}

/**
 * Reads the tokens of an answer while it passes. `asked`: the count at the end of a stream was asked for by us and not by
 * the client, who is not told of it then.
 */
export function usageTap(
  { isStream, asked }: { isStream: boolean; asked: boolean },
  end: (whole: boolean) => void,
): Tap {
  const heard: Heard = { model: null, input_tokens: null, output_tokens: null }
  const decoder = new TextDecoder()
  const encoder = new TextEncoder()
  let pending = ''
  let tooLong = false

  const hear = (text: string): boolean => {
    const said = Said.safeParse(parsed(text)).data
    if (said === undefined) return false
    const usage = said.usage ?? said.response?.usage
    heard.model = said.model ?? said.response?.model ?? heard.model
    if (!usage) return false
    heard.input_tokens = usage.prompt_tokens ?? usage.input_tokens ?? heard.input_tokens
    heard.output_tokens = usage.completion_tokens ?? usage.output_tokens ?? heard.output_tokens
    return asked && said.choices?.length === 0
  }
  /** What of these events the client is to hear. */
  const hearEvents = (text: string): string => {
    pending += text
    let kept = ''
    for (let found = boundary.exec(pending); found; found = boundary.exec(pending)) {
      const event = pending.slice(0, found.index + found[0].length)
      pending = pending.slice(event.length)
      if (!hear(dataOf(event))) kept += event
    }
    return kept
  }
  const take = (text: string): string => {
    if (isStream) return hearEvents(text)
    if (!tooLong) pending += text
    return text
  }

  const tap: Transformer<Uint8Array, Uint8Array> = {
    transform(chunk, controller) {
      if (tooLong) return controller.enqueue(chunk)
      const kept = take(decoder.decode(chunk, { stream: true }))
      tooLong = pending.length > longest
      // Only where something may be left out does it matter where an event ends.
      if (!isStream || !asked) controller.enqueue(chunk)
      else if (kept !== '' || tooLong) controller.enqueue(encoder.encode(tooLong ? kept + pending : kept))
      if (tooLong) pending = ''
    },
    flush(controller) {
      const rest = decoder.decode()
      if (isStream) {
        const kept = take(rest) + (hear(dataOf(pending)) ? '' : pending)
        if (asked && kept !== '') controller.enqueue(encoder.encode(kept))
      } else if (!tooLong) hear(pending + rest)
      end(true)
    },
    // Whoever asked went away, or the answer was cut: what was said until then of what was used counts.
    cancel() {
      if (isStream) hearEvents('\n\n')
      end(false)
    },
  }
  return { heard: () => heard, through: new TransformStream<Uint8Array, Uint8Array>(tap) }
}

const boundary = /\r?\n\r?\n/

const dataOf = (event: string): string =>
  event
    .split(/\r?\n/)
    .flatMap((line) => (line.startsWith('data:') ? [line.slice(5).trimStart()] : []))
    .join('\n')

function parsed(text: string): unknown {
  if (!text.startsWith('{')) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
