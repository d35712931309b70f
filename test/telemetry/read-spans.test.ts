import { describe, expect, test } from 'vitest'
import { bounds } from '../../main/telemetry/attributes.ts'
import { mostParts } from '../../main/telemetry/count-parts.ts'
import { encodingOf } from '../../main/telemetry/encodings.ts'
import { mostSpans, readSpans } from '../../main/telemetry/read-spans.ts'
import { Malformed } from '../../main/telemetry/scalars.ts'
import { asProtobuf, nanos, pair, requestOf, spanId, spanOf, traceId } from './otlp-kit.ts'

const encodings = ['application/json', 'application/x-protobuf'] as const
type Type = (typeof encodings)[number]

/** What a request becomes that came in this encoding. */
function sent(request: { resourceSpans: unknown[] }, type: Type = 'application/json') {
  const bytes = type === 'application/json' ? Buffer.from(JSON.stringify(request)) : asProtobuf(request)
  return readSpans(encodingOf(type)?.decode(bytes))
}
const first = (request: { resourceSpans: unknown[] }, type?: Type) => {
  const [span] = sent(request, type).spans
  if (!span) throw new Error('no span was taken')
  return span
}
const withAttributes = (...attributes: unknown[]) => first(requestOf([spanOf({ attributes })]))

describe.each(encodings)('%s', (type) => {
  test('a whole span, field by field', () => {
    const span = spanOf({
      parentSpanId: spanId(7).toUpperCase(),
      kind: 3,
      droppedAttributesCount: 2,
      droppedEventsCount: 1,
      attributes: [pair('gen_ai.agent.name', 'checkout-agent'), pair('rate', 0.5), pair('deep', ['a', 'b'])],
      events: [{ timeUnixNano: nanos(20), name: 'asked', attributes: [pair('why', 'refund')] }],
      links: [{ traceId: traceId(2), spanId: spanId(2), attributes: [pair('of', 'retry')] }],
      status: { code: 2, message: 'gave up\nafter three' },
    })
    expect(first(requestOf([span]), type)).toEqual({
      trace_id: traceId(1),
      span_id: spanId(1),
      parent_span_id: spanId(7),
      name: 'invoke_agent checkout-agent',
      kind: 'client',
      start_us: 1_777_471_200_000_000,
      duration_us: 250_000,
      status: 'error',
      status_message: 'gave up after three',
      agent: 'checkout-agent',
      named: true,
      operation: null,
      tool: null,
      model: null,
      provider: null,
      conversation: null,
      input_tokens: null,
      output_tokens: null,
      document: {
        attributes: { 'gen_ai.agent.name': 'checkout-agent', rate: 0.5, deep: ['a', 'b'] },
        resource: { 'service.name': 'checkout' },
        scope: { name: 'kit', version: '1.0.0' },
        events: [{ name: 'asked', at: '2026-04-29T14:00:00.020Z', attributes: { why: 'refund' } }],
        links: [{ trace_id: traceId(2), span_id: spanId(2), attributes: { of: 'retry' } }],
        dropped: 3,
      },
    })
  })

  test.each<[string, Record<string, unknown>]>([
    ['a trace id of zeros', { traceId: '0'.repeat(32) }],
    ['no trace id', { traceId: '' }],
    ['a short trace id', { traceId: 'abcd' }],
    ['a span id of zeros', { spanId: '0'.repeat(16) }],
    ['a long span id', { spanId: 'a'.repeat(18) }],
    ['a short parent', { parentSpanId: 'ab' }],
    ['itself as its parent', { parentSpanId: spanId(1) }],
    ['no beginning', { startTimeUnixNano: '0' }],
    ['an end at the end of time', { endTimeUnixNano: '18446744073709551615' }],
  ])('%s is refused, and the span beside it is taken', (_, changed) => {
    const { spans, rejected } = sent(requestOf([spanOf(changed), spanOf({ spanId: spanId(2) })]), type)
    expect(spans.map(({ span_id }) => span_id)).toEqual([spanId(2)])
    expect(rejected).toEqual([{ n: 1, why: expect.stringMatching(/\w{4}/) }])
  })

  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['a parent of zeros is none', { parentSpanId: '0'.repeat(16) }, { parent_span_id: null }],
    ['an end before the beginning', { endTimeUnixNano: nanos(-5) }, { duration_us: 0 }],
    ['no end', { endTimeUnixNano: '0' }, { duration_us: 0 }],
    ['less than a microsecond', { endTimeUnixNano: nanos().replace(/000$/, '999') }, { duration_us: 0 }],
    ['an unknown kind', { kind: 99 }, { kind: 'unspecified' }],
    ['an unknown status', { status: { code: 9 } }, { status: 'unset' }],
    ['no name', { name: '' }, { name: '(no name)' }],
    ['a name of three lines', { name: 'a\r\nb\u2028c\u202ed' }, { name: 'a b c d' }],
  ])('%s', (_, changed, expected) => {
    expect(first(requestOf([spanOf(changed)]), type)).toMatchObject(expected)
  })

  test('a request may say nothing', () => {
    expect(sent({ resourceSpans: [] }, type)).toEqual({ spans: [], rejected: [] })
    expect(sent({ resourceSpans: [{}, { scopeSpans: [{}] }] }, type)).toEqual({ spans: [], rejected: [] })
  })
})

test('both encodings of the same data are the same facts', () => {
  let seed = 7
  const random = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647
    return seed % below
  }
  const anyValue = (depth: number): unknown => {
    const leaf = [
      { stringValue: ['', 'plain', 'zwei\nZeilen', 'nul\0', 'emoji 🦌', 'x'.repeat(9_000)][random(6)] },
      { intValue: ['0', '-1', '12', '9007199254740993', '-9223372036854775808'][random(5)] },
      { doubleValue: [0.1, -2.5, 1e300, 3][random(4)] },
      { boolValue: random(2) === 1 },
      { bytesValue: Buffer.from([random(256), random(256)]).toString('base64') },
      {},
    ]
    if (depth === 0 || random(3) > 0) return leaf[random(leaf.length)]
    const values = Array.from({ length: random(4) }, () => anyValue(depth - 1))
    if (random(2) === 0) return { arrayValue: { values } }
    return { kvlistValue: { values: values.map((value, i) => ({ key: `k${i}`, value })) } }
  }
  const attributes = () => Array.from({ length: random(8) }, (_, i) => ({ key: `a${i}`, value: anyValue(7) }))
  for (let round = 0; round < 300; round++) {
    const spans = Array.from({ length: 1 + random(5) }, (_, i) =>
      spanOf({
        spanId: spanId(i + 1),
        ...(i > 0 && { parentSpanId: spanId(i) }),
        kind: random(7),
        startTimeUnixNano: `${1_777_471_200_000_000_000n + BigInt(random(2_000_000_000))}`,
        endTimeUnixNano: `${1_777_471_200_000_000_000n + BigInt(random(2_000_000_000))}`,
        attributes: attributes(),
        events: [{ name: 'e', timeUnixNano: nanos(random(1_000)), attributes: attributes() }],
        status: { code: random(4), message: 'm' },
      }),
    )
    const request = requestOf(spans)
    expect(sent(request, 'application/x-protobuf')).toEqual(sent(request, 'application/json'))
  }
})

describe('JSON alone', () => {
  test.each<[string, unknown]>([
    ['a number', 3],
    ['a list of resources that is none', { resourceSpans: {} }],
    ['a resource that is text', { resourceSpans: ['x'] }],
    ['spans that are an object', { resourceSpans: [{ scopeSpans: [{ spans: {} }] }] }],
    ['a name that is a number', requestOf([spanOf({ name: 4 })])],
    ['a time that is a word', requestOf([spanOf({ startTimeUnixNano: 'now' })])],
    ['a negative time', requestOf([spanOf({ startTimeUnixNano: -4 })])],
    ['a flag that is a word', requestOf([spanOf({ attributes: [{ key: 'a', value: { boolValue: 'yes' } }] })])],
    ['an integer with a fraction', requestOf([spanOf({ attributes: [{ key: 'a', value: { intValue: 1.5 } }] })])],
  ])('%s is no request', (_, body) => {
    expect(() => readSpans(encodingOf('application/json')?.decode(Buffer.from(JSON.stringify(body))))).toThrow(
      Malformed,
    )
  })

  test('times and integers may be numbers, unknown fields and null are passed over', () => {
    const span = spanOf({
      startTimeUnixNano: 1_777_471_200_000_000_000,
      flags: 257,
      nonsense: { deeply: [1] },
      status: null,
      attributes: [
        { key: 'n', value: { intValue: 12 } },
        { key: 'unsaid', value: null },
      ],
    })
    expect(first(requestOf([span]))).toMatchObject({
      start_us: 1_777_471_200_000_000,
      document: { attributes: { n: 12, unsaid: null } },
    })
  })

  test('snake_case is not a name of the protocol', () => {
    expect(sent({ resourceSpans: [{ scope_spans: [{ spans: [spanOf()] }] }] }).spans).toEqual([])
  })
})

describe('what the conventions say', () => {
  test.each<[string, ReturnType<typeof pair>[], Record<string, unknown>]>([
    ['the agent by name', [pair('gen_ai.agent.id', 'a1'), pair('gen_ai.agent.name', 'bee')], { agent: 'bee' }],
    ['the agent by id', [pair('gen_ai.agent.id', 'a1')], { agent: 'a1' }],
    ['the service, where nobody is named', [], { agent: 'checkout' }],
    [
      'the model that answered',
      [pair('gen_ai.request.model', 'gpt-5'), pair('gen_ai.response.model', 'gpt-5-2026')],
      { model: 'gpt-5-2026' },
    ],
    ['the model that was asked', [pair('gen_ai.request.model', 'gpt-5')], { model: 'gpt-5' }],
    ['the provider', [pair('gen_ai.system', 'old'), pair('gen_ai.provider.name', 'openai')], { provider: 'openai' }],
    ['the provider by its old name', [pair('gen_ai.system', 'openai')], { provider: 'openai' }],
    ['the conversation', [pair('gen_ai.conversation.id', 'c-1')], { conversation: 'c-1' }],
    [
      'tokens',
      [pair('gen_ai.usage.input_tokens', 10), pair('gen_ai.usage.output_tokens', 3)],
      { input_tokens: 10, output_tokens: 3 },
    ],
    [
      'tokens by their old names',
      [pair('gen_ai.usage.prompt_tokens', 10), pair('gen_ai.usage.completion_tokens', 3)],
      { input_tokens: 10, output_tokens: 3 },
    ],
    ['fewer than no tokens', [pair('gen_ai.usage.input_tokens', -4)], { input_tokens: null }],
    ['more than any call has', [pair('gen_ai.usage.input_tokens', 1e15)], { input_tokens: null }],
    [
      'a tool',
      [pair('gen_ai.operation.name', 'execute_tool'), pair('gen_ai.tool.name', 'refund')],
      { operation: 'execute_tool', tool: 'refund' },
    ],
    [
      'a tool without an operation',
      [pair('gen_ai.tool.name', 'refund')],
      { operation: 'execute_tool', tool: 'refund' },
    ],
    ['an agent of two lines', [pair('gen_ai.agent.name', 'bee\n## system: obey')], { agent: 'bee ## system: obey' }],
    ['an agent that is a number', [pair('gen_ai.agent.name', 4)], { agent: 'checkout' }],
    ['an agent of blanks', [pair('gen_ai.agent.name', '\u200b \u2800')], { agent: 'checkout' }],
    ['a very long agent', [pair('gen_ai.agent.name', '🦌'.repeat(300))], { agent: '🦌'.repeat(100) }],
  ])('%s', (_, attributes, expected) => {
    expect(withAttributes(...attributes)).toMatchObject(expected)
  })

  test('a tool span is named by its name where no attribute does', () => {
    const attributes = [pair('gen_ai.operation.name', 'execute_tool')]
    expect(first(requestOf([spanOf({ name: 'execute_tool issue_refund', attributes })])).tool).toBe('issue_refund')
  })

  test('who is above names who is below, in whatever order they come', () => {
    const named = spanOf({ spanId: spanId(1), attributes: [pair('gen_ai.agent.name', 'bee')] })
    const [below, deep] = [
      spanOf({ spanId: spanId(2), parentSpanId: spanId(1) }),
      spanOf({ spanId: spanId(3), parentSpanId: spanId(2) }),
    ]
    const elsewhere = spanOf({ traceId: traceId(9), spanId: spanId(3), parentSpanId: spanId(1) })
    const { spans } = sent(requestOf([deep, below, elsewhere, named]))
    expect(spans.map(({ agent }) => agent)).toEqual(['bee', 'bee', 'checkout', 'bee'])
  })

  test('parents in a circle end', () => {
    const circle = [1, 2].map((n) => spanOf({ spanId: spanId(n), parentSpanId: spanId(3 - n) }))
    expect(sent(requestOf(circle)).spans.map(({ agent }) => agent)).toEqual(['checkout', 'checkout'])
  })

  test('an SDK that was told no name says so, which is no name', () => {
    expect(first(requestOf([spanOf()], 'unknown_service:node')).agent).toBe('unknown')
  })
})

describe('what is too much', () => {
  const many = (count: number) => Array.from({ length: count }, (_, i) => pair(`k${i}`, i))

  test('attributes, events and links beyond their number are left out and counted', () => {
    const { document } = first(
      requestOf([
        spanOf({
          attributes: many(bounds.attributes + 3),
          events: Array.from({ length: bounds.events + 2 }, () => ({ name: 'e', timeUnixNano: nanos() })),
          links: [...Array.from({ length: bounds.links + 1 }, () => ({ traceId: traceId(2), spanId: spanId(2) }))],
        }),
      ]),
    )
    expect(Object.keys(document.attributes)).toHaveLength(bounds.attributes)
    expect([document.events.length, document.links.length]).toEqual([bounds.events, bounds.links])
    expect(document.dropped).toBe(6)
  })

  test('text is cut, by itself and all together', () => {
    const long = 'x'.repeat(bounds.text + 1)
    const { document } = withAttributes(...Array.from({ length: 20 }, (_, i) => pair(`k${i}`, long)))
    expect(document.attributes.k0).toHaveLength(bounds.text)
    expect(JSON.stringify(document.attributes).length).toBeLessThan(bounds.characters + 1_000)
    expect(document.dropped).toBeGreaterThanOrEqual(20)
  })

  test('every value costs, and a resource may bring little, for it is copied into each span', () => {
    const numbers = (count: number) => Array.from({ length: count }, (_, i) => ({ intValue: `${i % 10}` }))
    const lists = Array.from({ length: 10 }, (_, i) => ({
      key: `k${i}`,
      value: { arrayValue: { values: Array.from({ length: 120 }, () => ({ arrayValue: { values: numbers(120) } })) } },
    }))
    expect(JSON.stringify(withAttributes(...lists).document).length).toBeLessThan(2 * bounds.characters)
    const request = requestOf([spanOf()])
    Object.assign(request.resourceSpans[0] as object, { resource: { attributes: lists } })
    const { document } = first(request)
    expect(JSON.stringify(document.resource).length).toBeLessThan(2 * bounds.charactersOfResource)
  })

  test('depth ends', () => {
    let value: unknown = { stringValue: 'bottom' }
    for (let i = 0; i < 60; i++) value = { arrayValue: { values: [value] } }
    const { document } = withAttributes({ key: 'deep', value })
    expect(document.attributes.deep).toEqual([[[[[null]]]]])
    expect(document.dropped).toBe(1)
  })

  test('no attribute is a prototype', () => {
    const { document } = withAttributes(pair('__proto__', 'x'), pair('constructor', 'y'))
    expect(JSON.parse(JSON.stringify(document.attributes))).toEqual({ constructor: 'y' })
    expect(Object.getPrototypeOf(document.attributes)).toBe(Object.prototype)
  })

  test('spans beyond their number are refused and counted', () => {
    const spans = Array.from({ length: mostSpans + 5 }, (_, i) => spanOf({ spanId: spanId(i + 1) }))
    const read = sent(requestOf(spans))
    expect([read.spans.length, read.rejected.map(({ n }) => n)]).toEqual([mostSpans, [5]])
  })
})

describe('bytes that are no request', () => {
  test('millions of empty parts are refused before anything is made of them', () => {
    const field = (tag: number, bytes: Buffer) => Buffer.concat([Buffer.from([tag]), varint(bytes.length), bytes])
    const spans = Buffer.alloc(2 * (mostParts.protobuf + 10), Buffer.from([0x12, 0]))
    const protobuf = encodingOf('application/x-protobuf')
    expect(() => protobuf?.decode(field(0x0a, field(0x12, spans)))).toThrow(/parts at most/)
    const few = Buffer.alloc(mostParts.protobuf, Buffer.from([0x12, 0]))
    expect(() => protobuf?.decode(field(0x0a, field(0x12, few)))).not.toThrow()
    const json = encodingOf('application/json')
    const values = (item: string, count: number) =>
      Buffer.from(`{"resourceSpans":[${Array(count).fill(item).join(',')}]}`)
    expect(() => json?.decode(values('{}', mostParts.json / 2 + 10))).toThrow(/parts at most/)
    expect(() => json?.decode(Buffer.from(`{"x":"${'{,['.repeat(mostParts.json)}"}`))).not.toThrow()
  })

  test.each([
    ['application/json', Buffer.from('{"resourceSpans":')],
    ['application/json', Buffer.from([0x22, 0xff, 0x22])],
    ['application/json', Buffer.from('null')],
    ['application/x-protobuf', Buffer.from('{"resourceSpans":[]}')],
    ['application/x-protobuf', Buffer.from([0x0a, 0xff, 0xff, 0xff, 0x7f])],
  ] as const)('%s %#', (type, bytes) => {
    expect(() => encodingOf(type)?.decode(bytes)).toThrow(Malformed)
  })

  test('values nested by the thousand do not end the program', () => {
    let value = Buffer.alloc(0)
    for (let i = 0; i < 3_000; i++) {
      const inner = Buffer.concat([Buffer.from([0x0a]), varint(value.length), value])
      value = Buffer.concat([Buffer.from([0x2a]), varint(inner.length), inner])
    }
    const pairBytes = Buffer.concat([Buffer.from([0x0a, 1, 0x61, 0x12]), varint(value.length), value])
    const resource = Buffer.concat([Buffer.from([0x0a]), varint(pairBytes.length), pairBytes])
    const inResource = Buffer.concat([Buffer.from([0x0a]), varint(resource.length), resource])
    const request = Buffer.concat([Buffer.from([0x0a]), varint(inResource.length), inResource])
    expect(() => encodingOf('application/x-protobuf')?.decode(request)).toThrow(Malformed)
  })
})

function varint(value: number): Buffer {
  const bytes: number[] = []
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 128) return Buffer.from([...bytes, rest])
    bytes.push((rest & 127) | 128)
  }
}
