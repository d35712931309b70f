import { setTimeout as pause } from 'node:timers/promises'
import type { z } from 'zod'
import type { Action, ActionPage } from '../../../shared/contract/actions.ts'
import type { Session } from '../../../shared/contract/console.ts'
import { Problem } from '../../../shared/contract/problem.ts'
import { IssuerDown, SignInOver } from '../sign-in/issuer-client.ts'
import { serverAddress } from '../sign-in/server-address.ts'

export type Row = z.output<typeof Action>

/** The server answered, and the answer is no. */
export class Refusal extends Error {
  readonly status: number
  readonly code: string
  constructor(status: number, code: string, detail: string) {
    super(detail)
    this.status = status
    this.code = code
  }
}

/** Nobody who asks again with this key will hear anything else. */
export const isFinal = (error: unknown): error is Refusal =>
  error instanceof Refusal && (error.status === 401 || error.status === 403)

const patienceMs = 30_000
const longestPauseMs = 30_000
const base = '/api/v1/deployments/actions'

/** What is shown to the server, asked for each time: a sign-in is renewed while a runner runs. */
type Credential = () => Promise<string | undefined>

export type Client = ReturnType<typeof createClient>

/** The server as a runner knows it: its HTTP API, asked patiently. */
export function createClient(address: string, credential: Credential, warn: (line: string) => void) {
  const { origin } = serverAddress(address, '--url')
  const authorization = async (): Promise<Record<string, string>> => {
    const token = await credential()
    return token === undefined ? {} : { authorization: `Bearer ${token}` }
  }
  /** What to add to this machine's time to have the server's. */
  let skewMs = 0

  async function once(method: string, path: string, sent: { body?: unknown; key?: string }, signal: AbortSignal) {
    const response = await fetch(origin + path, {
      method,
      headers: {
        ...(await authorization()),
        ...(sent.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(sent.key === undefined ? {} : { 'idempotency-key': sent.key }),
      },
      ...(sent.body === undefined ? {} : { body: JSON.stringify(sent.body) }),
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
    })
    const date = Date.parse(response.headers.get('date') ?? '')
    if (!Number.isNaN(date)) skewMs = date - Date.now()
    if (response.ok) return response
    const problem = Problem.safeParse(await response.json().catch(() => undefined)).data
    const wait = Number(response.headers.get('retry-after'))
    return { status: response.status, problem, waitMs: wait > 0 ? wait * 1000 : 0 }
  }

  /** Asks until there is an answer. What goes with a key can be asked for twice and is done once. */
  async function patiently(method: string, path: string, sent: { body?: unknown; key?: string }, signal: AbortSignal) {
    for (let failures = 0; ; failures++) {
      let why: string
      let waitMs = backoff(failures)
      try {
        const answer = await once(method, path, sent, signal)
        if (answer instanceof Response) return answer
        const { status, problem } = answer
        const detail = problem?.detail ?? `The server answered ${status}.`
        if (status < 500 && status !== 429) throw new Refusal(status, problem?.code ?? 'unexpected_answer', detail)
        waitMs = Math.max(waitMs, answer.waitMs)
        why = detail
      } catch (error) {
        if (error instanceof Refusal || signal.aborted) throw error
        if (error instanceof SignInOver) throw new Refusal(401, 'credential_expired', `${error.message}.`)
        why = error instanceof IssuerDown ? `${error.message}.` : 'The server does not answer.'
      }
      if (failures === 0 || failures === 5) warn(`${why} Asking again.`)
      await pause(waitMs, undefined, { signal })
    }
  }

  const json = async <T>(response: Promise<Response>): Promise<T> => (await response).json() as Promise<T>
  return {
    origin,
    now: () => Date.now() + skewMs,
    session: (signal: AbortSignal) => json<z.output<typeof Session>>(patiently('GET', '/console/session', {}, signal)),
    approved: (cursor: string | null, signal: AbortSignal) =>
      json<z.output<typeof ActionPage>>(
        patiently('GET', `${base}?status=approved&limit=200${cursor ? `&cursor=${cursor}` : ''}`, {}, signal),
      ),
    claim: (id: string, lease_seconds: number, once: string, signal: AbortSignal) =>
      json<Row>(patiently('POST', `${base}/${id}/claim`, { body: { lease_seconds }, key: once }, signal)),
    markExecuted: (id: string, outcome: unknown, once: string, signal: AbortSignal) =>
      json<Row>(patiently('POST', `${base}/${id}/mark-executed`, { body: { outcome }, key: once }, signal)),
    async events(signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
      const response = await fetch(`${origin}/api/v1/events`, {
        headers: await authorization(),
        redirect: 'error',
        signal,
      })
      if (!response.ok || response.body === null) throw new Error(`the events answered ${response.status}`)
      return response.body
    },
  }
}

/** Doubles, and is never twice the same for two runners that failed at once. */
export const backoff = (failures: number): number =>
  Math.min(longestPauseMs, 500 * 2 ** Math.min(failures, 10)) * (0.5 + Math.random() / 2)
