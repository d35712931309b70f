import { exportRequest } from '../../main/telemetry/otlp-messages.ts'

/** A request as its JSON says it; ids are hexadecimal there. */
export type Request = { resourceSpans: unknown[] }

/** One resource, one scope, these spans. */
export const requestOf = (spans: readonly unknown[], service = 'checkout'): Request => ({
  resourceSpans: [
    {
      resource: { attributes: [pair('service.name', service)] },
      scopeSpans: [{ scope: { name: 'kit', version: '1.0.0' }, spans }],
    },
  ],
})

export const traceId = (n: number): string => n.toString(16).padStart(32, 'a')
export const spanId = (n: number): string => n.toString(16).padStart(16, 'b')

/** 2026-04-29T14:00:00Z, in nanoseconds, and so many milliseconds later. */
export const nanos = (ms = 0): string => `${1_777_471_200_000 + ms}000000`

export const spanOf = (changed: Record<string, unknown> = {}) => ({
  traceId: traceId(1),
  spanId: spanId(1),
  name: 'invoke_agent checkout-agent',
  kind: 1,
  startTimeUnixNano: nanos(),
  endTimeUnixNano: nanos(250),
  ...changed,
})

export const pair = (key: string, value: string | number | boolean | readonly string[]) => ({
  key,
  value:
    typeof value === 'string'
      ? { stringValue: value }
      : typeof value === 'boolean'
        ? { boolValue: value }
        : typeof value === 'number'
          ? Number.isInteger(value)
            ? { intValue: `${value}` }
            : { doubleValue: value }
          : { arrayValue: { values: value.map((stringValue) => ({ stringValue })) } },
})

const ids = new Set(['traceId', 'spanId', 'parentSpanId'])

/** The same request in the other encoding. */
export function asProtobuf(request: Request): Uint8Array<ArrayBuffer> {
  const convert = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(convert)
    if (typeof value !== 'object' || value === null) return value
    const fields = Object.entries(value).map(([key, each]) => [
      key,
      ids.has(key) && typeof each === 'string' ? Buffer.from(each, 'hex') : convert(each),
    ])
    return Object.fromEntries(fields)
  }
  const resourceSpans = convert(request.resourceSpans)
  return Uint8Array.from(exportRequest.encode(exportRequest.fromObject({ resourceSpans })).finish())
}
