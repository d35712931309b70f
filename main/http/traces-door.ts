import type { Context } from 'hono'
import { postTraces } from '../../shared/contract/telemetry.ts'
import type { Services } from '../services.ts'
import { asStoreError, StoreError } from '../store/errors.ts'
import { type Encoding, encodingOf } from '../telemetry/encodings.ts'
import { readSpans } from '../telemetry/read-spans.ts'
import { Malformed } from '../telemetry/scalars.ts'
import { largestRequest, unpackGzip } from '../telemetry/unpack.ts'
import { ingestSpans } from '../use-cases/telemetry/ingest-spans.ts'
import { type Admitted, admitted } from '../use-cases/telemetry/intake.ts'
import { type AppEnv, callerOf } from './env.ts'
import { Refused } from './problem.ts'

/** Its body has limits of its own: exporters send by the hundred what each may be some kilobytes. */
export const isTraces = (c: Context): boolean => c.req.method === 'POST' && c.req.path === postTraces.path

/** A refusal of the whole API, as the protocol tells it; a program that speaks protobuf reads nothing else. */
export function asProtobufStatus(c: Context, refusal: Response, why: string): Response {
  const encoding = isTraces(c) ? encodingOf(c.req.header('content-type')) : undefined
  if (encoding?.type !== 'application/x-protobuf') return refusal
  const headers = new Headers(refusal.headers)
  headers.set('content-type', encoding.type)
  return new Response(encoding.status(codeOf(refusal.status), why), { status: refusal.status, headers })
}

const codeOf = (http: number): number =>
  ({ 401: 16, 403: 7, 413: codes.exhausted, 429: codes.exhausted, 500: 13, 503: codes.unavailable })[http] ??
  codes.invalid

/** The codes of google.rpc.Code that are needed. */
const codes = { invalid: 3, exhausted: 8, unavailable: 14 } as const
type Told = { http: 400 | 413 | 503; code: number; why: string; retryAfter?: number }

/**
 * OTLP over HTTP, as the protocol says: the answer comes in the encoding of the request, a body that is no message of it
 * is refused for good, and what may be sent again is said to be.
 */
export const takeTraces =
  (services: Services) =>
  async (c: Context<AppEnv>): Promise<Response> => {
    const encoding = encodingOf(c.req.header('content-type'))
    if (!encoding) throw new Refused(unknownType('Spans come as application/json or application/x-protobuf.'))
    const packing = (c.req.header('content-encoding') ?? 'identity').trim().toLowerCase()
    if (packing !== 'gzip' && packing !== 'identity')
      throw new Refused(unknownType('A body is packed by gzip, or not.'))
    const tell = (told: Told) => answerWithStatus(c, encoding, told)
    const taken = await admitted(services.store, async (self) => {
      const body = await readBody(c.req.raw, packing === 'gzip', self)
      if (body.ok) return self.decode(() => store(c, services, encoding, body))
      // What is still coming of the body is not waited for, so the socket cannot carry another request.
      if (c.env.door === 'socket') c.header('connection', 'close')
      return tell(body.told)
    })
    return taken === 'full' ? tell(full) : taken
  }

async function store(
  c: Context<AppEnv>,
  services: Services,
  encoding: Encoding,
  body: { bytes: Uint8Array; isPacked: boolean },
): Promise<Response> {
  const tell = (told: Told) => answerWithStatus(c, encoding, told)
  try {
    const unpacked = await unpack(body)
    if (!unpacked.ok) return tell(unpacked.told)
    const { spans, rejected } = readSpans(encoding.decode(unpacked.bytes))
    const taken = await ingestSpans(services, callerOf(c).workspace, spans)
    const all = [...rejected, ...taken.rejected]
    const count = all.reduce((sum, { n }) => sum + n, 0)
    const why = all.map(({ n, why }) => `${n} × ${why}`).join('; ')
    return c.body(encoding.response(count, why), 200, { 'content-type': encoding.type })
  } catch (error) {
    if (error instanceof Malformed) return tell({ http: 400, code: codes.invalid, why: error.message })
    const named = asStoreError(error)
    if (!(named instanceof StoreError)) throw error
    c.get('log').warn({ request_id: c.get('requestId'), err: named }, 'telemetry could not be stored')
    return tell({ http: 503, code: codes.unavailable, why: `${named.message}.`, retryAfter: 5 })
  }
}

function answerWithStatus(c: Context<AppEnv>, encoding: Encoding, { http, code, why, retryAfter }: Told): Response {
  if (retryAfter !== undefined) c.header('retry-after', `${retryAfter}`)
  return c.body(encoding.status(code, why), http, { 'content-type': encoding.type })
}

type Body = { ok: true; bytes: Uint8Array; isPacked: boolean } | { ok: false; told: Told }

async function readBody(request: Request, isPacked: boolean, self: Admitted): Promise<Body> {
  const most = isPacked ? largestRequest.packed : largestRequest.unpacked
  if (Number(request.headers.get('content-length') ?? 0) > most) return { ok: false, told: tooLarge }
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of request.body ?? []) {
    size += piece.length
    if (size > most) return { ok: false, told: tooLarge }
    if (!self.hold(piece.length)) return { ok: false, told: full }
    pieces.push(piece)
  }
  return { ok: true, bytes: Buffer.concat(pieces), isPacked }
}

async function unpack({ bytes, isPacked }: { bytes: Uint8Array; isPacked: boolean }) {
  if (!isPacked) return { ok: true as const, bytes }
  const unpacked = await unpackGzip(bytes)
  if (unpacked.ok) return unpacked
  const notGzip: Told = { http: 400, code: codes.invalid, why: 'the body is not gzip' }
  return { ok: false as const, told: unpacked.why === 'too large' ? tooLarge : notGzip }
}

const full: Told = { http: 503, code: codes.unavailable, why: 'More telemetry waits than is stored.', retryAfter: 2 }

const mebibytes = (bytes: number): string => `${bytes / 1024 / 1024} MiB`
const tooLarge: Told = {
  http: 413,
  code: codes.exhausted,
  why: `A request has ${mebibytes(largestRequest.packed)} at most as gzip, and ${mebibytes(largestRequest.unpacked)} unpacked.`,
}

const unknownType = (detail: string) => ({ code: 'media_type_unknown' as const, detail })
