import { createAnthropic } from '@ai-sdk/anthropic'
import { createOpenAI } from '@ai-sdk/openai'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { streamText, wrapLanguageModel } from 'ai'
import type { ProviderId } from '../../shared/domain/assistant.ts'
import { gathering } from './gathering.ts'
import { sdkRefusal } from './sdk-refusal.ts'
import type { Part, Prompt, Speaker } from './speaker.ts'

// Its warnings go to the console, where the words of a question have no place.
globalThis.AI_SDK_LOG_WARNINGS = false

/** How a provider is asked: where, with which key, and by which connection. */
export type Reach = {
  provider: ProviderId
  /** As people read it. */
  name: string
  base: string
  /** None where the way itself says who asks: by this server's own gateway. */
  key: string | null
  fetch: typeof fetch
}

type ProviderModel = Parameters<typeof wrapLanguageModel>[0]['model']

/** What a model thinks counts too; longer replies than this help nobody in an incident. */
const mostTokens = 8_000

/** A model as a speaker. Asked once: whoever waits would rather know than wait for a second try. */
export function modelSpeaker(reach: Reach, model: string, maxOutputTokens: number = mostTokens): Speaker {
  const languageModel = wrapLanguageModel({ model: openModel(reach, model), middleware: gathering })
  return {
    provider: reach.provider,
    model,
    async *stream(prompt: Prompt, signal: AbortSignal): AsyncGenerator<Part> {
      if (signal.aborted) return
      const failed = (error: unknown): Part => ({
        kind: 'failed',
        refusal: sdkRefusal(error, { name: reach.name, key: reach.key, model }),
      })
      try {
        const { stream } = streamText({
          model: languageModel,
          instructions: prompt.system,
          messages: prompt.messages.map(({ role, content }) => ({ role, content })),
          maxOutputTokens,
          maxRetries: 0,
          abortSignal: signal,
          telemetry: { isEnabled: false },
          // Nothing that is said there is kept there.
          providerOptions: { openai: { store: false } },
          // Told below; without this it goes to the console, with all that was sent.
          onError: () => {},
        })
        for await (const part of stream) {
          if (part.type === 'text-delta') yield { kind: 'text', delta: part.text }
          else if (part.type === 'abort') return
          else if (part.type === 'error') {
            if (!signal.aborted) yield failed(part.error)
            return
          } else if (part.type === 'finish') {
            const { inputTokens, outputTokens } = part.totalUsage
            const usage = { input_tokens: inputTokens ?? null, output_tokens: outputTokens ?? null }
            // A stream that ends without saying why was cut.
            if (part.finishReason !== 'stop' && part.rawFinishReason === undefined) yield failed(new Error('cut'))
            else yield { kind: 'end', usage, whole: part.finishReason === 'stop' }
            return
          }
        }
      } catch (error) {
        if (!signal.aborted) yield failed(error)
      }
    },
  }
}

/**
 * OpenAI itself is asked by its Responses API, because some of its models answer by no other. Whatever else calls itself
 * OpenAI-compatible speaks Chat Completions, so at any other address that is what is spoken.
 */
function openModel({ provider, base, key, fetch }: Reach, model: string): ProviderModel {
  switch (provider) {
    case 'anthropic':
      return createAnthropic({ baseURL: base, apiKey: key ?? '', fetch })(model)
    case 'openai': {
      if (new URL(base).hostname === 'api.openai.com')
        return createOpenAI({ baseURL: base, apiKey: key ?? '', fetch }).responses(model)
      return compatible({ base, key, fetch }, model)
    }
    case 'gateway':
      return compatible({ base, key, fetch }, model)
    default:
      return provider satisfies never
  }
}

const compatible = ({ base, key, fetch }: Pick<Reach, 'base' | 'key' | 'fetch'>, model: string): ProviderModel =>
  createOpenAICompatible({
    name: 'gateway',
    baseURL: base,
    ...(key === null ? {} : { apiKey: key }),
    fetch,
    includeUsage: true,
    transformRequestBody: (body) => (thinks.test(model) ? inNewWords(body) : body),
  }).chatModel(model)

/** OpenAI's newer models, behind whatever gateway, take no limit by its old name. */
const thinks = /^(.*\/)?(gpt-[5-9]|o[1-9])/

const inNewWords = ({ max_tokens, ...body }: Record<string, unknown>) => ({
  ...body,
  max_completion_tokens: max_tokens,
})
