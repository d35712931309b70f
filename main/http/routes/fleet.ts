import * as contract from '../../../shared/contract/fleet.ts'
import * as rules from '../../../shared/contract/rules.ts'
import type { Services } from '../../services.ts'
import { findEvaluation } from '../../store/evaluations.ts'
import { findRule } from '../../store/fleet-rules.ts'
import { findTrace } from '../../store/traces.ts'
import { attributionsOf, noSuchViolation } from '../../use-cases/fleet/attributions.ts'
import { compliance } from '../../use-cases/fleet/compliance.ts'
import { fleetCost } from '../../use-cases/fleet/fleet-cost.ts'
import { fleetStatus } from '../../use-cases/fleet/fleet-status.ts'
import { alertPlace, listAlerts } from '../../use-cases/fleet/list-alerts.ts'
import { listTraces, tracePlace } from '../../use-cases/fleet/list-traces.ts'
import { evaluationPlace, listViolations } from '../../use-cases/fleet/list-violations.ts'
import { listRules } from '../../use-cases/fleet/rules/list-rules.ts'
import { createRule, noSuchRule, putRule } from '../../use-cases/fleet/rules/put-rule.ts'
import { removeRule } from '../../use-cases/fleet/rules/remove-rule.ts'
import { tryRule } from '../../use-cases/fleet/rules/try-rule.ts'
import { setFleetSettings, showFleetSettings } from '../../use-cases/fleet/settings.ts'
import { showSpan } from '../../use-cases/fleet/show-span.ts'
import { noSuchTrace, showTrace } from '../../use-cases/fleet/show-trace.ts'
import { callerOf } from '../env.ts'
import type { Subject } from '../guard.ts'
import type { Mount } from '../mount.ts'
import { unwrap } from '../problem.ts'
import { transact } from '../transact.ts'

/** What the agents did, how they are, what they cost, and how it is judged. */
export function fleetRoutes(mount: Mount, services: Services): void {
  readsOf(mount, services)
  settingsAndRules(mount, services)
  mount(
    rules.postAttributions,
    (c) =>
      transact(c, services, { status: 200, counted: 'explanations' }, ({ tx }) =>
        attributionsOf(tx.db, tx.workspace, c.req.valid('param').id),
      ),
    violationMustBeThere(services),
  )
}

function readsOf(mount: Mount, services: Services): void {
  const traceIsThere = traceMustBeThere(services)
  mount(contract.listTraces, async (c) => {
    const { cursor, ...wanted } = c.req.valid('query')
    const after = unwrap(tracePlace(cursor))
    return c.json(await listTraces(services, callerOf(c).workspace, { ...wanted, after }), 200)
  })
  mount(
    contract.getTrace,
    async (c) => c.json(unwrap(await showTrace(services, callerOf(c).workspace, c.req.valid('param').trace_id)), 200),
    traceIsThere,
  )
  mount(
    contract.getSpan,
    async (c) => c.json(unwrap(await showSpan(services, callerOf(c).workspace, c.req.valid('param'))), 200),
    traceIsThere,
  )
  mount(contract.getFleetStatus, async (c) =>
    c.json(await fleetStatus(services, callerOf(c).workspace, c.req.valid('query')), 200),
  )
  mount(contract.getFleetCost, async (c) =>
    c.json(await fleetCost(services, callerOf(c).workspace, c.req.valid('query')), 200),
  )
  mount(contract.listViolations, async (c) => {
    const { cursor, label, ...wanted } = c.req.valid('query')
    const after = unwrap(evaluationPlace(cursor))
    const labels = typeof label === 'string' ? [label] : label
    return c.json(await listViolations(services, callerOf(c).workspace, { ...wanted, labels, after }), 200)
  })
  mount(contract.listAlerts, async (c) => {
    const { cursor, ...wanted } = c.req.valid('query')
    const after = unwrap(alertPlace(cursor))
    return c.json(await listAlerts(services, callerOf(c).workspace, { ...wanted, after }), 200)
  })
  mount(contract.getCompliance, async (c) =>
    c.json(await compliance(services, callerOf(c).workspace, c.req.valid('query')), 200),
  )
}

function settingsAndRules(mount: Mount, services: Services): void {
  const ruleIsThere = ruleMustBeThere(services)
  mount(contract.getFleetSettings, async (c) => c.json(await showFleetSettings(services, callerOf(c).workspace), 200))
  mount(contract.putFleetSettings, (c) =>
    transact(c, services, { status: 200, counted: false }, (act) => setFleetSettings(act, c.req.valid('json'))),
  )
  mount(rules.listRules, async (c) => c.json(await listRules(services, callerOf(c).workspace), 200))
  mount(rules.createRule, (c) =>
    transact(c, services, { status: 201, counted: false }, (act) => createRule(act, c.req.valid('json'))),
  )
  mount(rules.tryRule, async (c) => c.json(await tryRule(services, callerOf(c).workspace, c.req.valid('json')), 200))
  mount(
    rules.putRule,
    (c) =>
      transact(c, services, { status: 200, counted: false }, (act) =>
        putRule(act, c.req.valid('param').id, c.req.valid('json')),
      ),
    ruleIsThere,
  )
  mount(
    rules.removeRule,
    (c) => transact(c, services, { status: 200, counted: false }, (act) => removeRule(act, c.req.valid('param').id)),
    ruleIsThere,
  )
}

/** What is not there answers 404, whoever asks and whatever they sent. */
const traceMustBeThere =
  ({ store }: Services): Subject =>
  async (c) =>
    (await findTrace(store.read, callerOf(c).workspace, c.req.param('trace_id') ?? '')) ? undefined : noSuchTrace

const ruleMustBeThere =
  ({ store }: Services): Subject =>
  async (c) =>
    (await findRule(store.read, callerOf(c).workspace, c.req.param('id') ?? '')) ? undefined : noSuchRule

const violationMustBeThere =
  ({ store }: Services): Subject =>
  async (c) =>
    (await findEvaluation(store.read, callerOf(c).workspace, c.req.param('id') ?? '')) ? undefined : noSuchViolation
