import type { SpanFacts } from '../../../shared/domain/fleet.ts'
import type { Agent } from './agents.ts'
import type { Random } from './random.ts'

/** In what a run differs from what its agent usually does. */
export type Odd = {
  trace_id?: string
  model?: string
  version?: string
  /** How many times as long, as many tokens, as many turns. */
  slower?: number
  larger?: number
  turns?: number
  failing?: number
  /** The same call again and again. */
  loop?: { tool: string; times: number; argument: string }
  attributes?: Record<string, string>
}

type Place = Pick<SpanFacts, 'trace_id' | 'agent' | 'conversation'> & { resource: Record<string, string> }

/** One run of an agent that began then: itself around turns of model and tool, and whom its tools call. */
export function makeRun(agent: Agent, start_us: number, random: Random, odd: Odd = {}): SpanFacts[] {
  const model = odd.model ?? agent.model
  const place: Place = {
    trace_id: odd.trace_id ?? random.hex(32),
    agent: agent.name,
    conversation: `conv-${random.hex(8)}`,
    resource: { 'service.name': agent.name, 'service.version': odd.version ?? agent.version },
  }
  const root = span(place, random, { name: `invoke_agent ${agent.name}`, operation: 'invoke_agent', start_us })
  const spans: SpanFacts[] = [root]
  let at = start_us + random.whole(2_000, 9_000)
  const add = (made: SpanFacts) => {
    spans.push(made)
    at = made.start_us + made.duration_us + random.whole(500, 4_000)
    return made
  }
  const ask = () => {
    const seconds = agent.seconds * (odd.slower ?? 1) * random.between(0.55, 1.5) * (random.chance(0.05) ? 2.2 : 1)
    const grown = odd.larger ?? 1
    add(
      span(place, random, {
        name: `chat ${model}`,
        operation: 'chat',
        kind: 'client',
        parent_span_id: root.span_id,
        start_us: at,
        duration_us: Math.round(seconds * 1_000_000),
        model,
        provider: agent.provider,
        input_tokens: Math.round(agent.tokens[0] * grown * random.between(0.6, 1.4)),
        output_tokens: Math.round(agent.tokens[1] * grown * random.between(0.5, 1.6)),
        attributes: { 'gen_ai.request.temperature': 0.2 },
      }),
    )
  }
  const use = (tool: string, argument: string, failed: boolean) => {
    const made = add(
      span(place, random, {
        name: `execute_tool ${tool}`,
        operation: 'execute_tool',
        tool,
        parent_span_id: root.span_id,
        start_us: at,
        duration_us: random.whole(30_000, 320_000),
        ...(failed && { status: 'error', status_message: 'upstream answered 503' }),
        attributes: { 'gen_ai.tool.call.arguments': argument },
      }),
    )
    if (!random.chance(odd.loop ? 0.05 : 0.6)) return
    spans.push(
      span(place, random, {
        name: agent.calls,
        kind: 'client',
        parent_span_id: made.span_id,
        start_us: made.start_us + 1_500,
        duration_us: Math.max(1_000, made.duration_us - 4_000),
        ...(failed && { status: 'error', status_message: '503 Service Unavailable' }),
        attributes: { 'http.response.status_code': failed ? 503 : 200 },
      }),
    )
  }

  const failed = random.chance(odd.failing ?? agent.failing)
  const turns = odd.turns ?? Math.max(1, agent.turns + random.whole(-1, 1))
  ask()
  for (let turn = 0; turn < turns; turn++) {
    use(random.pick(agent.tools), `{"id":"${random.whole(10_000, 99_999)}"}`, failed && turn === turns - 1)
    ask()
  }
  for (let call = 0; odd.loop && call < odd.loop.times; call++) {
    if (call % 8 === 0) ask()
    use(odd.loop.tool, odd.loop.argument, false)
  }
  root.duration_us = at - start_us + random.whole(1_000, 6_000)
  Object.assign(root.document.attributes, { 'input.preview': random.pick(agent.says), ...odd.attributes })
  if (failed) Object.assign(root, { status: 'error', status_message: 'the run gave up after a tool failed' })
  return spans
}

type Given = Partial<Omit<SpanFacts, 'document'>> & {
  name: string
  start_us: number
  attributes?: Record<string, string | number>
}

function span({ resource, ...place }: Place, random: Random, { attributes = {}, ...given }: Given): SpanFacts {
  const said = {
    'gen_ai.agent.name': place.agent,
    ...(place.conversation !== null && { 'gen_ai.conversation.id': place.conversation }),
    ...(given.operation && { 'gen_ai.operation.name': given.operation }),
    ...(given.tool && { 'gen_ai.tool.name': given.tool }),
    ...(given.provider && { 'gen_ai.provider.name': given.provider }),
    ...(given.model && { 'gen_ai.request.model': given.model, 'gen_ai.response.model': given.model }),
    ...(given.input_tokens && { 'gen_ai.usage.input_tokens': given.input_tokens }),
    ...(given.output_tokens && { 'gen_ai.usage.output_tokens': given.output_tokens }),
  }
  return {
    ...place,
    span_id: random.hex(16),
    parent_span_id: null,
    kind: 'internal',
    duration_us: 0,
    status: 'unset',
    status_message: null,
    operation: null,
    tool: null,
    model: null,
    provider: null,
    input_tokens: null,
    output_tokens: null,
    ...given,
    document: {
      attributes: { ...said, ...attributes },
      resource,
      scope: { name: 'countersign.sample', version: '1.0.0' },
      events: [],
      links: [],
      dropped: 0,
    },
  }
}
