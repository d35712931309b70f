import { Malformed } from './scalars.ts'

/**
 * How many messages, or values of JSON, a body may have: a decoder makes an object of each, and a body of eight megabytes
 * may hold millions of empty ones. Real spans come nowhere near.
 */
export const mostParts = { protobuf: 500_000, json: 1_000_000 } as const

type Shape = { readonly [field: number]: Shape }
const any: { [field: number]: Shape } = {}
const pair: Shape = { 2: any }
any[5] = { 1: any }
any[6] = { 1: pair }
const span: Shape = { 9: pair, 11: { 3: pair }, 13: { 4: pair }, 15: {} }
const request: Shape = { 1: { 1: { 1: pair }, 2: { 1: {}, 2: span } } }

/** Deeper than any decoder goes; what is there, it refuses. */
const deepest = 128

/** By the lengths alone, without making anything. What is not of this form, the decoder says in its turn. */
export function boundMessages(bytes: Uint8Array): void {
  // Each takes two bytes at least.
  if (bytes.length < 2 * mostParts.protobuf) return
  let count = 0
  let at = 0
  const varint = (end: number): number => {
    let value = 0
    for (let scale = 1; at < end; scale *= 128) {
      const byte = bytes[at++] ?? 0
      value += (byte & 127) * scale
      if (byte < 128) return value
    }
    return Number.POSITIVE_INFINITY
  }
  const walk = (shape: Shape, end: number, depth: number): void => {
    while (at < end) {
      const tag = varint(end)
      const [field, kind] = [Math.floor(tag / 8), tag % 8]
      if (kind === 0) varint(end)
      else if (kind === 1) at += 8
      else if (kind === 5) at += 4
      else if (kind === 2) {
        const length = varint(end)
        const till = at + length
        if (!(till <= end)) at = end
        else {
          const inner = shape[field]
          if (inner !== undefined) {
            count += 1
            if (count > mostParts.protobuf) throw new Malformed(tooMany(mostParts.protobuf))
            if (depth < deepest) walk(inner, till, depth + 1)
          }
          at = till
        }
      } else at = end
    }
  }
  walk(request, bytes.length, 0)
}

const [quote, backslash, comma, bracket, brace] = [0x22, 0x5c, 0x2c, 0x5b, 0x7b]

/** What begins or follows outside of text: there are about as many values. */
export function boundValues(bytes: Uint8Array): void {
  if (bytes.length < mostParts.json) return
  let count = 0
  let inText = false
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]
    if (inText) {
      if (byte === backslash) at += 1
      else if (byte === quote) inText = false
    } else if (byte === quote) inText = true
    else if (byte === comma || byte === bracket || byte === brace) count += 1
  }
  if (count > mostParts.json) throw new Malformed(tooMany(mostParts.json))
}

const tooMany = (most: number): string => `a request has ${most} parts at most`
