import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { problems } from '../../shared/contract/problem.ts'
import type { Refusal, Result } from '../../shared/domain/result.ts'
import { asStoreError, StoreError } from '../store/errors.ts'

/** A refusal on its way out of a handler. Use-cases answer with values; only the routes throw this. */
export class Refused extends Error {
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(refusal.code)
    this.refusal = refusal
  }
}

export function unwrap<T>(result: Result<T>): T {
  if (!result.ok) throw new Refused(result.refusal)
  return result.value
}

/** RFC 9457 has taken the name `status`: that of a row, where a refusal tells it, goes out as `current_status`. */
export function problemBody({ code, detail, fields: { status: current_status, ...fields } = {} }: Refusal) {
  const [status, title] = problems[code]
  const current = current_status === undefined ? {} : { current_status }
  return { type: `urn:countersign:problem:${code}`, title, status, code, detail, ...current, ...fields }
}

export function problem(c: Context, refusal: Refusal): Response {
  const body = problemBody(refusal)
  return c.body(JSON.stringify(body), body.status as ContentfulStatusCode, problemHeaders(body))
}

/** What goes with a problem, in the headers that programs read: how long to wait, how fresh a sign-in is wanted. */
export function problemHeaders({ code, ...fields }: Record<string, unknown>): Record<string, string> {
  const type = { 'content-type': 'application/problem+json' }
  if (code === 'step_up_required') return { ...type, 'www-authenticate': challenge(fields.max_age) }
  if (code !== 'rate_limited') return type
  const { limit, remaining, retry_after } = fields
  return {
    ...type,
    'retry-after': `${retry_after}`,
    'ratelimit-limit': `${limit}`,
    'ratelimit-remaining': `${remaining}`,
    'ratelimit-reset': `${retry_after}`,
  }
}

/** RFC 9470: tells a client what to ask of the issuer, so that a person can be asked who they are once more. */
const challenge = (maxAge: unknown): string =>
  `Bearer error="insufficient_user_authentication", error_description="A more recent sign-in is required", max_age="${maxAge}"`

/** The refusal that an error stands for; undefined for a bug. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof Refused) return error.refusal
  const named = asStoreError(error)
  if (named instanceof StoreError) return { code: named.fault, detail: `${capital(named.message)}.` }
  // Hono's validators throw these when the body is not JSON (400) or does not say that it is (415).
  if (error instanceof Error && 'status' in error && (error.status === 400 || error.status === 415))
    return {
      code: 'invalid_input',
      detail: 'The body is not JSON.',
      fields: { issues: [{ path: [], message: 'not JSON' }] },
    }
  return undefined
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
