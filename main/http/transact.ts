import { createHash } from 'node:crypto'
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Result } from '../../shared/domain/result.ts'
import type { Services } from '../services.ts'
import type { Answer } from '../store/kept-answers.ts'
import { type Act, runTransition } from '../use-cases/transition.ts'
import { type AppEnv, callerOf } from './env.ts'
import { problemBody, problemHeaders, Refused } from './problem.ts'

type Options = { status: 200 | 201; counted?: boolean }

/** Runs what a request asks for and answers with it; a request that came before under the same key is answered as then. */
export async function transact(
  c: Context<AppEnv>,
  services: Services,
  { status, ...options }: Options,
  unit: (act: Act) => Promise<Result<unknown>>,
): Promise<never> {
  const render = (result: Result<unknown>): Answer => {
    if (result.ok) return { status, body: JSON.stringify(result.value) }
    const body = problemBody(result.refusal)
    return { status: body.status, body: JSON.stringify(body) }
  }
  const answer = await runTransition(services, callerOf(c), { once: await askedOnce(c), render, ...options }, unit)
  const headers = answer.status < 400 ? { 'content-type': 'application/json' } : problemHeaders(JSON.parse(answer.body))
  return c.body(answer.body, answer.status as ContentfulStatusCode, headers) as never
}

/** The same method, path and bytes are the same request. */
async function askedOnce(c: Context<AppEnv>): Promise<{ key: string; request: string } | undefined> {
  const key = c.req.header('idempotency-key')
  if (key === undefined) return undefined
  if (!/^[\x21-\x7e]{1,255}$/.test(key))
    throw new Refused({
      code: 'invalid_input',
      detail: 'An Idempotency-Key has 1 to 255 visible characters.',
      fields: { issues: [{ path: ['idempotency-key'], message: 'expected 1 to 255 visible characters' }] },
    })
  const request = createHash('sha256')
    .update(`${c.req.method} ${c.req.path}\n`)
    .update(await c.req.text())
    .digest('hex')
  return { key, request }
}
