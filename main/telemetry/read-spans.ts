import { type SpanEvent, type SpanFacts, type SpanLink, unknownAgent } from '../../shared/domain/fleet.ts'
import { plainName } from '../../shared/domain/plain-name.ts'
import { type Allowance, type Attributes, allowance, bounds, readAttributes } from './attributes.ts'
import { readGenAi } from './gen-ai.ts'
import { hexId, message, microseconds, repeated, small, text } from './scalars.ts'

/** How many spans are not taken, and why; the protocol tells both to whoever sent them. */
type Rejected = { n: number; why: string }
type ReadSpans = { spans: SpanFacts[]; rejected: Rejected[] }

export const mostSpans = 10_000
const year = 366 * 24 * 3600 * 1_000_000
const kinds = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const
const statuses = ['unset', 'ok', 'error'] as const

/** `own` is whom the span itself names, if anybody; what it is called in the end stands in `facts`. */
type Draft = { facts: SpanFacts; own: string | null; service: string | null }
type Around = { resource: Attributes; scope: { name: string; version: string | null }; service: string | null }

/**
 * A request of the protocol, from either encoding, as the facts that are kept. One bad span is left out and told of;
 * what is no request at all throws `Malformed`.
 */
export function readSpans(request: unknown): ReadSpans {
  const drafts: Draft[] = []
  const refused = new Map<string, number>()
  const refuse = (why: string, n = 1) => refused.set(why, (refused.get(why) ?? 0) + n)
  for (const each of repeated(message(request, 'the body')?.resourceSpans, 'resourceSpans')) {
    const ofResource = message(each, 'an item of resourceSpans')
    const resource = readAttributes(
      message(ofResource?.resource, 'resource')?.attributes,
      bounds.ofResource,
      allowance(bounds.charactersOfResource),
    )
    const service = serviceOf(resource)
    for (const every of repeated(ofResource?.scopeSpans, 'scopeSpans')) {
      const ofScope = message(every, 'an item of scopeSpans')
      const scope = readScope(ofScope?.scope)
      for (const span of repeated(ofScope?.spans, 'spans')) {
        if (drafts.length === mostSpans) {
          refuse(`only ${mostSpans} spans are taken at once`)
          continue
        }
        const draft = readSpan(span, { resource, scope, service })
        if (typeof draft === 'string') refuse(draft)
        else drafts.push(draft)
      }
    }
  }
  return { spans: nameAgents(drafts), rejected: [...refused].map(([why, n]) => ({ n, why })) }
}

function readSpan(value: unknown, { resource, scope, service }: Around): Draft | string {
  const span = message(value, 'a span') ?? {}
  const trace_id = hexId(span.traceId, 16, 'traceId')
  if (!trace_id || /^0+$/.test(trace_id)) return 'a trace id is 16 bytes that are not all zero'
  const span_id = hexId(span.spanId, 8, 'spanId')
  if (!span_id || /^0+$/.test(span_id)) return 'a span id is 8 bytes that are not all zero'
  const parent = hexId(span.parentSpanId, 8, 'parentSpanId')
  if (parent === undefined) return 'a parent span id is 8 bytes, or none'
  if (parent === span_id) return 'a span is not its own parent'
  const start_us = microseconds(span.startTimeUnixNano, 'startTimeUnixNano')
  if (start_us === 0) return 'a span says when it began'
  // A clock that was set back while it ran says that it ended before it began.
  const duration_us = Math.max(0, microseconds(span.endTimeUnixNano, 'endTimeUnixNano') - start_us)
  if (duration_us > year) return 'no span lasts longer than a year'

  const left = allowance()
  const attributes = readAttributes(span.attributes, bounds.attributes, left)
  const raw = text(span.name, 'the name of a span')
  const name = plainName(raw, 300)
  const events = someOf(span.events, 'events', bounds.events, left, readEvent)
  const links = someOf(span.links, 'links', bounds.links, left, readLink).filter((link) => link !== undefined)
  const status = message(span.status, 'status')
  const dropped = [span.droppedAttributesCount, span.droppedEventsCount, span.droppedLinksCount]
  const words = plainName(text(status?.message, 'the message of a status'), 2_000)
  const { agent: own, ...said } = readGenAi(attributes, raw)
  const facts: SpanFacts = {
    trace_id,
    span_id,
    parent_span_id: parent === '' || /^0+$/.test(parent) ? null : parent,
    name: name === '' ? '(no name)' : name,
    kind: kinds[small(span.kind, 'kind')] ?? 'unspecified',
    start_us,
    duration_us,
    status: statuses[small(status?.code, 'the code of a status')] ?? 'unset',
    status_message: words === '' ? null : words,
    ...said,
    agent: own ?? service ?? unknownAgent,
    named: own !== null,
    document: {
      attributes,
      resource,
      scope,
      events,
      links,
      dropped: dropped.reduce((sum: number, count) => sum + Math.max(0, small(count, 'a dropped count')), left.dropped),
    },
  }
  return { facts, own, service }
}

function readEvent(value: unknown, left: Allowance): SpanEvent {
  const event = message(value, 'an event') ?? {}
  return {
    name: plainName(text(event.name, 'the name of an event'), 200),
    at: timeOf(microseconds(event.timeUnixNano, 'timeUnixNano')),
    attributes: readAttributes(event.attributes, bounds.attributes, left),
  }
}

function readLink(value: unknown, left: Allowance): SpanLink | undefined {
  const link = message(value, 'a link') ?? {}
  const trace_id = hexId(link.traceId, 16, 'traceId')
  const span_id = hexId(link.spanId, 8, 'spanId')
  if (!trace_id || !span_id) {
    left.dropped += 1
    return undefined
  }
  return { trace_id, span_id, attributes: readAttributes(link.attributes, bounds.attributes, left) }
}

function someOf<T>(
  value: unknown,
  what: string,
  most: number,
  left: Allowance,
  read: (item: unknown, left: Allowance) => T,
): T[] {
  const all = repeated(value, what)
  left.dropped += Math.max(0, all.length - most)
  return all.slice(0, most).map((item) => read(item, left))
}

function readScope(value: unknown): Around['scope'] {
  const scope = message(value, 'scope')
  const version = plainName(text(scope?.version, 'the version of a scope'), 100)
  return { name: plainName(text(scope?.name, 'the name of a scope'), 200), version: version === '' ? null : version }
}

/** What an SDK says that was told no name is no name. */
function serviceOf(resource: Attributes): string | null {
  const name = resource['service.name']
  const plain = typeof name === 'string' ? plainName(name, 200) : ''
  return plain === '' || /^unknown_service(:|$)/.test(plain) ? null : plain
}

/** Later than any date that can be written is some mistake. */
const timeOf = (us: number): string => new Date(Math.min(us / 1_000, 8.64e15)).toISOString()

/**
 * Whose deed a span is: what it says itself; else what the nearest span above it in the same request says; else the name
 * of the service that it ran in.
 */
function nameAgents(drafts: readonly Draft[]): SpanFacts[] {
  if (drafts.some(({ own }) => own === null)) inherit(drafts)
  return drafts.map(({ facts }) => facts)
}

function inherit(drafts: readonly Draft[]): void {
  const byId = new Map(drafts.map((draft) => [draft.facts.trace_id + draft.facts.span_id, draft]))
  for (const { facts, own } of drafts) {
    let { parent_span_id } = facts
    // Not further than that: parents may stand in a circle.
    for (let step = 0; own === null && parent_span_id !== null && step < 64; step++) {
      const above = byId.get(facts.trace_id + parent_span_id)
      if (above?.own) {
        facts.agent = above.own
        facts.named = true
      }
      parent_span_id = above && !above.own ? above.facts.parent_span_id : null
    }
  }
}
