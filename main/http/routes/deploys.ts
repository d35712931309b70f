import type { Context } from 'hono'
import * as contract from '../../../shared/contract/deploys.ts'
import { ok, type Result } from '../../../shared/domain/result.ts'
import type { Services } from '../../services.ts'
import type { DeployRecord } from '../../store/deploy-record.ts'
import { findDeploy } from '../../store/deploys.ts'
import { noSuchDeploy } from '../../use-cases/deploys/advance-deploy.ts'
import { cancelDeploy } from '../../use-cases/deploys/cancel-deploy.ts'
import { checkDeploy } from '../../use-cases/deploys/check-deploy.ts'
import { closeReview } from '../../use-cases/deploys/close-review.ts'
import { findRollback } from '../../use-cases/deploys/find-rollback.ts'
import { listDeploys } from '../../use-cases/deploys/list-deploys.ts'
import { recordDeploy } from '../../use-cases/deploys/record-deploy.ts'
import { showDeploy } from '../../use-cases/deploys/show-deploy.ts'
import { showDiff } from '../../use-cases/deploys/show-diff.ts'
import { showFileDiff } from '../../use-cases/deploys/show-file-diff.ts'
import { startDeploy } from '../../use-cases/deploys/start-deploy.ts'
import { startRollback } from '../../use-cases/deploys/start-rollback.ts'
import { viewDeployInside } from '../../use-cases/deploys/view-deploys.ts'
import type { WebSessionKit } from '../../use-cases/session/web-session-kit.ts'
import { findKnownSurface, noSuchSurface } from '../../use-cases/surfaces/known-surfaces.ts'
import type { Act } from '../../use-cases/transition.ts'
import { deployLogStream } from '../deploy-log-stream.ts'
import { type AppEnv, callerOf } from '../env.ts'
import type { Subject } from '../guard.ts'
import type { Mount } from '../mount.ts'
import { unwrap } from '../problem.ts'
import { resumeFrom } from '../resume-from.ts'
import { stillSignedIn } from '../still-signed-in.ts'
import { transact } from '../transact.ts'
import { surfaceMustBeThere } from './surfaces.ts'

type Options = { heartbeatMs: number | undefined; sessions: WebSessionKit | undefined }

/** Production by deliberate act, and back in seconds. */
export function deployRoutes(mount: Mount, services: Services, { heartbeatMs = 15_000, sessions }: Options): void {
  const { store } = services
  const isThere = deployMustBeThere(services)
  const surfaceIsThere = surfaceMustBeThere(services)

  /** Changes one and answers with all of it. Deploys are not what the limit of transitions is about. */
  const change = (c: Context<AppEnv>, status: 200 | 201, unit: (act: Act) => Promise<Result<DeployRecord>>) =>
    transact(c, services, { status, counted: false }, async (act) => {
      const done = await unit(act)
      return done.ok ? ok(await viewDeployInside(services, act, done.value)) : done
    })

  mount(
    contract.getDiff,
    async (c) => {
      const asked = c.req.valid('query')
      return c.json(unwrap(await showDiff(services, callerOf(c), idIn(c), asked, c.req.raw.signal)), 200)
    },
    surfaceIsThere,
  )
  mount(
    contract.getFileDiff,
    async (c) => {
      const asked = c.req.valid('query')
      return c.text(unwrap(await showFileDiff(services, callerOf(c), idIn(c), asked, c.req.raw.signal)), 200)
    },
    surfaceIsThere,
  )
  mount(contract.listDeploys, async (c) => {
    const { in_flight, review_open, ...wanted } = c.req.valid('query')
    const flags = { in_flight: flag(in_flight), review_open: flag(review_open) }
    return c.json(unwrap(await listDeploys(services, callerOf(c), { ...wanted, ...flags })), 200)
  })
  mount(contract.getDeploy, async (c) => c.json(unwrap(await showDeploy(services, callerOf(c), idIn(c))), 200), isThere)
  mount(
    contract.getDeployLog,
    async (c) => {
      const caller = callerOf(c)
      const stream = deployLogStream({
        store,
        workspace: caller.workspace,
        deploy_id: idIn(c),
        after: resumeFrom(c) ?? c.req.valid('query').after ?? 0,
        signal: AbortSignal.any([c.req.raw.signal, services.stopping]),
        heartbeatMs,
        mayGoOn: stillSignedIn(services, caller, sessions),
      })
      return c.body(stream, 200, { 'content-type': 'text/event-stream' }) as never
    },
    isThere,
  )

  mount(contract.startDeploy, async (c) => {
    const wanted = c.req.valid('json')
    const checked = await checkDeploy(services, callerOf(c), wanted, c.req.raw.signal)
    // A refusal goes the same way: under a key it is the first answer, and stays it.
    return change(c, 201, async (act) => (checked.ok ? startDeploy(services, act, wanted, checked.value) : checked))
  })
  mount(
    contract.startRollback,
    async (c) => {
      const wanted = c.req.valid('json') ?? {}
      const { workspace } = callerOf(c)
      const known = await findKnownSurface(services, store.read, workspace, idIn(c))
      const found = unwrap(known ? ok(known) : { ok: false, refusal: noSuchSurface })
      const way = unwrap(await findRollback(services, workspace, found, wanted.to_release))
      return change(c, 201, (act) => startRollback(services, act, found, wanted, way))
    },
    surfaceIsThere,
  )
  // Not a deploy's own name: it stands before the routes that have one.
  mount(contract.recordDeploy, (c) => change(c, 201, (act) => recordDeploy(services, act, c.req.valid('json'))))
  mount(contract.cancelDeploy, (c) => change(c, 200, (act) => cancelDeploy(act, idIn(c))), isThere)
  mount(
    contract.closeDeployReview,
    (c) => change(c, 200, (act) => closeReview(act, idIn(c), c.req.valid('json').note)),
    isThere,
  )
}

const idIn = (c: Context<AppEnv>): string => c.req.param('id') ?? ''
const flag = (value: 'true' | 'false' | undefined): boolean | undefined =>
  value === undefined ? undefined : value === 'true'

/** What is not there answers 404, whoever asks and whatever they sent. */
const deployMustBeThere =
  ({ store }: Services): Subject =>
  async (c) =>
    (await findDeploy(store.read, callerOf(c).workspace, idIn(c))) ? undefined : noSuchDeploy
