import { ok, type Result } from '../../../shared/domain/result.ts'
import type { Surface } from '../../../shared/domain/surface.ts'
import { sameCommit } from '../../../shared/domain/surface-standing.ts'
import type { Host, Release, Running } from '../../gate/host.ts'
import { observerOf } from '../../gate/observe.ts'
import { orFault } from '../../gate/or-fault.ts'
import { releaseNamed } from '../../gate/release-named.ts'
import type { Services } from '../../services.ts'
import { readDeploys } from '../../store/deploys.ts'
import type { KnownSurface } from '../surfaces/known-surfaces.ts'
import type { RollbackWay } from '../surfaces/rollback-target.ts'

/** Somebody waits for it in an incident: what the host does not say by then, the ledger does. */
const patienceMs = 8_000
const lookedBack = 30
const listed = 50
/** A name that the newest do not have is looked for among so many. */
const listedAtMost = 1_000

/** What the host said, or else the ledger: where a rollback leads follows from it and from how things stand when it begins. */
export type Told = {
  /** When it was asked. What went out since is known better by the ledger. */
  at: string
  releases: readonly Release[]
  /** Why the host did not list them; then they are the ledger's. */
  why: string | null
  /** Whether these are all that it has. */
  whole: boolean
  running: Running | null
}

/** Asked before the transaction. */
export async function findRollback(
  services: Services,
  workspace: string,
  { surface }: KnownSurface,
  named: string | undefined,
): Promise<Result<Told>> {
  const { stopping, clock } = services
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(patienceMs)])
  const host = observerOf(services).host(workspace, surface)
  const at = new Date(clock()).toISOString()
  const [releases, running, known] = await Promise.all([
    releasesOfHost(host, named, signal),
    orFault(host.running(signal), signal),
    releasesOfLedger(services, workspace, surface),
  ])
  return ok({
    at,
    releases: releases.ok ? releases.value.releases : known,
    why: releases.ok ? null : releases.why,
    whole: releases.ok && releases.value.whole,
    running: running.ok ? running.value : null,
  })
}

async function releasesOfHost(host: Host, named: string | undefined, signal: AbortSignal) {
  const newest = await orFault(host.releases(listed, signal), signal)
  if (!newest.ok) return newest
  const whole = newest.value.length < listed
  const isThere = named === undefined || releaseNamed(newest.value, named) !== undefined
  if (whole || isThere) return { ok: true as const, value: { releases: newest.value, whole } }
  const all = await orFault(host.releases(listedAtMost, signal), signal)
  if (!all.ok) return { ok: true as const, value: { releases: newest.value, whole } }
  return { ok: true as const, value: { releases: all.value, whole: all.value.length < listedAtMost } }
}

/** What went out from here and came to run, newest first, once each. */
async function releasesOfLedger({ store }: Services, workspace: string, { id: surface }: Surface): Promise<Release[]> {
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
