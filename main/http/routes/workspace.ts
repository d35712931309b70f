import * as contract from '../../../shared/contract/workspace.ts'
import { ok } from '../../../shared/domain/result.ts'
import type { Services } from '../../services.ts'
import { setHold, showHold } from '../../use-cases/workspace/hold.ts'
import { listActors } from '../../use-cases/workspace/list-actors.ts'
import { setPolicy, showPolicy } from '../../use-cases/workspace/policy.ts'
import { callerOf } from '../env.ts'
import type { Mount } from '../mount.ts'
import { transact } from '../transact.ts'

export function workspaceRoutes(mount: Mount, services: Services): void {
  mount(contract.getHold, async (c) => c.json(await showHold(services, callerOf(c)), 200))
  mount(contract.putHold, (c) =>
    transact(c, services, { status: 200, counted: false }, async (act) => ok(await setHold(act, c.req.valid('json')))),
  )
  mount(contract.getPolicy, async (c) => c.json(await showPolicy(services, callerOf(c)), 200))
  mount(contract.putPolicy, (c) =>
    transact(c, services, { status: 200, counted: false }, (act) => setPolicy(services, act, c.req.valid('json'))),
  )
  mount(contract.listActors, async (c) => c.json(await listActors(services, callerOf(c)), 200))
}
