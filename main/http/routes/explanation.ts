import * as contract from '../../../shared/contract/rules.ts'
import { explainViolation } from '../../assistant/explain-violation.ts'
import type { Services } from '../../services.ts'
import { findEvaluation } from '../../store/evaluations.ts'
import { noSuchViolation } from '../../use-cases/fleet/attributions.ts'
import { admit } from '../../use-cases/transition.ts'
import { callerOf } from '../env.ts'
import type { Mount } from '../mount.ts'
import { unwrap } from '../problem.ts'

/** A violation in plain words, by the model of whoever asks. */
export function explanationRoutes(mount: Mount, services: Services): void {
  const { store, limits } = services
  mount(
    contract.postExplanation,
    async (c) => {
      const { workspace, client } = callerOf(c)
      // It is kept nowhere, also not for a request that comes again.
      c.set('kept', true)
      // Counted by itself: a model is not waited for in a transaction, which would hold up everybody else's.
      unwrap(await store.write(workspace, (tx) => admit(tx, client, 'explanations', limits)))
      return c.json(
        unwrap(await explainViolation(services, callerOf(c), c.req.valid('param').id, c.req.raw.signal)),
        200,
      )
    },
    async (c) => {
      const { workspace, atServer } = callerOf(c)
      // Of another server's rows that one says whether they are there.
      if (atServer !== undefined) return undefined
      const found = await findEvaluation(store.read, workspace, c.req.param('id') ?? '')
      return found === undefined ? noSuchViolation : undefined
    },
  )
}
