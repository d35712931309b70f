import * as contract from '../../../shared/contract/console.ts'
import { getHealth } from '../../../shared/contract/health.ts'
import { createPlayer } from '../../sample/player.ts'
import type { Services } from '../../services.ts'
import { StoreError } from '../../store/errors.ts'
import { describeBoundary } from '../../use-cases/session/describe-boundary.ts'
import { describeSession } from '../../use-cases/session/describe-session.ts'
import { version } from '../../version.ts'
import { callerOf } from '../env.ts'
import type { Mount } from '../mount.ts'
import { unwrap } from '../problem.ts'

export function consoleRoutes(mount: Mount, services: Services): void {
  mount(getHealth, async (c) => {
    const database = services.store.engine
    try {
      await services.store.probe()
      return c.json({ status: 'ok' as const, version, database }, 200)
    } catch (error) {
      const detail = error instanceof StoreError ? error.message : 'the store did not answer'
      return c.json({ status: 'unavailable' as const, version, database, detail }, 503)
    }
  })

  mount(contract.getSecurityBoundary, (c) => c.json(describeBoundary(services), 200))

  mount(contract.getSession, async (c) => c.json(await describeSession(services, callerOf(c)), 200))

  // A server has one connection: itself. The local console answers this path before it gets here.
  mount(contract.getConnections, (c) => {
    const { mode, connection } = services
    const current = { id: mode, kind: mode, ...connection, url: null, sign_in: null }
    return c.json({ current, known: null, chosen: true, version, keychain: 'none' as const }, 200)
  })

  const player = createPlayer(services)
  mount(contract.playSample, (c) => c.json(unwrap(player.play()), 200))
}
