import type { ProviderId } from '../../shared/domain/assistant.ts'
import type { Refusal } from '../../shared/domain/result.ts'

/** What a model is given. What comes from telemetry stands in the last message, marked as data; never in `system`. */
export type Prompt = { system: string; messages: readonly { role: 'user' | 'assistant'; content: string }[] }

export type Usage = { input_tokens: number | null; output_tokens: number | null }

export type Part =
  | { kind: 'text'; delta: string }
  | {
      kind: 'end'
      usage: Usage /** The provider stopped before the reply was whole: a limit of length, say. */
      whole: boolean
    }
  /** The provider said no, or went away; what it said before stands. */
  | { kind: 'failed'; refusal: Refusal }

/** Whoever writes replies: a provider's model under the operator's own key, or the sample's script. */
export type Speaker = {
  provider: ProviderId | 'sample'
  model: string
  /** Ends with one `end` or one `failed`; after an abort it just ends. It has no tools. */
  stream(prompt: Prompt, signal: AbortSignal): AsyncIterable<Part>
}
