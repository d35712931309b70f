import type { z } from 'zod'
import { Problem } from '../../shared/contract/problem.ts'
import { ok, type Result, refuse } from '../../shared/domain/result.ts'
import type { AtServer } from '../use-cases/caller.ts'

const patienceMs = 20_000
/** Only its path matters. */
const inside = 'http://countersign.local'

type Asked = { method?: string; path: string; body?: unknown; key?: string }

/** Asks the server that this console talks to, in this person's name; what it refuses is refused here in its words. */
export async function askServer<T>(
  { name, ask }: AtServer,
  { method = 'GET', path, body, key }: Asked,
  shape: z.ZodType<T>,
): Promise<Result<T>> {
  const headers = {
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(key === undefined ? {} : { 'idempotency-key': key }),
  }
  const signal = AbortSignal.timeout(patienceMs)
  const sent = body === undefined ? {} : { body: JSON.stringify(body) }
  try {
    const answer = await ask(new Request(new URL(path, inside), { method, headers, signal, ...sent }))
    const json: unknown = await answer.json().catch(() => undefined)
    const said = answer.ok ? shape.safeParse(json).data : undefined
    if (said !== undefined) return ok(said)
    const problem = Problem.safeParse(json).data
    if (answer.ok || problem === undefined)
      return refuse('server_unreachable', `${name} answered something else (${answer.status}).`, { server: name })
    const { type: _type, title: _title, status: _status, code, detail, ...fields } = problem
    return refuse(code, detail, fields)
  } catch (error) {
    if (!signal.aborted) throw error
    return refuse('server_unreachable', `${name} did not answer in time.`, { server: name })
  }
}
