import { z } from 'zod'
import { ForgeFault } from './fault.ts'

const Problem = z.object({
  message: z.string(),
  errors: z.array(z.union([z.string(), z.looseObject({ message: z.string().optional() })])).optional(),
})

/** What an answer that is none of those expected means. */
export function answered(
  { status, headers, text }: { status: number; headers: Headers; text: string },
  token: string,
  now: number,
): ForgeFault {
  const said = whatItSaid(text, token)
  const retry_after_ms = patience(status, headers, said, now)
  if (retry_after_ms !== null) {
    const seconds = Math.ceil(retry_after_ms / 1000)
    return new ForgeFault('rate_limited', `The forge asks to wait for ${seconds} s: it was asked too often.`, {
      status,
      retry_after_ms,
    })
  }
  if (status === 401)
    return new ForgeFault(
      'unauthorized',
      'The forge does not take this token: it is wrong, revoked or past its time.',
      { status },
    )
  if (status === 403) return new ForgeFault('forbidden', `The forge does not allow it: ${said}`, { status })
  if (status === 404)
    return new ForgeFault('not_found', 'The forge has nothing there, or nothing that this token may see.', { status })
  if (status >= 500) return new ForgeFault('unreachable', `The forge is not well (it answered ${status}).`, { status })
  if (status >= 300 && status < 400)
    return new ForgeFault('refused', `The forge sends elsewhere (${status}): was the repository renamed?`, { status })
  return new ForgeFault('refused', `The forge said no: ${said}`, { status })
}

/** Null where it has nothing to do with how often it was asked. A 403 can be that too (docs.github.com, rate limits). */
function patience(status: number, headers: Headers, said: string, now: number): number | null {
  if (status !== 403 && status !== 429) return null
  const after = headers.get('retry-after')
  if (after !== null && /^\d{1,6}$/.test(after)) return Number(after) * 1000
  const reset = headers.get('x-ratelimit-reset')
  if (headers.get('x-ratelimit-remaining') === '0' && reset !== null && /^\d{1,12}$/.test(reset))
    return Math.min(Math.max(Number(reset) * 1000 - now, 1_000), 3_600_000)
  return status === 429 || /rate limit/i.test(said) ? 60_000 : null
}

function whatItSaid(text: string, token: string): string {
  let problem: z.output<typeof Problem> | undefined
  try {
    problem = Problem.safeParse(JSON.parse(text)).data
  } catch {
    // A proxy's page, say: nobody wants to read it.
  }
  if (problem === undefined) return 'it gave no reason.'
  const details = (problem.errors ?? []).map((each) => (typeof each === 'string' ? each : (each.message ?? '')))
  const said = [problem.message, ...details].filter((each) => each !== '').join(' ')
  return said
    .replaceAll(token, '[token]')
    .replace(/\s+/g, ' ')
    .replace(/\p{Cc}/gu, '')
    .slice(0, 400)
}

/** In words of our own: what a driver says may hold anything. */
export function unreachable(error: unknown, base: string, signal: AbortSignal): ForgeFault {
  const { host } = new URL(base)
  if (signal.aborted) return new ForgeFault('unreachable', 'It was broken off.')
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const late = error instanceof Error && error.name === 'TimeoutError'
  return new ForgeFault(
    'unreachable',
    `The forge at ${host} cannot be reached${late ? ' in time' : code && ` (${code})`}.`,
  )
}
