import type { Context } from 'hono'
import * as contract from '../../../shared/contract/deploys.ts'
import type { Services } from '../../services.ts'
import { findDeploy } from '../../store/deploys.ts'
import { noSuchDeploy } from '../../use-cases/deploys/advance-deploy.ts'
import { showForgeToken } from '../../use-cases/deploys/forge-token.ts'
import { putForgeToken } from '../../use-cases/deploys/put-forge-token.ts'
import { removeForgeToken } from '../../use-cases/deploys/remove-forge-token.ts'
import { reviewAtForge } from '../../use-cases/deploys/review-at-forge.ts'
import { type AppEnv, callerOf } from '../env.ts'
import type { Mount } from '../mount.ts'
import { unwrap } from '../problem.ts'

/** What somebody does at the forge, in their own name. */
export function forgeRoutes(mount: Mount, services: Services): void {
  const idIn = (c: Context<AppEnv>): string => c.req.param('id') ?? ''
  const isThere = async (c: Context<AppEnv>) =>
    (await findDeploy(services.store.read, callerOf(c).workspace, idIn(c))) ? undefined : noSuchDeploy

  mount(
    contract.approveDeploy,
    async (c) => {
      const review = { ...c.req.valid('json'), id: idIn(c), verdict: 'approve' } as const
      return c.json(unwrap(await reviewAtForge(services, callerOf(c), review)), 200)
    },
    isThere,
  )
  mount(
    contract.rejectDeploy,
    async (c) => {
      const review = { ...c.req.valid('json'), id: idIn(c), verdict: 'reject' } as const
      return c.json(unwrap(await reviewAtForge(services, callerOf(c), review)), 200)
    },
    isThere,
  )
  mount(contract.getForgeToken, async (c) =>
    c.json(await showForgeToken(services, callerOf(c), c.req.valid('query').api_base), 200),
  )
  mount(contract.putForgeToken, async (c) =>
    c.json(unwrap(await putForgeToken(services, callerOf(c), c.req.valid('json'))), 200),
  )
  mount(contract.removeForgeToken, async (c) =>
    c.json(await removeForgeToken(services, callerOf(c), c.req.valid('query').api_base), 200),
  )
}
