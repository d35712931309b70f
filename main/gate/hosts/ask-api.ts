import { setTimeout as pause } from 'node:timers/promises'
import type { z } from 'zod'
import { isSecureUrl } from '../../identity/secure-url.ts'
import { type HostNeeds, HostRefused } from '../host.ts'
import { redactText } from '../redact-lines.ts'
import { ApiSilent, noSecret, oneLine, refusal, retryAfter } from './api-refusals.ts'

export type Call<T> = {
  /** For people: "list the releases". */
  what: string
  path: string
  method?: 'GET' | 'POST' | 'DELETE'
  headers?: Record<string, string>
  /** JSON, or a form. */
  body?: Record<string, string> | FormData
  answer: z.ZodType<T>
}
export type Answer<T> = { body: T; headers: Headers }
export type AskApi = <T>(call: Call<T>, signal: AbortSignal) => Promise<Answer<T>>

export type Api = {
  /** As people call it: "Heroku". */
  name: string
  base: string
  /** The name of the secret that opens it. */
  key: string
  headers: Record<string, string>
  /** What its errors say, of a body that was read as JSON. */
  fault(body: unknown): string | undefined
}

const patienceMs = 20_000
const largestAnswer = 8 * 1024 * 1024
const attempts = 3
/** A limit that is lifted later than this is reported, not waited for. */
const longestWaitSeconds = 30
const pauseMs = 200

/**
 * An API that takes a bearer token. Only what reads is tried again when the answer is lost; what was refused for want of
 * room (429) was not done, and is tried again too. A redirect is no answer, because the token would go with it.
 */
export function askApi(api: Api, { secret, fetch }: Pick<HostNeeds, 'secret' | 'fetch'>): AskApi {
  return async (call, signal) => {
    const token = await tokenOf(api, secret)
    const clean = (text: string) => redactText(text, [token])
    for (let attempt = 1; ; attempt++) {
      signal.throwIfAborted()
      const got = await send(api, call, token, fetch, signal)
      const again = attempt < attempts ? waitBefore(got, call.method ?? 'GET', attempt) : undefined
      if (again === undefined) return judge(api, call, got, clean)
      await pause(again, undefined, { signal })
    }
  }
}

type Got = { status: number; headers: Headers; text: string } | { lost: string }

async function send<T>(
  api: Api,
  call: Call<T>,
  token: string,
  fetchRemote: typeof fetch,
  signal: AbortSignal,
): Promise<Got> {
  const { method = 'GET', path, body } = call
  const isForm = body instanceof FormData
  try {
    const response = await fetchRemote(api.base.replace(/\/+$/, '') + path, {
      method,
      redirect: 'manual',
      credentials: 'omit',
      headers: {
        ...api.headers,
        'user-agent': 'countersign',
        ...(body !== undefined && !isForm && { 'content-type': 'application/json' }),
        ...call.headers,
        authorization: `Bearer ${token}`,
      },
      ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
    })
    const { status, headers } = response
    if (isRedirect(response)) {
      await response.body?.cancel()
      return { status: 302, headers, text: '' }
    }
    return { status, headers, text: await readBounded(response) }
  } catch (error) {
    signal.throwIfAborted()
    return { lost: whyLost(error) }
  }
}

const isRedirect = ({ status, type }: Response): boolean =>
  type === 'opaqueredirect' || (status >= 300 && status < 400 && status !== 304)

async function readBounded(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  // Leaving the loop early ends the answer too.
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > largestAnswer) throw new Error(`it answered with more than ${largestAnswer} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

/** The innermost reason is the one that says something: "fetch failed" does not. */
function whyLost(error: unknown): string {
  if (!(error instanceof Error)) return 'no answer'
  if (error.name === 'TimeoutError') return `no answer within ${patienceMs / 1000} seconds`
  return error.cause instanceof Error ? whyLost(error.cause) : error.message || 'no answer'
}

function waitBefore(got: Got, method: string, attempt: number): number | undefined {
  const isReading = method === 'GET'
  if ('lost' in got) return isReading ? pauseMs * attempt : undefined
  if (got.status >= 500) return isReading ? pauseMs * attempt : undefined
  if (got.status !== 429) return undefined
  const seconds = retryAfter(got.headers)
  if (seconds === undefined) return isReading ? pauseMs * attempt : undefined
  return seconds > longestWaitSeconds ? undefined : seconds * 1000
}

function judge<T>(api: Api, { what, answer }: Call<T>, got: Got, clean: (text: string) => string): Answer<T> {
  if ('lost' in got) throw new ApiSilent(`${api.name} gave no answer when asked to ${what}: ${clean(got.lost)}`)
  const { status, headers, text } = got
  const body = asJson(text)
  if (status < 200 || status >= 300) {
    const said = api.fault(body)
    throw refusal(api, what, status, headers, said === undefined ? undefined : oneLine(clean(said)))
  }
  const parsed = answer.safeParse(body)
  if (parsed.success) return { body: parsed.data, headers }
  const where = parsed.error.issues[0]?.path.join('.') || 'the whole of it'
  throw new ApiSilent(
    `${api.name} answered in a form that is not documented when asked to ${what} (${oneLine(clean(where))})`,
  )
}

async function tokenOf(api: Api, secret: HostNeeds['secret']): Promise<string> {
  if (!isSecureUrl(api.base))
    throw new HostRefused(`${api.base} is neither https nor on this machine: a key is not sent there`)
  const token = (await secret(api.key))?.trim()
  if (token === undefined || token === '') throw new HostRefused(noSecret(api.key))
  // A fetch that is given another one would say it, whole, in its error.
  if (!/^[\x21-\x7e]+$/.test(token)) throw new HostRefused(`The secret ${api.key} holds letters that no key has`)
  return token
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
