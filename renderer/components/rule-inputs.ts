import type { RuleInput } from '../../shared/domain/fleet-rule.ts'
import { figure, percent, span, tokens, usd } from './quantity.ts'

type Words = { name: string; unit: string; show: (value: number) => string }

/** What of a trace a rule looks at, in words. */
export const inputWords: Record<RuleInput, Words> = {
  duration_ms: { name: 'Duration', unit: 'ms', show: span },
  span_count: { name: 'Spans', unit: 'spans', show: tokens },
  error_count: { name: 'Errors', unit: 'spans', show: tokens },
  error_share: { name: 'Share of errors', unit: '0 to 1', show: percent },
  llm_calls: { name: 'Model calls', unit: 'calls', show: tokens },
  tool_calls: { name: 'Tool calls', unit: 'calls', show: tokens },
  distinct_tools: { name: 'Different tools', unit: 'tools', show: tokens },
  most_repeated_call: { name: 'Most repeated call', unit: 'times', show: tokens },
  input_tokens: { name: 'Input tokens', unit: 'tokens', show: tokens },
  output_tokens: { name: 'Output tokens', unit: 'tokens', show: tokens },
  cost_usd: { name: 'Cost', unit: 'US dollars', show: usd },
  depth: { name: 'Depth', unit: 'levels', show: tokens },
}

const isKnown = (input: string): input is RuleInput => Object.hasOwn(inputWords, input)

/** Reporters have inputs of their own, which are called as they call them. */
export const inputName = (input: string): string => (isKnown(input) ? inputWords[input].name : input)
export const inputValue = (input: string, value: number | null): string =>
  value === null ? '–' : isKnown(input) ? inputWords[input].show(value) : figure(value)
