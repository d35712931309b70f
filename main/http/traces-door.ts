import type { Context } from 'hono'
import { postTraces } from '../../shared/contract/telemetry.ts'
import type { Services } from '../services.ts'
import { asStoreError, StoreError } from '../store/errors.ts'
import { type Encoding, encodingOf } from '../telemetry/encodings.ts'
import { readSpans } from '../telemetry/read-spans.ts'
import { Malformed } from '../telemetry/scalars.ts'
import { largestRequest, unpackGzip } from '../telemetry/unpack.ts'
import { ingestSpans } from '../use-cases/telemetry/ingest-spans.ts'
import { intakeIsFull } from '../use-cases/telemetry/intake.ts'
import { type AppEnv, callerOf } from './env.ts'
import { Refused } from './problem.ts'

/** Its body has limits of its own: exporters send by the hundred what each may be some kilobytes. */
export const isTraces = (c: Context): boolean => c.req.method === 'POST' && c.req.path === postTraces.path

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
    // Before anything of it is read: to decode what cannot be stored now would only make it worse.
    if (intakeIsFull(services.store))
      return tell({ http: 503, code: codes.unavailable, why: 'More telemetry waits than is stored.', retryAfter: 2 })
    const body = await readBody(c.req.raw, packing === 'gzip')
    if (!body.ok) {
      // What is still coming of the body is not waited for, so the socket cannot carry another request.
      if (body.told.http === 413 && c.env.door === 'socket') c.header('connection', 'close')
      return tell(body.told)
    }
    try {
      const { spans, rejected } = readSpans(encoding.decode(body.bytes))
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

type Body = { ok: true; bytes: Uint8Array } | { ok: false; told: Told }

async function readBody(request: Request, isPacked: boolean): Promise<Body> {
  const most = isPacked ? largestRequest.packed : largestRequest.unpacked
  if (Number(request.headers.get('content-length') ?? 0) > most) return { ok: false, told: tooLarge }
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of request.body ?? []) {
    size += piece.length
    if (size > most) return { ok: false, told: tooLarge }
    pieces.push(piece)
  }
  const bytes = Buffer.concat(pieces)
  if (!isPacked) return { ok: true, bytes }
  const unpacked = await unpackGzip(bytes)
  if (unpacked.ok) return unpacked
  const notGzip: Told = { http: 400, code: codes.invalid, why: 'the body is not gzip' }
  return { ok: false, told: unpacked.why === 'too large' ? tooLarge : notGzip }
}

const mebibytes = (bytes: number): string => `${bytes / 1024 / 1024} MiB`
const tooLarge: Told = {
  http: 413,
  code: codes.exhausted,
  why: `A request has ${mebibytes(largestRequest.packed)} at most as gzip, and ${mebibytes(largestRequest.unpacked)} unpacked.`,
}

const unknownType = (detail: string) => ({ code: 'media_type_unknown' as const, detail })
