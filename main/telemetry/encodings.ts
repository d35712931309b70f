import { boundMessages, boundValues } from './count-parts.ts'
import { exportRequest, exportResponse, rpcStatus } from './otlp-messages.ts'
import { Malformed } from './scalars.ts'

/** A body of the protocol, by its media type. The answer to it comes in the same one. */
export type Encoding = {
  type: 'application/json' | 'application/x-protobuf'
  decode(bytes: Uint8Array): unknown
  /** What of a request was not taken, or all of it. */
  response(rejected: number, why: string): Uint8Array<ArrayBuffer>
  status(code: number, message: string): Uint8Array<ArrayBuffer>
}

const utf8 = new TextDecoder('utf-8', { fatal: true })
const json = (value: unknown): Uint8Array<ArrayBuffer> => new TextEncoder().encode(JSON.stringify(value))

const asJson: Encoding = {
  type: 'application/json',
  decode(bytes) {
    boundValues(bytes)
    const read = orMalformed((): unknown => JSON.parse(utf8.decode(bytes)), 'the body is not JSON')
    // `null` and numbers are JSON, and no message.
    if (typeof read !== 'object' || read === null) throw new Malformed('the body is not an object')
    return read
  },
  response: (rejected, why) =>
    json(rejected === 0 ? {} : { partialSuccess: { rejectedSpans: `${rejected}`, errorMessage: why } }),
  status: (code, message) => json({ code, message }),
}

const asProtobuf: Encoding = {
  type: 'application/x-protobuf',
  decode(bytes) {
    boundMessages(bytes)
    return orMalformed(() => exportRequest.decode(bytes), 'the body is not a message of the protocol')
  },
  response: (rejected, why) =>
    Uint8Array.from(
      exportResponse
        .encode(rejected === 0 ? {} : { partialSuccess: { rejectedSpans: rejected, errorMessage: why } })
        .finish(),
    ),
  status: (code, message) => Uint8Array.from(rpcStatus.encode({ code, message }).finish()),
}

export function encodingOf(contentType: string | undefined): Encoding | undefined {
  const type = (contentType ?? '').split(';')[0]?.trim().toLowerCase()
  return [asJson, asProtobuf].find((encoding) => encoding.type === type)
}

/** Decoders say in their own words what they tripped over; that it is no message of the protocol is all that matters. */
function orMalformed<T>(decode: () => T, why: string): T {
  try {
    return decode()
  } catch {
    throw new Malformed(why)
  }
}
