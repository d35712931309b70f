import type { SpanFacts } from './fleet.ts'

const calls = new Set(['chat', 'text_completion', 'generate_content', 'embeddings'])

/**
 * Whether a span is a call of a model itself. A span around such calls may carry the sum of their tokens (the conventions
 * ask it of `invoke_agent`): counted too, everything would cost twice.
 */
export const isModelCall = ({
  operation,
  model,
  input_tokens,
  output_tokens,
}: Pick<SpanFacts, 'operation' | 'model' | 'input_tokens' | 'output_tokens'>): boolean =>
  operation === null ? model !== null && (input_tokens !== null || output_tokens !== null) : calls.has(operation)
