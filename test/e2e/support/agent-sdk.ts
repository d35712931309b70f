import { context, SpanStatusCode, trace } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'

type Ran = { agent: string; fails?: boolean; judgedBy?: string }

/** Agents at work, told by OpenTelemetry's own SDK as they would tell it: each run a trace. Answers with their ids. */
export async function runAgents(url: string, key: string, runs: readonly Ran[]): Promise<string[]> {
  const exporter = new OTLPTraceExporter({ url: `${url}/v1/traces`, headers: { authorization: `Bearer ${key}` } })
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'fleet' }),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  })
  const tracer = provider.getTracer('fleet', '1.0.0')
  const traces = runs.map(({ agent, fails = false, judgedBy }) => {
    const root = tracer.startSpan(`invoke_agent ${agent}`, {
      attributes: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': agent },
    })
    const attributes = {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.usage.input_tokens': 1_200,
      'gen_ai.usage.output_tokens': 300,
    }
    tracer.startSpan('chat gpt-4o', { attributes }, trace.setSpan(context.active(), root)).end()
    if (fails) root.setStatus({ code: SpanStatusCode.ERROR, message: 'The search did not answer' })
    if (judgedBy !== undefined)
      root.addEvent('gen_ai.evaluation.result', {
        'gen_ai.evaluation.name': judgedBy,
        'gen_ai.evaluation.score.value': 0.2,
        'gen_ai.evaluation.score.label': 'red',
        'gen_ai.evaluation.explanation': 'More than the order was worth.',
      })
    root.end()
    return root.spanContext().traceId
  })
  await provider.forceFlush()
  await provider.shutdown()
  return traces
}
