import type { Context } from 'hono'
import * as contract from '../../../shared/contract/surfaces.ts'
import { ok, type Result } from '../../../shared/domain/result.ts'
import type { Services } from '../../services.ts'
import { type Asked, commandSurface } from '../../use-cases/surfaces/command-surface.ts'
import { findKnownSurface, type KnownSurface, noSuchSurface } from '../../use-cases/surfaces/known-surfaces.ts'
import { listReleases } from '../../use-cases/surfaces/list-releases.ts'
import { listSurfaces } from '../../use-cases/surfaces/list-surfaces.ts'
import { putSurface } from '../../use-cases/surfaces/put-surface.ts'
import { putSurfaceSecret } from '../../use-cases/surfaces/put-surface-secret.ts'
import { showSurface, viewOne } from '../../use-cases/surfaces/show-surface.ts'
import { testSurface } from '../../use-cases/surfaces/test-surface.ts'
import type { Act } from '../../use-cases/transition.ts'
import { type AppEnv, callerOf } from '../env.ts'
import type { Subject } from '../guard.ts'
import type { Mount } from '../mount.ts'
import { unwrap } from '../problem.ts'
import { transact } from '../transact.ts'

/** What can be deployed, and what goes on there. */
export function surfaceRoutes(mount: Mount, services: Services): void {
  const isThere = surfaceMustBeThere(services)

  mount(contract.listSurfaces, async (c) => c.json(await listSurfaces(services, callerOf(c)), 200))
  mount(
    contract.getSurface,
    async (c) => {
      const fresh = c.req.valid('query').fresh === 'true'
      return c.json(unwrap(await showSurface(services, callerOf(c), idIn(c), { fresh })), 200)
    },
    isThere,
  )
  mount(
    contract.listReleases,
    async (c) => c.json(unwrap(await listReleases(services, callerOf(c), idIn(c))), 200),
    isThere,
  )
  mount(
    contract.testSurface,
    async (c) => c.json(unwrap(await testSurface(services, callerOf(c), idIn(c))), 200),
    isThere,
  )
  mount(
    contract.putSurfaceSecret,
    async (c) => {
      const { value } = c.req.valid('json')
      return c.json(unwrap(await putSurfaceSecret(services, callerOf(c), c.req.valid('param'), value)), 200)
    },
    isThere,
  )

  /** Changes one and answers with all of it. Surfaces are not what the limit of transitions is about. */
  const change = (c: Context<AppEnv>, unit: (act: Act) => Promise<Result<KnownSurface>>) =>
    transact(c, services, { status: 200, counted: false }, async (act) => {
      const done = await unit(act)
      return done.ok ? ok(await viewOne(services, act.tx.db, act.caller, done.value)) : done
    })
  const command = (c: Context<AppEnv>, asked: Asked) =>
    change(c, (act) => commandSurface(services, act, idIn(c), asked))

  mount(contract.putSurface, (c) => {
    const given = c.req.valid('json')
    return change(c, (act) => putSurface(services, act, c.req.valid('param').id, given))
  })
  mount(contract.freezeSurface, (c) => command(c, { name: 'freeze', ...c.req.valid('json') }), isThere)
  mount(contract.unfreezeSurface, (c) => command(c, { name: 'unfreeze', ...c.req.valid('json') }), isThere)
  mount(contract.lockSurface, (c) => command(c, { name: 'lock', ...c.req.valid('json') }), isThere)
  mount(contract.unlockSurface, (c) => command(c, { name: 'unlock', ...c.req.valid('json') }), isThere)
  mount(contract.clearAlert, (c) => command(c, { name: 'clear_alert', ...c.req.valid('json') }), isThere)
  mount(
    contract.liftQuarantine,
    (c) => command(c, { name: 'lift_quarantine', sha: c.req.valid('param').sha, ...c.req.valid('json') }),
    isThere,
  )
}

const idIn = (c: Context<AppEnv>): string => c.req.param('id') ?? ''

/** What is not there answers 404, whoever asks and whatever they sent. */
export const surfaceMustBeThere =
  (services: Services): Subject =>
  async (c) =>
    (await findKnownSurface(services, services.store.read, callerOf(c).workspace, idIn(c))) ? undefined : noSuchSurface
