import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import { sameCommit } from '../../../shared/domain/surface-standing.ts'
import type { Release, Running } from '../../gate/host.ts'
import { observerOf } from '../../gate/observe.ts'
import { orFault } from '../../gate/or-fault.ts'
import type { Services } from '../../services.ts'
import { readDeploys, readInFlight } from '../../store/deploys.ts'
import { readStanding } from '../../store/surfaces.ts'
import { lastThatDid } from '../surfaces/circumstances.ts'
import type { KnownSurface } from '../surfaces/known-surfaces.ts'
import { type RollbackWay, rollbackWay } from '../surfaces/rollback-target.ts'

/** Somebody waits for it in an incident: what the host does not say by then, the ledger does. */
const patienceMs = 8_000
const lookedBack = 30

/** Where a rollback leads, asked before the transaction. A release that is named is taken at its word. */
export async function findRollback(
  services: Services,
  workspace: string,
  { surface }: KnownSurface,
  named: string | undefined,
): Promise<Result<RollbackWay>> {
  const { store, stopping } = services
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(patienceMs)])
  const host = observerOf(services).host(workspace, surface)
  const [releases, running, standing, under_way, last, known] = await Promise.all([
    orFault(host.releases(50, signal), signal),
    orFault(host.running(signal), signal),
    readStanding(store.read, workspace, surface.id),
    readInFlight(store.read, workspace, surface.id),
    lastThatDid(store.read, workspace, surface.id),
    releasesOfLedger(services, workspace, surface.id),
  ])
  const there = releases.ok ? releases.value : known
  const seen: Running | null = running.ok ? running.value : null
  const way = rollbackWay({ releases: there, running: seen, standing, under_way, last })
  if (named !== undefined) return ok({ ...way, to: there.find(({ id }) => id === named) ?? bare(named) })
  if (way.to === null && !releases.ok)
    return refuse(
      'host_unreachable',
      `${releases.why} The ledger knows of no release before this one either. By hand: ${host.rollbackCommand(null)}`,
    )
  return ok(way)
}

const bare = (id: string): Release => ({ id, sha: null, at: null, label: id })

/** What went out from here and came to run, newest first, once each. */
async function releasesOfLedger({ store }: Services, workspace: string, surface: string): Promise<Release[]> {
  const outcome = ['success', 'health_check_failed']
  const out = await readDeploys(store.read, workspace, { surface, outcome }, { limit: lookedBack })
  const releases = out.flatMap(({ deploy: { release, to_sha, began_at } }) =>
    release === null ? [] : [{ id: release, sha: to_sha, at: began_at, label: release }],
  )
  return releases.filter(({ id }, place) => releases.findIndex((each) => each.id === id) === place)
}

/** A commit that goes back to itself is none that was bad. */
export const isBad = ({ from_sha, to }: RollbackWay): boolean =>
  from_sha !== null && !sameCommit(from_sha, to?.sha ?? null)
