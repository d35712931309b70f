import type { Context } from 'hono'
import * as contract from '../../../shared/contract/deploys.ts'
import type { Result } from '../../../shared/domain/result.ts'
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
import { transact } from '../transact.ts'

/** What somebody does at the forge, in their own name. */
export function forgeRoutes(mount: Mount, services: Services): void {
  const idIn = (c: Context<AppEnv>): string => c.req.param('id') ?? ''
  const isThere = async (c: Context<AppEnv>) =>
    (await findDeploy(services.store.read, callerOf(c).workspace, idIn(c))) ? undefined : noSuchDeploy

  /** Said at the forge, or refused there or here: under a key this is the first answer, and stays it. */
  const answer = (c: Context<AppEnv>, done: Result<unknown>) =>
    transact(c, services, { status: 200, counted: false }, async () => done)

  mount(
    contract.approveDeploy,
    async (c) => {
      const review = { ...c.req.valid('json'), id: idIn(c), verdict: 'approve' } as const
      return answer(c, await reviewAtForge(services, callerOf(c), review))
    },
    isThere,
  )
  mount(
    contract.rejectDeploy,
    async (c) => {
      const review = { ...c.req.valid('json'), id: idIn(c), verdict: 'reject' } as const
      return answer(c, await reviewAtForge(services, callerOf(c), review))
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
