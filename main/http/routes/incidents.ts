import type { Context } from 'hono'
import * as contract from '../../../shared/contract/incidents.ts'
import { ok, type Result } from '../../../shared/domain/result.ts'
import type { Services } from '../../services.ts'
import type { IncidentRecord } from '../../store/incident-record.ts'
import { findIncident } from '../../store/incidents.ts'
import { assignIncident } from '../../use-cases/incidents/assign-incident.ts'
import { commandIncident } from '../../use-cases/incidents/command-incident.ts'
import { createIncident } from '../../use-cases/incidents/create-incident.ts'
import { linkIncident } from '../../use-cases/incidents/link-incident.ts'
import { listIncidents } from '../../use-cases/incidents/list-incidents.ts'
import { detailInside, noSuchIncident, showIncident } from '../../use-cases/incidents/show-incident.ts'
import type { Act } from '../../use-cases/transition.ts'
import { type AppEnv, callerOf } from '../env.ts'
import type { Subject } from '../guard.ts'
import type { Mount } from '../mount.ts'
import { unwrap } from '../problem.ts'
import { transact } from '../transact.ts'

export function incidentRoutes(mount: Mount, services: Services): void {
  mount(contract.listIncidents, async (c) =>
    c.json(unwrap(await listIncidents(services, callerOf(c), c.req.valid('query'))), 200),
  )
  mount(contract.getIncident, async (c) =>
    c.json(unwrap(await showIncident(services, callerOf(c), c.req.valid('param').id)), 200),
  )

  /** Changes one and answers with all of it. Incidents are not what the limit of transitions is about. */
  const change = (c: Context<AppEnv>, status: 200 | 201, unit: (act: Act) => Promise<Result<IncidentRecord>>) =>
    transact(c, services, { status, counted: false }, async (act) => {
      const done = await unit(act)
      return done.ok ? ok(await detailInside(act, done.value)) : done
    })

  mount(contract.openIncident, (c) => change(c, 201, (act) => createIncident(act, c.req.valid('json'))))

  const isThere = mustBeThere(services)
  mount(
    contract.assignIncident,
    (c) => change(c, 200, (act) => assignIncident(act, idIn(c), c.req.valid('json').owner)),
    isThere,
  )
  mount(contract.linkIncident, (c) => change(c, 200, (act) => linkIncident(act, idIn(c), c.req.valid('json'))), isThere)
  mount(
    contract.noteIncident,
    (c) => change(c, 200, (act) => commandIncident(act, idIn(c), { name: 'note', ...c.req.valid('json') })),
    isThere,
  )
  mount(
    contract.resolveIncident,
    (c) => change(c, 200, (act) => commandIncident(act, idIn(c), { name: 'resolve', ...c.req.valid('json') })),
    isThere,
  )
}

const idIn = (c: Context<AppEnv>): string => c.req.param('id') ?? ''

/** What is not there answers 404, whoever asks and whatever they sent. */
const mustBeThere =
  ({ store }: Services): Subject =>
  async (c) =>
    (await findIncident(store.read, callerOf(c).workspace, idIn(c))) ? undefined : noSuchIncident
