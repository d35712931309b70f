import type { Context } from 'hono'
import type { Result } from '../../shared/domain/result.ts'
import type { Services } from '../services.ts'
import type { Answer } from '../store/kept-answers.ts'
import { type Act, type Counted, runTransition } from '../use-cases/transition.ts'
import { type AppEnv, callerOf } from './env.ts'
import { answerWith } from './idempotency.ts'
import { problemBody } from './problem.ts'

type Options = {
  status: 200 | 201
  /** Of what a client has so many in a minute. */
  counted?: Counted
  /** The chat that the answer tells of: it is forgotten with it. */
  about?: string | null
}

/** Runs what a request asks for in one transaction, which keeps the answer too if the request named a key. */
export async function transact(
  c: Context<AppEnv>,
  services: Services,
  { status, counted = 'transitions', about = null }: Options,
  unit: (act: Act) => Promise<Result<unknown>>,
): Promise<never> {
  const render = (result: Result<unknown>): Answer => {
    if (result.ok) return { status, body: JSON.stringify(result.value) }
    const body = problemBody(result.refusal)
    return { status: body.status, body: JSON.stringify(body) }
  }
  const asked = c.get('once')
  const once = asked && { ...asked, about }
  const answer = await runTransition(services, callerOf(c), { once, render, counted }, unit)
  c.set('kept', true)
  return answerWith(c, answer) as never
}
