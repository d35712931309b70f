import { EventSourceParserStream } from 'eventsource-parser/stream'
import type { z } from 'zod'
import type * as audit from '../shared/contract/audit.ts'
import type * as consoleArea from '../shared/contract/console.ts'
import type * as health from '../shared/contract/health.ts'
import type { Problem } from '../shared/contract/problem.ts'
import type { SampleActor } from '../shared/domain/actor.ts'
import { ApiProblem, Offline } from './problem.ts'

export type Entry = z.output<typeof audit.Entry>
export type EntryPage = z.output<typeof audit.EntryPage>
export type ActorView = z.output<typeof audit.ActorView>
export type VerifyReport = z.output<typeof audit.VerifyReport>
export type VerifyProgress = { checked: number; size: number }
export type Session = z.output<typeof consoleArea.Session>
export type Connection = z.output<typeof consoleArea.Connection>
export type Connections = z.output<typeof consoleArea.Connections>
export type NewConnection = z.input<typeof consoleArea.NewConnection>
export type Health = z.output<typeof health.Health>

type Json<C> = C extends { content: { 'application/json': { schema: infer S extends z.ZodType } } } ? S : never
type Answer<R> = R extends { responses: { 200: infer A } }
  ? z.output<Json<A>>
  : R extends { responses: { 201: infer A } }
    ? z.output<Json<A>>
    : never
type Body<R> = R extends { request: { body: infer B } } ? z.input<Json<B>> : undefined
type Query<R> = R extends { request: { query: infer S extends z.ZodType } }
  ? { [K in keyof z.input<S>]: z.input<S>[K] | number }
  : Record<never, never>
type Route = { method: string; path: string }
type Options<R> = { query?: Query<R>; body?: Body<R>; signal?: AbortSignal | undefined }
type Sent = { query?: object; body?: unknown; signal?: AbortSignal | undefined; accept?: string }
export type EntryQuery = Query<typeof audit.listEntries>

// Held for as long as the page lives, and nowhere else: a reload forgets the key.
let token: string | null = null
let sampleActor: SampleActor | null = null
let connection: string | null = null

export const holdToken = (next: string | null): void => {
  token = next
}
export const actAs = (next: SampleActor | null): void => {
  sampleActor = next
}

/** What every request says it is meant for: a console that talks to something else by now refuses it. */
export const meanFor = (next: string | null): void => {
  connection = next
}

let onConnectionChanged = () => {}
export const whenConnectionChanged = (listener: () => void): void => {
  onConnectionChanged = listener
}

async function problemOf(response: Response): Promise<ApiProblem> {
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

async function request(method: string, path: string, options: Sent) {
  const headers = new Headers({ accept: options.accept ?? 'application/json' })
  if (token !== null) headers.set('authorization', `Bearer ${token}`)
  if (sampleActor !== null) headers.set('x-countersign-sample-actor', sampleActor)
  if (connection !== null) headers.set('x-countersign-connection', connection)
  const init: RequestInit = { method: method.toUpperCase(), headers, redirect: 'error', cache: 'no-store' }
  if (options.body !== undefined) {
    headers.set('content-type', 'application/json')
    init.body = JSON.stringify(options.body)
  }
  if (options.signal !== undefined) init.signal = options.signal
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(options.query ?? {})) if (value !== undefined) query.set(name, `${value}`)
  const response = await reaching(fetch(query.size === 0 ? path : `${path}?${query}`, init))
  if (response.ok) return response
  const problem = await problemOf(response)
  if (problem.code === 'connection_changed') onConnectionChanged()
  throw problem
}

/** Tells "nobody answered" from "the caller gave up". */
async function reaching<T>(attempt: Promise<T>): Promise<T> {
  try {
    return await attempt
  } catch (error) {
    if (error instanceof TypeError) throw new Offline('The server did not answer.', { cause: error })
    throw error
  }
}

/** One declared operation: method and path are checked against the contract, the answer is typed by it. */
async function call<R extends Route>(method: R['method'], path: R['path'], options: Options<R> = {}) {
  const response = await request(method, path, options)
  return reaching(response.json() as Promise<Answer<R>>)
}

type Listener = { onOpen?: () => void; onComment?: () => void; onEvent: (name: string, data: string) => void }

/** Reads server-sent events to their end. fetch, because EventSource cannot carry a credential. */
async function stream(method: string, path: string, options: Sent, listener: Listener) {
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
      listener.onEvent(value.event ?? 'message', value.data)
    }
  } finally {
    // What could not be understood is not read on either.
    void events.cancel().catch(() => undefined)
  }
}

export type Follow = {
  after: number
  signal: AbortSignal
  onOpen: () => void
  onHeard: () => void
  onEntry: (entry: Entry) => void
}
export type Verify = { checkpoint?: string; signal?: AbortSignal; onProgress?: (progress: VerifyProgress) => void }

export const api = {
  session: (signal?: AbortSignal) => call<typeof consoleArea.getSession>('get', '/console/session', { signal }),
  connections: (signal?: AbortSignal) =>
    call<typeof consoleArea.getConnections>('get', '/console/connections', { signal }),
  selectConnection: (id: string) =>
    call<typeof consoleArea.selectConnection>('post', '/console/connections/select', { body: { id } }),
  addConnection: (body: NewConnection) =>
    call<typeof consoleArea.addConnection>('post', '/console/connections', { body }),
  removeConnection: (id: string) =>
    call<typeof consoleArea.removeConnection>('post', '/console/connections/remove', { body: { id } }),
  resetSample: () => call<typeof consoleArea.resetSample>('post', '/console/sample/reset'),
  entries: (query: EntryQuery = {}, signal?: AbortSignal) =>
    call<typeof audit.listEntries>('get', '/api/v1/audit/entries', { query, signal }),
  auditKey: (signal?: AbortSignal) => call<typeof audit.getKey>('get', '/api/v1/audit/key', { signal }),
  inclusion: (query: Query<typeof audit.getInclusion>, signal?: AbortSignal) =>
    call<typeof audit.getInclusion>('get', '/api/v1/audit/proofs/inclusion', { query, signal }),
  consistency: (query: Query<typeof audit.getConsistency>, signal?: AbortSignal) =>
    call<typeof audit.getConsistency>('get', '/api/v1/audit/proofs/consistency', { query, signal }),

  async checkpoint(signal?: AbortSignal): Promise<string> {
    const path: (typeof audit.getCheckpoint)['path'] = '/api/v1/audit/checkpoint'
    return reaching((await request('get', path, { accept: 'text/plain', signal })).text())
  },

  /** A store that cannot write answers 503 with the same shape: an answer, not a failure. */
  async health(signal?: AbortSignal): Promise<Health> {
    const path: (typeof health.getHealth)['path'] = '/health'
    const response = await reaching(fetch(path, { cache: 'no-store', ...(signal === undefined ? {} : { signal }) }))
    if (response.headers.get('content-type')?.startsWith('application/json')) return (await response.json()) as Health
    throw await problemOf(response)
  },

  /** Re-derives the ledger on the server; rejects with AbortError when cancelled. */
  async verify({ checkpoint, signal, onProgress }: Verify = {}): Promise<VerifyReport> {
    const path: (typeof audit.verifyLedger)['path'] = '/api/v1/audit/verify'
    let report: VerifyReport | undefined
    let failure: { code: Problem['code']; detail: string } | undefined
    await stream(
      'post',
      path,
      { body: checkpoint === undefined ? {} : { checkpoint }, signal },
      {
        onEvent(name, data) {
          if (name === 'progress') onProgress?.(JSON.parse(data) as VerifyProgress)
          if (name === 'report') report = JSON.parse(data) as VerifyReport
          if (name === 'error') failure = JSON.parse(data) as typeof failure
        },
      },
    )
    if (failure !== undefined) throw new ApiProblem({ title: 'Not verified', status: 500, ...failure }, null)
    if (report === undefined) throw new Offline('The verification was cut off before its report.')
    return report
  },

  /** The ledger as it grows, beyond `after`, until the stream ends or is aborted. */
  follow({ after, signal, onOpen, onHeard, onEntry }: Follow): Promise<void> {
    const path: (typeof audit.streamEvents)['path'] = '/api/v1/events'
    return stream(
      'get',
      path,
      { query: { after }, signal },
      {
        onOpen,
        onComment: onHeard,
        onEvent(name, data) {
          onHeard()
          if (name === 'entry') onEntry(JSON.parse(data) as Entry)
        },
      },
    )
  },
}
