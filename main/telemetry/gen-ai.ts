import type { SpanFacts } from '../../shared/domain/fleet.ts'
import { plainName } from '../../shared/domain/plain-name.ts'
import type { Attributes } from './attributes.ts'

type Said = Pick<
  SpanFacts,
  'operation' | 'tool' | 'model' | 'provider' | 'conversation' | 'input_tokens' | 'output_tokens'
> & {
  /** Who the span itself says did it. */
  agent: string | null
}

/**
 * What the semantic conventions for generative AI say of a span, by the names of today and by those that they had before.
 * Of two models the one that answered counts: it is what is paid for.
 */
export function readGenAi(attributes: Attributes, name: string): Said {
  const tool = words(attributes, 200, 'gen_ai.tool.name')
  const operation = words(attributes, 80, 'gen_ai.operation.name') ?? (tool === null ? null : 'execute_tool')
  return {
    agent: words(attributes, 200, 'gen_ai.agent.name', 'gen_ai.agent.id'),
    operation,
    tool:
      operation === 'execute_tool' ? (tool ?? (plainName(name.replace(/^execute_tool\s+/, ''), 200) || null)) : tool,
    model: words(attributes, 120, 'gen_ai.response.model', 'gen_ai.request.model'),
    provider: words(attributes, 80, 'gen_ai.provider.name', 'gen_ai.system'),
    conversation: words(attributes, 200, 'gen_ai.conversation.id', 'session.id'),
    input_tokens: tokens(attributes, 'gen_ai.usage.input_tokens', 'gen_ai.usage.prompt_tokens'),
    output_tokens: tokens(attributes, 'gen_ai.usage.output_tokens', 'gen_ai.usage.completion_tokens'),
  }
}

function words(attributes: Attributes, most: number, ...names: string[]): string | null {
  for (const name of names) {
    const value = attributes[name]
    const plain = typeof value === 'string' ? plainName(value, most) : ''
    if (plain !== '') return plain
  }
  return null
}

/** No one call has more; a number beyond is a mistake, or meant to spoil sums. */
const mostTokens = 100_000_000

function tokens(attributes: Attributes, ...names: string[]): number | null {
  for (const name of names) {
    const value = attributes[name]
    if (typeof value === 'number' && value >= 0 && value <= mostTokens) return Math.floor(value)
  }
  return null
}
