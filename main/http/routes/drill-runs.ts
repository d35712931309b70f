import type { Context } from 'hono'
import * as contract from '../../../shared/contract/drill-runs.ts'
import { ok, type Result } from '../../../shared/domain/result.ts'
import type { Services } from '../../services.ts'
import type { RunRecord } from '../../store/drill-run-record.ts'
import { findRun } from '../../store/drill-runs.ts'
import { commandRun } from '../../use-cases/drills/runs/command-run.ts'
import { listRuns } from '../../use-cases/drills/runs/list-runs.ts'
import { noSuchRun, showRun } from '../../use-cases/drills/runs/show-run.ts'
import { showScorecard } from '../../use-cases/drills/runs/show-scorecard.ts'
import { startRun } from '../../use-cases/drills/runs/start-run.ts'
import { viewRunInside } from '../../use-cases/drills/runs/view-runs.ts'
import type { Act } from '../../use-cases/transition.ts'
import { type AppEnv, callerOf } from '../env.ts'
import type { Subject } from '../guard.ts'
import type { Mount } from '../mount.ts'
import { unwrap } from '../problem.ts'
import { transact } from '../transact.ts'

export function drillRunRoutes(mount: Mount, services: Services): void {
  mount(contract.getScorecard, async (c) =>
    c.json(await showScorecard(services, callerOf(c), c.req.valid('query')), 200),
  )
  mount(contract.listRuns, async (c) =>
    c.json(unwrap(await listRuns(services, callerOf(c), c.req.valid('query'))), 200),
  )
  mount(contract.getRun, async (c) =>
    c.json(unwrap(await showRun(services, callerOf(c), c.req.valid('param').run_id)), 200),
  )

  /** Changes one and answers with all of it. A drill is not what the limit of transitions is about. */
  const change = (c: Context<AppEnv>, status: 200 | 201, unit: (act: Act) => Promise<Result<RunRecord>>) =>
    transact(c, services, { status, counted: false }, async (act) => {
      const done = await unit(act)
      return done.ok ? ok(await viewRunInside(act, done.value)) : done
    })

  mount(contract.startRun, (c) => change(c, 201, (act) => startRun(act, c.req.valid('json'))))

  const isThere = mustBeThere(services)
  mount(
    contract.tickStep,
    (c) => {
      const { step, ticked } = c.req.valid('json')
      return change(c, 200, (act) => commandRun(act, idIn(c), { name: ticked ? 'tick' : 'untick', step }))
    },
    isThere,
  )
  mount(contract.recoverRun, (c) => change(c, 200, (act) => commandRun(act, idIn(c), { name: 'recover' })), isThere)
  mount(
    contract.finishRun,
    (c) => change(c, 200, (act) => commandRun(act, idIn(c), { name: 'finish', ...c.req.valid('json') })),
    isThere,
  )
  mount(
    contract.abandonRun,
    (c) => change(c, 200, (act) => commandRun(act, idIn(c), { name: 'abandon', ...c.req.valid('json') })),
    isThere,
  )
}

const idIn = (c: Context<AppEnv>): string => c.req.param('run_id') ?? ''

/** What is not there answers 404, whoever asks and whatever they sent. */
const mustBeThere =
  ({ store }: Services): Subject =>
  async (c) =>
    (await findRun(store.read, callerOf(c).workspace, idIn(c))) ? undefined : noSuchRun
