import { z } from 'zod'
import { isText, textExpected } from './is-text.ts'
import { isOneLine, oneLineExpected } from './one-line.ts'

/** What of a trace a rule may look at. */
export const ruleInputs = [
  'duration_ms',
  'span_count',
  'error_count',
  'error_share',
  'llm_calls',
  'tool_calls',
  'distinct_tools',
  'most_repeated_call',
  'input_tokens',
  'output_tokens',
  'cost_usd',
  'depth',
] as const
export type RuleInput = (typeof ruleInputs)[number]
export type Inputs = Readonly<Record<RuleInput, number>>

const number = z.number().min(-1e15).max(1e15)
const name = (max: number) => z.string().trim().min(1).max(max).refine(isOneLine, oneLineExpected)

/** One limit: amber from one value on, red from another; downwards where `below` is meant. */
const Threshold = z
  .strictObject({
    input: z.enum(ruleInputs),
    side: z.enum(['above', 'below']),
    amber: number,
    red: number,
    /** What is usual: what stands in for it where its contribution is asked for. */
    baseline: number,
  })
  .refine(({ side, amber, red }) => (side === 'above' ? amber <= red : amber >= red), {
    message: 'red lies beyond amber',
    path: ['red'],
  })

/** One part of a sum: nothing at `from`, all of its weight at `to`. */
const Weight = z
  .strictObject({
    input: z.enum(ruleInputs),
    weight: z.number().min(0.001).max(1000),
    from: number,
    to: number,
    baseline: number,
  })
  .refine(({ from, to }) => from !== to, { message: 'differs from where it begins', path: ['to'] })

const head = {
  name: name(120),
  description: z.string().max(1000).refine(isText, textExpected),
  frameworks: z.array(name(80)).max(20),
  /** Of these agents alone; of all, where it is empty. */
  agents: z.array(name(200)).max(100),
  enabled: z.boolean(),
}

const once = (items: readonly { input: RuleInput }[]) => new Set(items.map(({ input }) => input)).size === items.length
const eachOnce = { message: 'names each input once' }

/** A rule that Countersign evaluates itself. Both kinds give a score from 0 to 1. */
export const FleetRule = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('threshold'),
    ...head,
    /** The worst of them counts: 0 within, 0.5 from amber on, 1 from red on. */
    limits: z.array(Threshold).min(1).max(12).refine(once, eachOnce),
  }),
  z
    .strictObject({
      kind: z.literal('weighted'),
      ...head,
      parts: z.array(Weight).min(1).max(12).refine(once, eachOnce),
      /** From nothing on, every trace would be amber. */
      amber: z.number().gt(0).max(1),
      red: z.number().gt(0).max(1),
    })
    .refine(({ amber, red }) => amber <= red, { message: 'red is not below amber', path: ['red'] }),
])
export type FleetRule = z.infer<typeof FleetRule>
