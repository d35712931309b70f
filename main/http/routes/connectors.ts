import type { Context } from 'hono'
import * as contract from '../../../shared/contract/connectors.ts'
import type { Services } from '../../services.ts'
import { findConnector } from '../../store/connectors.ts'
import { listConnectors } from '../../use-cases/connectors/list-connectors.ts'
import { putConnector } from '../../use-cases/connectors/put-connector.ts'
import { noSuchConnector, removeConnector } from '../../use-cases/connectors/remove-connector.ts'
import { testConnector } from '../../use-cases/connectors/test-connector.ts'
import { type AppEnv, callerOf } from '../env.ts'
import type { Mount } from '../mount.ts'
import { unwrap } from '../problem.ts'
import { transact } from '../transact.ts'

/** The ways in which drill notifications leave the house. */
export function connectorRoutes(mount: Mount, services: Services): void {
  const nameIn = (c: Context<AppEnv>): string => c.req.param('name') ?? ''
  const isThere = async (c: Context<AppEnv>) =>
    (await findConnector(services.store.read, callerOf(c).workspace, nameIn(c))) ? undefined : noSuchConnector

  mount(contract.listConnectors, async (c) => c.json(await listConnectors(services, callerOf(c)), 200))
  mount(contract.putConnector, async (c) => {
    const { url, secret, ...rest } = c.req.valid('json')
    const given = { ...(url === undefined ? {} : { url }), ...(secret === undefined ? {} : { secret }) }
    return c.json(
      unwrap(await putConnector(services, callerOf(c), c.req.valid('param').name, { ...rest, ...given })),
      200,
    )
  })
  mount(
    contract.removeConnector,
    (c) => transact(c, services, { status: 200, counted: false }, (act) => removeConnector(act, nameIn(c))),
    isThere,
  )
  mount(
    contract.testConnector,
    async (c) => c.json(unwrap(await testConnector(services, callerOf(c), nameIn(c))), 200),
    isThere,
  )
}
