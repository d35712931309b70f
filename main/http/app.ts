import { OpenAPIHono } from '@hono/zod-openapi'
import { bodyLimit } from 'hono/body-limit'
import type { Services } from '../services.ts'
import { version } from '../version.ts'
import { authenticate } from './authenticate.ts'
import { type ConsoleAssets, serveConsole } from './console-assets.ts'
import { docsPage } from './docs.ts'
import type { AppEnv } from './env.ts'
import { mountOn } from './mount.ts'
import { problem, Refused, refusalOf } from './problem.ts'
import { requestLog } from './request-log.ts'
import { auditRoutes } from './routes/audit.ts'
import { consoleRoutes } from './routes/console.ts'
import { securityHeaders, socketGuard } from './security.ts'

export type AppOptions = {
  console?: ConsoleAssets | undefined
  /** Names that the socket door answers to. */
  hosts?: ReadonlySet<string> | 'any'
}

const largestBody = 1024 * 1024

/** The whole API. Every door calls its `fetch`, saying which door it is. */
export function createApp(services: Services, options: AppOptions = {}): OpenAPIHono<AppEnv> {
  const app = new OpenAPIHono<AppEnv>({
    defaultHook: (result, c) => {
      if (result.success) return undefined
      const issues = result.error.issues.map(({ path, message }) => ({ path: [...path], message }))
      return problem(c, { code: 'invalid_input', detail: 'The input is not of the expected shape.', fields: { issues } })
    },
  })

  app.use(requestLog(services.log))
  app.use(securityHeaders)
  app.use(socketGuard(options.hosts ?? 'any'))
  app.use(bodyLimit({ maxSize: largestBody, onError: () => { throw new Refused(tooLarge) } }))
  app.use('/api/*', authenticate(services))
  app.use('/console/*', authenticate(services))
  app.use('/runtime/*', authenticate(services))

  const mount = mountOn(app, services)
  consoleRoutes(mount, services)
  auditRoutes(mount, services)

  const document = () => app.getOpenAPI31Document(documentHead)
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer' })
  app.get('/openapi.json', (c) => c.json(document()))
  app.get('/docs', (c) => docsPage(c, document()))
  if (options.console) serveConsole(app, options.console)

  app.notFound((c) => problem(c, { code: 'not_found', detail: `There is nothing at ${c.req.method} ${c.req.path}.` }))
  app.onError((error, c) => {
    const refusal = refusalOf(error)
    if (!refusal) c.get('log').error({ err: error }, 'a request failed')
    if (refusal?.code.startsWith('credential_')) c.header('www-authenticate', 'Bearer')
    return problem(c, refusal ?? { code: 'internal_error', detail: `Something went wrong here; the log has it under ${c.get('requestId')}.` })
  })
  return app
}

const tooLarge = { code: 'body_too_large', detail: 'A body may have 1 MiB at most.', fields: { limit_bytes: largestBody } } as const

const documentHead = {
  openapi: '3.1.0',
  info: {
    title: 'Countersign',
    version,
    description: 'Everything the console can do. JSON in snake_case, times in RFC 3339 UTC, ids UUIDv7, errors RFC 9457.',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
}
