import type { Problem } from '../shared/contract/problem.ts'

export type ProblemCode = Problem['code'] | 'unexpected_answer'

type Stated = { title: string; status: number; code: ProblemCode; detail: string; [field: string]: unknown }

/** The server answered, and the answer was no. Keeps the stable code and whatever fields came with it. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'
  readonly code: ProblemCode
  readonly status: number
  readonly detail: string
  readonly title: string
  readonly requestId: string | null
  readonly fields: Readonly<Record<string, unknown>>

  constructor(problem: Stated, requestId: string | null) {
    super(problem.detail)
    const { title, status, code, detail, ...fields } = problem
    this.title = title
    this.status = status
    this.code = code
    this.detail = detail
    this.fields = fields
    this.requestId = requestId
  }
}

/** Nobody answered. Whether the request was carried out is unknown. */
export class Offline extends Error {
  override readonly name = 'Offline'
}

/** A sign-in is in the way, and nothing else: what was asked for was not decided, and can be asked again after it. */
export const wantsSignIn = (error: unknown): error is ApiProblem => error instanceof ApiProblem && error.status === 401

/** The server does not know who this is. Whom it asks for a fresher sign-in, it knows. */
export const isSignedOut = (error: unknown): boolean => wantsSignIn(error) && error.code !== 'step_up_required'

/** Who this is cannot be found out just now, because its issuer does not answer. It may be known again by itself. */
export const isIssuerAway = (error: unknown): error is ApiProblem =>
  error instanceof ApiProblem && error.code === 'issuer_unreachable'

/** The server cannot be asked: it did not answer, or what stands before it says that it does not. */
export const isOffline = (error: unknown): boolean =>
  error instanceof Offline || (error instanceof ApiProblem && error.code === 'server_unreachable')

export function sentenceOf(error: unknown): string {
  if (error instanceof ApiProblem) return error.detail
  if (error instanceof Offline) return 'The server did not answer.'
  return error instanceof Error ? error.message : String(error)
}

/** What a refused form says about each of its fields, by the field's name. */
export function fieldMessages(error: unknown): Record<string, string> {
  if (!(error instanceof ApiProblem)) return {}
  if (typeof error.fields.field === 'string') return { [error.fields.field]: error.detail }
  if (!Array.isArray(error.fields.issues)) return {}
  const messages: Record<string, string> = {}
  for (const issue of error.fields.issues as unknown[]) {
    if (typeof issue !== 'object' || issue === null) continue
    const { path, message } = issue as { path?: unknown; message?: unknown }
    const name = Array.isArray(path) ? path.at(-1) : path
    if (typeof name === 'string' && typeof message === 'string') messages[name] ??= message
  }
  return messages
}
