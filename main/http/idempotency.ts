import { createHash } from 'node:crypto'
import type { Context, MiddlewareHandler } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Services } from '../services.ts'
import type { Answer } from '../store/kept-answers.ts'
import { findKept, keepLate } from '../use-cases/kept-answer.ts'
import { type AppEnv, callerOf } from './env.ts'
import { problem, problemHeaders, Refused } from './problem.ts'
import { isUpload } from './uploads.ts'

/**
 * A POST that names a key is answered once: the same request under it gets the first answer again, word for word.
 * Transitions keep their answer in their own transaction; what changes nothing is kept here, afterwards.
 */
export function answerOnce(services: Services): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    // An upload is too large to be read for this, and changes nothing: it can be sent as often as one likes.
    const key = c.req.method === 'POST' && !isUpload(c) ? c.req.header('idempotency-key') : undefined
    if (key === undefined) return next()
    const once = { key: checked(key), request: await digestOf(c) }
    const known = await findKept(services, callerOf(c), once)
    if (known && !known.ok) return problem(c, known.refusal)
    if (known) return answerWith(c, known.value)
    c.set('once', once)
    await next()
    const { status, headers } = c.res
    const isDocument = headers.get('content-type')?.startsWith('application/json') ?? false
    if (c.get('kept') || status !== 200 || !isDocument) return undefined
    await keepLate(services, callerOf(c), once, { status, body: await c.res.clone().text() })
    return undefined
  }
}

export const answerWith = (c: Context<AppEnv>, { status, body }: Answer): Response =>
  c.body(
    body,
    status as ContentfulStatusCode,
    status < 400 ? { 'content-type': 'application/json' } : problemHeaders(JSON.parse(body)),
  )

/** What is kept of it is a digest: careless clients name their requests by a token. */
function checked(key: string): string {
  if (/^[\x21-\x7e]{1,255}$/.test(key)) return createHash('sha256').update(key).digest('hex')
  throw new Refused({
    code: 'invalid_input',
    detail: 'An Idempotency-Key has 1 to 255 visible characters.',
    fields: { issues: [{ path: ['idempotency-key'], message: 'expected 1 to 255 visible characters' }] },
  })
}

/** The same method, path and bytes are the same request. */
async function digestOf(c: Context<AppEnv>): Promise<string> {
  const { pathname, search } = new URL(c.req.url)
  const asked = createHash('sha256').update(`${c.req.method} ${pathname}${search}\n`)
  return asked.update(await c.req.text()).digest('hex')
}
