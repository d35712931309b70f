import { OpenAPIHono } from '@hono/zod-openapi'
import type { Context, MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Logger } from 'pino'
import { postAlerts } from '../../shared/contract/telemetry.ts'
import type { Refusal } from '../../shared/domain/result.ts'
import type { AppEnv } from './env.ts'
import { problem, Refused, refusalOf } from './problem.ts'
import { requestLog } from './request-log.ts'
import { securityHeaders, socketGuard } from './security.ts'
import { asProtobufStatus, isTraces } from './traces-door.ts'
import { isUpload } from './uploads.ts'

const mebibyte = 1024 * 1024
/** Alertmanager tells of a whole group at once, and what is refused it does not send again. */
const isAlerts = (c: Context): boolean => c.req.method === 'POST' && c.req.path === postAlerts.path

/** The manners that every app of ours has: a line in the log, safe headers, a size limit, and refusals that say why. */
export function createBaseApp(log: Logger, hosts: ReadonlySet<string> | 'any'): OpenAPIHono<AppEnv> {
  const app = new OpenAPIHono<AppEnv>({
    defaultHook: (result, c) => {
      if (result.success) return undefined
      const issues = result.error.issues.map(({ path, message }) => ({ path: [...path], message }))
      return problem(c, {
        code: 'invalid_input',
        detail: 'The input is not of the expected shape.',
        fields: { issues },
      })
    },
  })
  app.use(requestLog(log))
  app.use(securityHeaders)
  app.use(socketGuard(hosts))
  app.use(limitBody)
  app.notFound((c) => problem(c, { code: 'not_found', detail: `There is nothing at ${c.req.method} ${c.req.path}.` }))
  app.onError((error, c) => {
    const refusal = refusalOf(error)
    // Whoever went away does not wait for an answer, and what their going has cut short is no bug.
    if (!refusal && !c.req.raw.signal.aborted)
      c.get('log').error({ request_id: c.get('requestId'), err: error }, 'a request failed')
    if (refusal?.code.startsWith('store_'))
      c.get('log').warn({ request_id: c.get('requestId'), err: error }, 'the store failed')
    if (refusal?.code === 'credential_missing') c.header('www-authenticate', 'Bearer')
    if (refusal && isRefusedCredential(refusal)) c.header('www-authenticate', 'Bearer error="invalid_token"')
    // What is still coming of the body is not waited for, so the socket cannot carry another request.
    if (refusal?.code === 'body_too_large' && c.env.door === 'socket') c.header('connection', 'close')
    const detail = `Something went wrong here; the log has it under ${c.get('requestId')}.`
    const told = refusal ?? { code: 'internal_error' as const, detail }
    return asProtobufStatus(c, problem(c, told), told.detail)
  })
  return app
}

/** RFC 6750, section 3.1: a client that knows this fetches another token. */
const isRefusedCredential = ({ code }: Refusal): boolean =>
  code === 'credential_invalid' || code === 'credential_expired'

const limitedTo = (most: number) => bodyLimit({ maxSize: most * mebibyte, onError: () => refuseBody(most) })
const limited = limitedTo(1)
const limitedAlerts = limitedTo(4)

/** Only to look for a body costs more than the rest of a small answer; by the Fetch standard these methods have none. */
const limitBody: MiddlewareHandler<AppEnv> = (c, next) =>
  c.req.method === 'GET' || c.req.method === 'HEAD' || isUpload(c) || isTraces(c)
    ? next()
    : (isAlerts(c) ? limitedAlerts : limited)(c, next)

function refuseBody(most: number): never {
  throw new Refused({
    code: 'body_too_large',
    detail: `A body may have ${most} MiB at most.`,
    fields: { limit_bytes: most * mebibyte },
  })
}
