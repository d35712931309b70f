import { OpenAPIHono } from '@hono/zod-openapi'
import { bodyLimit } from 'hono/body-limit'
import type { Logger } from 'pino'
import type { AppEnv } from './env.ts'
import { problem, Refused, refusalOf } from './problem.ts'
import { requestLog } from './request-log.ts'
import { securityHeaders, socketGuard } from './security.ts'

const largestBody = 1024 * 1024

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
  app.use(bodyLimit({ maxSize: largestBody, onError: refuseBody }))
  app.notFound((c) => problem(c, { code: 'not_found', detail: `There is nothing at ${c.req.method} ${c.req.path}.` }))
  app.onError((error, c) => {
    const refusal = refusalOf(error)
    if (!refusal) c.get('log').error({ err: error }, 'a request failed')
    if (refusal?.code.startsWith('credential_')) c.header('www-authenticate', 'Bearer')
    const detail = `Something went wrong here; the log has it under ${c.get('requestId')}.`
    return problem(c, refusal ?? { code: 'internal_error', detail })
  })
  return app
}

function refuseBody(): never {
  throw new Refused({
    code: 'body_too_large',
    detail: 'A body may have 1 MiB at most.',
    fields: { limit_bytes: largestBody },
  })
}
