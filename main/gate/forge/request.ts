import type { z } from 'zod'
import { isSecureUrl } from '../../identity/secure-url.ts'
import { answered, unreachable } from './answers.ts'
import { ForgeFault } from './fault.ts'
import type { Asked } from './shapes.ts'

const largest = 8 * 1024 * 1024
const longest_ms = 20_000

export type Call = {
  method: 'GET' | 'POST'
  /** Below the base, beginning with a slash. */
  path: string
  body?: unknown
}
/** Answers of GET are kept with their ETag: one that is the same costs nothing of what the forge allows. */
type Kept = { etag: string; token: string; text: string }

export function createRequester({
  api_base,
  fetch,
  clock,
}: {
  api_base: string
  fetch: typeof globalThis.fetch
  clock(): number
}) {
  const base = api_base.replace(/\/+$/, '')
  const kept = new Map<string, Kept>()

  async function send({ method, path, body }: Call, { token, signal }: Asked): Promise<Response> {
    if (!isSecureUrl(base))
      throw new ForgeFault('unreachable', `${base} is no address that a token may be sent to: use https.`)
    const before = method === 'GET' ? kept.get(path) : undefined
    const etag = before !== undefined && before.token === token ? before.etag : undefined
    try {
      return await fetch(`${base}${path}`, {
        method,
        // A token must not follow a redirect to wherever that leads.
        redirect: 'manual',
        headers: {
          accept: 'application/vnd.github+json',
          'x-github-api-version': '2022-11-28',
          'user-agent': 'countersign',
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(etag === undefined ? {} : { 'if-none-match': etag }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.any([signal, AbortSignal.timeout(longest_ms)]),
      })
    } catch (error) {
      throw unreachable(error, base, signal)
    }
  }

  /** Its text, of the answers that are expected; of the others a fault. */
  async function ask(call: Call, asked: Asked): Promise<{ status: number; text: string; headers: Headers }> {
    const response = await send(call, asked)
    const { status, headers } = response
    const before = kept.get(call.path)
    if (status === 304 && before !== undefined) {
      await response.body?.cancel()
      return { status: 200, text: before.text, headers }
    }
    const text = await boundedText(response, base, asked)
    if (status < 200 || status >= 300) throw answered({ status, headers, text }, asked.token, clock())
    const etag = headers.get('etag')
    if (call.method === 'GET' && etag !== null) keep(call.path, { etag, token: asked.token, text })
    return { status, text, headers }
  }

  function keep(path: string, answer: Kept) {
    kept.delete(path)
    kept.set(path, answer)
    const [oldest] = kept.keys()
    if (kept.size > 30 && oldest !== undefined) kept.delete(oldest)
  }

  return {
    send,
    ask,
    async json<T extends z.ZodType>(shape: T, call: Call, asked: Asked): Promise<z.output<T>> {
      const { text } = await ask(call, asked)
      return parsed(shape, text, call.path)
    },
  }
}

export function parsed<T extends z.ZodType>(shape: T, text: string, path: string): z.output<T> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new ForgeFault('malformed', `The forge answered something that is no JSON (${path}).`)
  }
  const read = shape.safeParse(value)
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw new ForgeFault('malformed', `The forge answered otherwise than documented (${path}: ${issue?.path.join('.')}).`)
}

/** However much there is of it. */
export async function boundedText(
  response: Response,
  base: string,
  { signal }: Pick<Asked, 'signal'>,
): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  try {
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true })
      if (text.length > largest) throw new ForgeFault('malformed', 'The forge answered more than is taken.')
    }
  } catch (error) {
    throw error instanceof ForgeFault ? error : unreachable(error, base, signal)
  }
  return text + decoder.decode()
}
