import { context, DiagLogLevel, diag, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type SocketDoor, serveSocket } from '../../main/http/serve.ts'
import { within } from '../../main/store/within.ts'
import { engines } from '../support/engines.ts'
import { startApp, type TestApp } from './harness.ts'

afterEach(() => diag.disable())

describe.each(engines)('the real SDK against a listening server, on %s', (engine) => {
  let app: TestApp
  let door: SocketDoor
  let key: string
  let workspaces = 0
  let workspace: string
  beforeAll(async () => {
    app = await startApp(engine)
    door = await serveSocket((request, env) => app.app.fetch(request, env), { host: '127.0.0.1', port: 0 })
  })
  afterAll(async () => {
    await door.close()
    await app.close()
  })

  const begin = async () => {
    workspace = `w${++workspaces}`
    key = await app.keyFor(['runner'], workspace)
  }
  const rowsIn = {
    span: (of: string) => app.services.store.read.selectFrom('span').selectAll().where('workspace', '=', of),
    trace: (of: string) => app.services.store.read.selectFrom('trace').selectAll().where('workspace', '=', of),
    usage: (of: string) => app.services.store.read.selectFrom('usage_bucket').selectAll().where('workspace', '=', of),
    evaluation: (of: string) =>
      app.services.store.read.selectFrom('evaluation').selectAll().where('workspace', '=', of),
  }
  const spansOf = (of = workspace) => within(of, () => rowsIn.span(of).execute())
  const tracesOf = (of = workspace) => within(of, () => rowsIn.trace(of).execute())
  const usageOf = (of = workspace) => within(of, () => rowsIn.usage(of).execute())
  const evaluationsOf = (of = workspace) => within(of, () => rowsIn.evaluation(of).execute())

  const exporters = { JSON: JsonExporter, protobuf: ProtobufExporter }
  const cases = (['JSON', 'protobuf'] as const).flatMap((encoding) =>
    (['none', 'gzip'] as const).map((packing) => ({ encoding, packing })),
  )

  function sdkOf(encoding: keyof typeof exporters, packing: 'none' | 'gzip') {
    const exporter = new exporters[encoding]({
      url: `${door.url}/v1/traces`,
      headers: { authorization: `Bearer ${key}` },
      compression: packing as never,
    })
    const provider = new TracerProvider({
      resource: resourceFromAttributes({ 'service.name': 'shop' }),
      spanProcessors: [new BatchSpanProcessor({ exporter })],
    })
    return { provider, tracer: provider.getTracer('shop', '2.1.0') }
  }

  /** An agent that asks a model and calls a tool, which fails; judged by an evaluator. */
  function runAgent({ tracer }: ReturnType<typeof sdkOf>, agent = 'checkout-agent') {
    const attributes = { 'gen_ai.agent.name': agent, 'gen_ai.conversation.id': 'c-1' }
    const root = tracer.startSpan(`invoke_agent ${agent}`, {
      attributes: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.usage.input_tokens': 1_000, ...attributes },
    })
    const inside = trace.setSpan(context.active(), root)
    const model = {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.usage.input_tokens': 1_000,
      'gen_ai.usage.output_tokens': 200,
    }
    tracer.startSpan('chat gpt-4o', { kind: SpanKind.CLIENT, attributes: model }, inside).end()
    const tool = { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'issue_refund' }
    const call = tracer.startSpan('execute_tool issue_refund', { attributes: tool }, inside)
    call.setStatus({ code: SpanStatusCode.ERROR, message: 'declined' })
    call.end()
    root.addEvent('gen_ai.evaluation.result', {
      'gen_ai.evaluation.name': 'refund.amount',
      'gen_ai.evaluation.score.value': 0.2,
      'gen_ai.evaluation.score.label': 'Failed',
      'gen_ai.evaluation.explanation': 'More than the order was worth.',
    })
    root.end()
    return root.spanContext().traceId
  }

  test.each(cases)('$encoding, compression $packing', async ({ encoding, packing }) => {
    await begin()
    const sdk = sdkOf(encoding, packing)
    const trace_id = runAgent(sdk)
    await sdk.provider.forceFlush()
    await sdk.provider.shutdown()
    expect(await tracesOf()).toMatchObject([
      {
        trace_id,
        agent: 'checkout-agent',
        name: 'invoke_agent checkout-agent',
        status: 'ok',
        root_seen: 1,
        span_count: 3,
        error_count: 1,
        llm_calls: 1,
        tool_calls: 1,
        input_tokens: 1_000,
        output_tokens: 200,
        // 1,000 at $2.50 and 200 at $10 a million.
        cost_nano: 4_500_000,
        model: 'gpt-4o',
        conversation: 'c-1',
        judged: 0,
      },
    ])
    const spans = (await spansOf()).map(({ name, agent, kind, tool, status, cost_nano }) => ({
      ...{ name, agent, kind, tool, status, cost_nano },
    }))
    expect(spans.sort((a, b) => a.name.localeCompare(b.name))).toEqual([
      {
        name: 'chat gpt-4o',
        agent: 'checkout-agent',
        kind: 'client',
        tool: null,
        status: 'unset',
        cost_nano: 4_500_000,
      },
      {
        ...{ name: 'execute_tool issue_refund', agent: 'checkout-agent', kind: 'internal', tool: 'issue_refund' },
        ...{ status: 'error', cost_nano: null },
      },
      {
        ...{ name: 'invoke_agent checkout-agent', agent: 'checkout-agent', kind: 'internal', tool: null },
        ...{ status: 'unset', cost_nano: null },
      },
    ])
    const usage = await usageOf()
    expect(
      usage.map(({ model, runs, errors, calls, cost_nano }) => [model, runs, errors, calls, cost_nano]).sort(),
    ).toEqual([
      ['', 1, 0, 0, 0],
      ['gpt-4o', 0, 0, 1, 4_500_000],
    ])
    expect(await evaluationsOf()).toMatchObject([
      { trace_id, agent: 'checkout-agent', rule: 'refund.amount', source: 'reported', score: 0.2, label: 'red' },
    ])
    const resource = JSON.parse((await spansOf())[0]?.document ?? '{}').resource
    expect(resource).toMatchObject({ 'service.name': 'shop' })
  })

  test('a thousand spans in batches come all, once', async () => {
    await begin()
    const sdk = sdkOf('protobuf', 'gzip')
    for (let i = 0; i < 400; i++) runAgent(sdk, `agent-${i % 3}`)
    await sdk.provider.forceFlush()
    await sdk.provider.shutdown()
    expect(await spansOf()).toHaveLength(1_200)
    const traces = await tracesOf()
    expect(traces).toHaveLength(400)
    expect(new Set(traces.map(({ span_count }) => span_count))).toEqual(new Set([3]))
    const usage = await usageOf()
    expect(usage.reduce((sum, { runs }) => sum + runs, 0)).toBe(400)
  })

  test('the exporter hears of what was not taken', async () => {
    await begin()
    const heard: string[] = []
    const hear = (...said: unknown[]) => void heard.push(said.map(String).join(' '))
    diag.setLogger({ error: hear, warn: hear, info: hear, debug: hear, verbose: hear }, DiagLogLevel.WARN)
    for (const encoding of ['JSON', 'protobuf'] as const) {
      const sdk = sdkOf(encoding, 'none')
      runAgent(sdk)
      sdk.tracer.startSpan('from tomorrow and a day', { startTime: Date.now() + 3 * 24 * 3_600_000 }).end()
      await sdk.provider.forceFlush()
      await sdk.provider.shutdown()
    }
    expect(
      heard.filter((line) => line.includes('no span begins or ends more than five minutes from now')),
    ).toHaveLength(2)
    expect(await spansOf()).toHaveLength(6)
  })

  test('another workspace sees nothing of it, and the same trace may be in both', async () => {
    await begin()
    const [first, firstKey] = [workspace, key]
    const sdk = sdkOf('JSON', 'none')
    const trace_id = runAgent(sdk)
    await sdk.provider.forceFlush()
    await sdk.provider.shutdown()
    await begin()
    expect(await spansOf()).toEqual([])
    const sent = { spanId: 'b'.repeat(16), name: 'mine', startTimeUnixNano: `${Date.now()}000000` }
    const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [{ traceId: trace_id, ...sent }] }] }] })
    const headers = { 'content-type': 'application/json' }
    expect((await app.ask('/v1/traces', { method: 'POST', body, headers, key })).status).toBe(200)
    expect(await tracesOf()).toMatchObject([{ trace_id, span_count: 1, name: 'mine' }])
    expect(await tracesOf(first)).toMatchObject([{ trace_id, span_count: 3 }])
    expect(firstKey).not.toBe(key)
  })
})
