import type { OpenAPIHono } from '@hono/zod-openapi'
import * as contract from '../../../shared/contract/telemetry.ts'
import type { Services } from '../../services.ts'
import { takeAlerts } from '../../use-cases/telemetry/take-alerts.ts'
import { takeEvaluations } from '../../use-cases/telemetry/take-evaluations.ts'
import type { AppEnv } from '../env.ts'
import { guard } from '../guard.ts'
import type { Mount } from '../mount.ts'
import { takeTraces } from '../traces-door.ts'
import { transact } from '../transact.ts'

/** What agents, evaluators and Alertmanager report. None of it counts against a limit of transitions. */
export function telemetryRoutes(app: OpenAPIHono<AppEnv>, mount: Mount, services: Services): void {
  // Declared like any other, but its body is read by the protocol's own rules, not as a document of JSON.
  app.openAPIRegistry.registerPath(contract.postTraces)
  app.on('POST', contract.postTraces.path, guard(contract.postTraces.access), takeTraces(services))

  mount(contract.postEvaluations, (c) => {
    const told = c.req.valid('json')
    const several = 'evaluations' in told ? told.evaluations : [told]
    return transact(c, services, { status: 200, counted: false }, (act) => takeEvaluations(services, act, several))
  })
  mount(contract.postAlerts, (c) => {
    const { alerts } = c.req.valid('json')
    return transact(c, services, { status: 200, counted: false }, (act) => takeAlerts(services, act, alerts))
  })
}
