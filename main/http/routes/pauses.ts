import type { Context } from 'hono'
import * as contract from '../../../shared/contract/pauses.ts'
import { ok, type Result } from '../../../shared/domain/result.ts'
import type { Services } from '../../services.ts'
import type { PauseRecord } from '../../store/pause-record.ts'
import { findPause } from '../../store/pauses.ts'
import { listPauses } from '../../use-cases/pauses/list-pauses.ts'
import { pauseViews } from '../../use-cases/pauses/pause-views.ts'
import { resumePause } from '../../use-cases/pauses/resume-pause.ts'
import { setPause } from '../../use-cases/pauses/set-pause.ts'
import { noSuchPause, showPause } from '../../use-cases/pauses/show-pause.ts'
import type { Act } from '../../use-cases/transition.ts'
import { type AppEnv, callerOf } from '../env.ts'
import type { Subject } from '../guard.ts'
import type { Mount } from '../mount.ts'
import { unwrap } from '../problem.ts'
import { transact } from '../transact.ts'

/** Which agents are to stand still. They read it here, or in the stream of the ledger's entries. */
export function pauseRoutes(mount: Mount, services: Services): void {
  const isThere = mustBeThere(services)

  mount(contract.listPauses, async (c) =>
    c.json(unwrap(await listPauses(services, callerOf(c), c.req.valid('query'))), 200),
  )
  mount(contract.getPause, async (c) => c.json(unwrap(await showPause(services, callerOf(c), idIn(c))), 200), isThere)

  /** Like a hold of the workspace, it is not what the limit of transitions is about. */
  const change = (c: Context<AppEnv>, status: 200 | 201, unit: (act: Act) => Promise<Result<PauseRecord>>) =>
    transact(c, services, { status, counted: false }, async (act) => {
      const done = await unit(act)
      if (!done.ok) return done
      const [view] = await pauseViews(services, act.caller, [done.value], act.tx.db, act.tx.now)
      return ok(view)
    })

  mount(contract.createPause, (c) => change(c, 201, (act) => setPause(act, c.req.valid('json'))))
  mount(contract.resumePause, (c) => change(c, 200, (act) => resumePause(act, idIn(c))), isThere)
}

const idIn = (c: Context<AppEnv>): string => c.req.param('id') ?? ''

/** What is not there answers 404, whoever asks and whatever they sent. */
const mustBeThere =
  ({ store }: Services): Subject =>
  async (c) =>
    (await findPause(store.read, callerOf(c).workspace, idIn(c))) ? undefined : noSuchPause
