import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Services } from '../services.ts'
import { webSessionKit } from '../use-cases/session/web-session-kit.ts'
import { version } from '../version.ts'
import { readActorToken, takeActorToken } from './actor-token.ts'
import { authenticate } from './authenticate.ts'
import { createBaseApp } from './base-app.ts'
import { type ConsoleAssets, serveConsole } from './console-assets.ts'
import { docsPage } from './docs.ts'
import type { AppEnv } from './env.ts'
import { answerOnce } from './idempotency.ts'
import { mountOn } from './mount.ts'
import { revealSecret } from './reveal-secret.ts'
import { actionRoutes } from './routes/actions.ts'
import { assistantRoutes } from './routes/assistant.ts'
import { auditRoutes } from './routes/audit.ts'
import { chatRoutes } from './routes/chat.ts'
import { connectorRoutes } from './routes/connectors.ts'
import { consoleRoutes } from './routes/console.ts'
import { deployRoutes } from './routes/deploys.ts'
import { drillAnswerRoutes } from './routes/drill-answers.ts'
import { drillRunRoutes } from './routes/drill-runs.ts'
import { drillScheduleRoutes } from './routes/drill-schedules.ts'
import { drillRoutes } from './routes/drills.ts'
import { evidenceRoutes } from './routes/evidence.ts'
import { explanationRoutes } from './routes/explanation.ts'
import { fleetRoutes } from './routes/fleet.ts'
import { forgeRoutes } from './routes/forge.ts'
import { gatewayRoutes } from './routes/gateway.ts'
import { incidentRoutes } from './routes/incidents.ts'
import { pauseRoutes } from './routes/pauses.ts'
import { providerRoutes } from './routes/providers.ts'
import { signInRoutes } from './routes/sign-in.ts'
import { surfaceRoutes } from './routes/surfaces.ts'
import { telemetryRoutes } from './routes/telemetry.ts'
import { webSignInRoutes } from './routes/web-sign-in.ts'
import { webhookRoutes } from './routes/webhooks.ts'
import { workspaceRoutes } from './routes/workspace.ts'

export type AppOptions = {
  console?: ConsoleAssets | undefined
  /** Names that the socket door answers to. */
  hosts?: ReadonlySet<string> | 'any'
  /** How long an event stream may be silent. */
  heartbeatMs?: number
}

/** The whole API. Every door calls its `fetch`, saying which door it is. */
export function createApp(services: Services, options: AppOptions = {}): OpenAPIHono<AppEnv> {
  const app = createBaseApp(services.log, options.hosts ?? 'any')
  const sessions = webSessionKit(services)
  for (const { method, path } of takeActorToken) app.on(method, path, readActorToken)
  for (const area of ['/api/*', '/v1/*', '/console/*', '/runtime/*']) app.use(area, authenticate(services, sessions))
  app.use('/api/v1/webhooks/*', revealSecret(services))
  for (const area of ['/api/*', '/runtime/*']) app.use(area, answerOnce(services))

  const mount = mountOn(app)
  consoleRoutes(mount, services)
  signInRoutes(mount, services)
  actionRoutes(mount, services)
  incidentRoutes(mount, services)
  drillAnswerRoutes(mount, services)
  drillRunRoutes(mount, services)
  drillScheduleRoutes(mount, services)
  drillRoutes(mount, services)
  connectorRoutes(mount, services)
  surfaceRoutes(mount, services)
  deployRoutes(mount, services, { heartbeatMs: options.heartbeatMs, sessions })
  forgeRoutes(mount, services)
  telemetryRoutes(app, mount, services)
  workspaceRoutes(mount, services)
  assistantRoutes(mount, services, { heartbeatMs: options.heartbeatMs, sessions })
  providerRoutes(mount, services)
  gatewayRoutes(mount, services)
  explanationRoutes(mount, services)
  fleetRoutes(mount, services)
  pauseRoutes(mount, services)
  chatRoutes(mount, services)
  webhookRoutes(mount, services)
  webSignInRoutes(mount, sessions)
  evidenceRoutes(mount, services)
  auditRoutes(mount, services, { heartbeatMs: options.heartbeatMs, sessions })

  const document = () => app.getOpenAPI31Document(documentHead)
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer' })
  app.get('/openapi.json', (c) => c.json(document()))
  app.get('/docs', (c) => docsPage(c, document()))
  if (options.console) serveConsole(app, options.console)
  return app
}

const documentHead = {
  openapi: '3.1.0',
  info: {
    title: 'Countersign',
    version,
    description:
      'Everything the console can do. JSON in snake_case, times in RFC 3339 UTC, ids UUIDv7, errors RFC 9457.',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
}
