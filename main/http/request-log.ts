import type { MiddlewareHandler } from 'hono'
import type { Logger } from 'pino'
import { newId } from '../store/new-id.ts'
import type { AppEnv } from './env.ts'

/** A line per request, under an id that the answer carries too. Paths only: a query may hold what is nobody's business. */
export function requestLog(log: Logger): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const requestId = c.env.requestId ?? newId()
    const started = performance.now()
    c.set('requestId', requestId)
    c.set('log', log)
    await next()
    if (c.get('loggedElsewhere')) return
    const ms = Math.round((performance.now() - started) * 10) / 10
    const actor = c.get('caller')?.actor.id
    const { method, path } = c.req
    log.info({ request_id: requestId, method, path, status: c.res.status, ms, actor }, 'request')
  }
}
