type Attribute = { key: string; value: { stringValue: string } | { intValue: string } }
type Given = {
  agent: string
  count: number
  traceId: string
  /** When it began. */
  from?: number
  /** Of each span: who called it, by its number; by default a tree of three each. */
  parentOf?: (n: number) => number
  /** Which of them failed. */
  failed?: (n: number) => boolean
}

export const spanIdOf = (n: number): string => (n + 1).toString(16).padStart(16, '0')

/** A trace of an agent's as OTLP's JSON has it: the agent's own span, and under it calls of a model and of tools. */
export function otlpTrace({ agent, count, traceId, from = Date.now() - 60_000, parentOf, failed }: Given): object {
  const spans = Array.from({ length: count }, (_, n) => {
    const start = from + n * 20
    const end = n === 0 ? from + count * 20 + 500 : start + 15 + (n % 7) * 40
    const caller = parentOf === undefined ? Math.floor((n - 1) / 3) : parentOf(n)
    return {
      traceId,
      spanId: spanIdOf(n),
      ...(n === 0 ? {} : { parentSpanId: spanIdOf(caller) }),
      name: n === 0 ? `invoke_agent ${agent}` : n % 2 === 1 ? 'chat gpt-5-mini' : `execute_tool search_orders_${n}`,
      kind: 1,
      startTimeUnixNano: `${start}000000`,
      endTimeUnixNano: `${end}000000`,
      attributes: attributesOf(n, agent),
      status: failed?.(n) ? { code: 2, message: 'HTTP 503 from orders' } : {},
      ...(failed?.(n)
        ? {
            events: [
              { name: 'exception', timeUnixNano: `${end}000000`, attributes: [text('exception.type', 'Timeout')] },
            ],
          }
        : {}),
    }
  })
  const resource = { attributes: [text('service.name', agent), text('service.version', '4f2c9e1')] }
  return { resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'e2e', version: '1.0' }, spans }] }] }
}

const text = (key: string, value: string): Attribute => ({ key, value: { stringValue: value } })
const whole = (key: string, value: number): Attribute => ({ key, value: { intValue: String(value) } })

function attributesOf(n: number, agent: string): Attribute[] {
  const shared = [text('gen_ai.agent.name', agent), text('gen_ai.conversation.id', `conversation-of-${agent}`)]
  if (n === 0) return [...shared, text('gen_ai.operation.name', 'invoke_agent')]
  if (n % 2 === 0)
    return [...shared, text('gen_ai.operation.name', 'execute_tool'), text('gen_ai.tool.name', 'search_orders')]
  return [
    ...shared,
    text('gen_ai.operation.name', 'chat'),
    text('gen_ai.provider.name', 'openai'),
    text('gen_ai.request.model', 'gpt-5-mini'),
    whole('gen_ai.usage.input_tokens', 1_000 + n),
    whole('gen_ai.usage.output_tokens', 90),
  ]
}

/** As an agent's own exporter would send it. */
export async function report(url: string, key: string, path: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` }
  const answer = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
}
