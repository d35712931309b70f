export type Told = { trace: number; seconds: number; model?: string; agent?: string }

const text = (key: string, value: string) => ({ key, value: { stringValue: value } })
const nano = (milliseconds: number): string => `${BigInt(Math.round(milliseconds)) * 1_000_000n}`

/** Traces of one span each, as an agent exports them: OTLP as JSON. They ended a moment ago. */
export function spansOf(...traces: readonly Told[]): object {
  return {
    resourceSpans: traces.map(({ trace, seconds, model, agent = 'checkout-agent' }) => ({
      resource: { attributes: [text('service.name', agent)] },
      scopeSpans: [
        {
          scope: { name: 'e2e' },
          spans: [
            {
              traceId: trace.toString(16).padStart(32, '0'),
              spanId: trace.toString(16).padStart(16, '0'),
              name: model === undefined ? 'invoke_agent' : `chat ${model}`,
              kind: 3,
              startTimeUnixNano: nano(Date.now() - seconds * 1000),
              endTimeUnixNano: nano(Date.now()),
              attributes:
                model === undefined
                  ? [text('gen_ai.operation.name', 'invoke_agent')]
                  : [
                      text('gen_ai.operation.name', 'chat'),
                      text('gen_ai.request.model', model),
                      { key: 'gen_ai.usage.input_tokens', value: { intValue: '1200' } },
                      { key: 'gen_ai.usage.output_tokens', value: { intValue: '300' } },
                    ],
              status: {},
            },
          ],
        },
      ],
    })),
  }
}
