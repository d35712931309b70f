import { EventSourceParserStream } from 'eventsource-parser/stream'
import type { z } from 'zod'
import type { Problem } from '../shared/contract/problem.ts'
import type { SampleActor } from '../shared/domain/actor.ts'
import { ApiProblem, isIssuerAway, isSignedOut, Offline } from './problem.ts'

export type Json<C> = C extends { content: { 'application/json': { schema: infer S extends z.ZodType } } } ? S : never
type Answer<R> = R extends { responses: { 200: infer A } }
  ? z.output<Json<A>>
  : R extends { responses: { 201: infer A } }
    ? z.output<Json<A>>
    : never
export type Body<R> = R extends { request: { body: infer B } } ? z.input<Json<B>> : undefined
type Params<R> = R extends { request: { params: infer S extends z.ZodType } } ? z.input<S> : Record<never, never>
export type Query<R> = R extends { request: { query: infer S extends z.ZodType } }
  ? { [K in keyof z.input<S>]: z.input<S>[K] | number }
  : Record<never, never>
type Route = { method: string; path: string }
type Options<R> = {
  params?: Params<R>
  query?: Query<R>
  body?: Body<R>
  signal?: AbortSignal | undefined
  key?: string
}
type Sent = {
  query?: object
  body?: unknown
  /** Sent as it is, instead of a body. */
  file?: Blob
  signal?: AbortSignal | undefined
  accept?: string
  key?: string
  /** The event of a stream after which it goes on. */
  lastEventId?: string
}

// Held for as long as the page lives, and nowhere else: a reload forgets the key.
let token: string | null = null
let sampleActor: SampleActor | null = null
let connection: string | null = null
/** Whom the server said that this page acts as, since whatever that follows from was exchanged last. */
let told: { actor: string | null } = { actor: null }

/** Until the server has said again who acts, no request says it either. */
export const forgetActor = (): void => {
  told = { actor: null }
}

/** To be called before the server is asked. What it answers counts only if nothing was exchanged meanwhile. */
export function askingWhoActs(): (actor: string | null) => void {
  const asked = told
  return (actor) => {
    asked.actor = actor
  }
}

export const holdToken = (next: string | null): void => {
  if (next !== token) forgetActor()
  token = next
}
/** Null where whoever is signed in came by a cookie, or the token is in main's hands. */
export const heldToken = (): string | null => token
export const actAs = (next: SampleActor | null): void => {
  if (next !== sampleActor) forgetActor()
  sampleActor = next
}

/** What every request says it is meant for: a console that talks to something else by now refuses it. */
export const meanFor = (next: string | null): void => {
  if (next !== connection) forgetActor()
  connection = next
}

let onConnectionChanged = () => {}
export const whenConnectionChanged = (listener: () => void): void => {
  onConnectionChanged = listener
}

let onActorChanged: (problem: ApiProblem) => void = () => {}
export const whenActorChanged = (listener: typeof onActorChanged): void => {
  onActorChanged = listener
}

let onCredentialRefused: (meantFor: string | null, problem: ApiProblem) => void = () => {}
/** Hears of every answer that says: I do not know who you are, or cannot find it out just now. */
export const whenCredentialRefused = (listener: typeof onCredentialRefused): void => {
  onCredentialRefused = listener
}

export async function problemOf(response: Response): Promise<ApiProblem> {
  const requestId = response.headers.get('x-request-id')
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json') ?? false
  if (isProblem) return new ApiProblem((await response.json()) as Problem, requestId)
  // What stands before the server (the one-time link's door, a proxy) speaks plain text, if it speaks at all.
  const isText = response.headers.get('content-type')?.startsWith('text/plain') ?? false
  const said = isText ? (await response.text()).trim().slice(0, 300) : ''
  const detail = said || `The answer was HTTP ${response.status}, in a form this console does not know.`
  const unexpected = { title: 'Unexpected answer', status: response.status, code: 'unexpected_answer' as const, detail }
  return new ApiProblem(unexpected, requestId)
}

export async function request(method: string, path: string, options: Sent) {
  const headers = new Headers({ accept: options.accept ?? 'application/json' })
  if (token !== null) headers.set('authorization', `Bearer ${token}`)
  if (sampleActor !== null) headers.set('x-countersign-sample-actor', sampleActor)
  if (connection !== null) headers.set('x-countersign-connection', connection)
  if (told.actor !== null && method !== 'get') headers.set('x-countersign-actor', told.actor)
  if (options.key !== undefined) headers.set('idempotency-key', options.key)
  if (options.lastEventId !== undefined) headers.set('last-event-id', options.lastEventId)
  const meantFor = connection
  const init: RequestInit = { method: method.toUpperCase(), headers, redirect: 'error', cache: 'no-store' }
  if (options.body !== undefined) {
    headers.set('content-type', 'application/json')
    init.body = JSON.stringify(options.body)
  }
  if (options.file !== undefined) {
    headers.set('content-type', 'application/zip')
    init.body = options.file
  }
  if (options.signal !== undefined) init.signal = options.signal
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(options.query ?? {}))
    for (const each of Array.isArray(value) ? value : [value]) if (each !== undefined) query.append(name, `${each}`)
  const response = await reaching(fetch(query.size === 0 ? path : `${path}?${query}`, init))
  if (response.ok) return response
  const problem = await problemOf(response)
  if (problem.code === 'connection_changed') onConnectionChanged()
  if (problem.code === 'actor_changed') onActorChanged(problem)
  // A sign-in that is only being made may be at another issuer, for another connection.
  const isAway = isIssuerAway(problem) && !path.startsWith('/console/connections')
  if (isAway || isSignedOut(problem)) onCredentialRefused(meantFor, problem)
  throw problem
}

/** Tells "nobody answered" from "the caller gave up". */
export async function reaching<T>(attempt: Promise<T>): Promise<T> {
  try {
    return await attempt
  } catch (error) {
    if (error instanceof TypeError) throw new Offline('The server did not answer.', { cause: error })
    throw error
  }
}

/** One declared operation: method and path are checked against the contract, the answer is typed by it. */
export async function call<R extends Route>(method: R['method'], path: R['path'], options: Options<R> = {}) {
  const given = Object.entries<unknown>(options.params ?? {})
  const filled = given.reduce((at, [name, value]) => at.replace(`{${name}}`, encodeURIComponent(String(value))), path)
  const response = await request(method, filled, options)
  return reaching(response.json() as Promise<Answer<R>>)
}

type Listener = {
  onOpen?: () => void
  onComment?: () => void
  /** `id`: the place in the stream, where it has any. */
  onEvent: (name: string, data: string, id: string | undefined) => void
}

/** Reads server-sent events to their end. fetch, because EventSource cannot carry a credential. */
export async function stream(method: string, path: string, options: Sent, listener: Listener) {
  const response = await request(method, path, { ...options, accept: 'text/event-stream' })
  if (response.body === null) throw new Offline('The stream had no body.')
  listener.onOpen?.()
  const events = response.body
    .pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array<ArrayBuffer>, string>)
    .pipeThrough(new EventSourceParserStream({ onComment: () => listener.onComment?.() }))
    .getReader()
  try {
    for (;;) {
      const { done, value } = await reaching(events.read())
      if (done) return
      listener.onEvent(value.event ?? 'message', value.data, value.id)
    }
  } finally {
    // What could not be understood is not read on either.
    void events.cancel().catch(() => undefined)
  }
}

/** One intent has one key: who tries again hands in the same one, and what was done is not done twice. */
// Not randomUUID: a console at a plain-http address of the house's own network does not have it.
export const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
