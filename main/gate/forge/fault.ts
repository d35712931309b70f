/** What can be wrong at a forge, each to be met otherwise: waited out, told to whoever asked, or given up. */
export type ForgeFaultKind =
  | 'unreachable'
  | 'rate_limited'
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  | 'refused'
  | 'malformed'

/** Its message is a sentence for people, without anything secret. */
export class ForgeFault extends Error {
  readonly kind: ForgeFaultKind
  readonly status: number | null
  readonly retry_after_ms: number

  constructor(kind: ForgeFaultKind, message: string, { status = null, retry_after_ms = 0 }: Facts = {}) {
    super(message)
    this.kind = kind
    this.status = status
    this.retry_after_ms = retry_after_ms
  }
}

type Facts = { status?: number | null; retry_after_ms?: number }
