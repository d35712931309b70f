import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { AppEnv, Operator } from './env.ts'

/** Lets another app of ours answer, under the id that the request has already. */
export function handOn(
  c: Context<AppEnv>,
  request: Request,
  app: OpenAPIHono<AppEnv>,
  operator?: Operator | undefined,
): Response | Promise<Response> {
  c.set('loggedElsewhere', true)
  return app.fetch(request, { ...c.env, requestId: c.get('requestId'), operator })
}
