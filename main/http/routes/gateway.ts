import type { Context } from 'hono'
import * as contract from '../../../shared/contract/assistant.ts'
import { putGateway, removeGateway, showGatewayTo } from '../../assistant/gateway/credential.ts'
import { gatewayBase, passOn } from '../../assistant/gateway/pass-on.ts'
import type { Services } from '../../services.ts'
import { type AppEnv, callerOf } from '../env.ts'
import type { Mount } from '../mount.ts'
import { unwrap } from '../problem.ts'

/** The workspace's own provider, for all of its people: what they ask is metered, and the key stays here. */
export function gatewayRoutes(mount: Mount, services: Services): void {
  mount(contract.getGateway, async (c) => c.json(await showGatewayTo(services, callerOf(c)), 200))
  mount(contract.putGateway, async (c) =>
    c.json(unwrap(await putGateway(services, callerOf(c), c.req.valid('json'))), 200),
  )
  mount(contract.removeGateway, async (c) => c.json(await removeGateway(services, callerOf(c)), 200))

  const ask = async (c: Context<AppEnv>) => {
    const { pathname, search } = new URL(c.req.url)
    const { method, raw } = c.req
    // What was said is kept nowhere, also not for a request that comes again.
    c.set('kept', true)
    const asked = {
      ...{ method, search, signal: raw.signal },
      // As it was sent: what a parameter decodes to may hold what a path must not.
      path: pathname.slice(gatewayBase.length),
      body: method === 'POST' ? await c.req.text() : undefined,
    }
    return unwrap(await passOn(services, callerOf(c), asked))
  }
  mount(contract.askGateway, (c) => ask(c) as never)
  mount(contract.readGateway, (c) => ask(c) as never)
}
