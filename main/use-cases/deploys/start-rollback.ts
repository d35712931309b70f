import { ok, type Refusal, type Result } from '../../../shared/domain/result.ts'
import { whyNotRollback } from '../../../shared/domain/surface-guards.ts'
import { quarantineOf } from '../../../shared/domain/surface-standing.ts'
import type { Release, Running } from '../../gate/host.ts'
import { observerOf } from '../../gate/observe.ts'
import { releaseNamed } from '../../gate/release-named.ts'
import type { Services } from '../../services.ts'
import { askToStop } from '../../store/deploy-leases.ts'
import type { DeployRecord } from '../../store/deploy-record.ts'
import { changeStanding } from '../surfaces/change-standing.ts'
import { type Circumstances, circumstancesAt } from '../surfaces/circumstances.ts'
import type { KnownSurface } from '../surfaces/known-surfaces.ts'
import { type RollbackWay, rollbackWay } from '../surfaces/rollback-target.ts'
import type { Act } from '../transition.ts'
import { beginDeploy } from './begin-deploy.ts'
import { isBad, type Told } from './find-rollback.ts'
import { oweToServer } from './forwarding.ts'

export type NewRollback = { to_release?: string | undefined; reason?: string | undefined }

/**
 * In one transaction: where it leads is decided by how things stand in it, whatever goes out there is asked to stop, the
 * release is pinned and its intent written, and what is rolled back from is put in quarantine. Of two presses at once one
 * begins; the other is told so.
 */
export async function startRollback(
  services: Services,
  act: Act,
  known: KnownSurface,
  { to_release: named, reason }: NewRollback,
  told: Told,
): Promise<Result<DeployRecord>> {
  const { tx, caller, who } = act
  const { surface } = known
  const at = await circumstancesAt(tx.db, caller, known, tx.now)
  const way = wayAt(at, told, named)
  const host = observerOf(services).host(tx.workspace, surface)
  const refusal = whyNotBack(at, told, way, named) ?? whyNotThere(told, named, surface.app)
  if (refusal?.code === 'nothing_to_roll_back' && told.why !== null)
    return { ok: false, refusal: whyNotAsked(told.why, host.rollbackCommand(null)) }
  if (refusal) return { ok: false, refusal }
  for (const { deploy_id } of at.inFlight) await askToStop(tx, deploy_id, who)
  const record = await beginDeploy(services, act, surface, {
    kind: 'rollback',
    path: 'local',
    from_sha: way.from_sha,
    to_sha: way.to?.sha ?? null,
    to_release: way.to?.id ?? null,
    break_glass: false,
    passes: [],
    warnings: [...(caller.owes?.warnings ?? [])],
  })
  await oweToServer(act, record.deploy.deploy_id)
  const { deploy_id } = record.deploy
  // A name that nobody could look up has led nowhere yet: the quarantine follows once it went back.
  const isKnown = told.releases.some(({ id }) => id === way.to?.id) || way.to?.sha !== null
  if (way.from_sha !== null && isKnown && isBad(way) && !quarantineOf(at.standing, way.from_sha)) {
    const why = reason?.trim() || `rolled back to ${way.to?.id}`
    const quarantine = { sha: way.from_sha, reason: why, by: who, at: tx.now, deploy_id }
    await changeStanding(tx, surface.id, { kind: 'quarantined', quarantine }, who)
  }
  return ok(record)
}

/** What the host said before something else went out is no answer to what runs. */
const runningAt = ({ standing }: Circumstances, { at: asked, running }: Told): Running | null =>
  standing.running !== null && standing.running.since > asked ? null : running

function wayAt(at: Circumstances, told: Told, named: string | undefined): RollbackWay {
  const { standing, under_way, last } = at
  const { releases } = told
  const way = rollbackWay({ releases, running: runningAt(at, told), standing, under_way, last })
  if (named === undefined) return way
  return { ...way, to: releaseNamed(releases, named) ?? bare(named) }
}

const bare = (id: string): Release => ({ id, sha: null, at: null, label: id })

/** It counts for the same by the name that was given as by the one that it has by now. */
function whyNotBack(at: Circumstances, told: Told, { to }: RollbackWay, named: string | undefined) {
  const runs = runningAt(at, told)?.release ?? null
  const refusal = whyNotRollback(at, to?.id ?? null, named !== undefined, runs)
  return refusal ?? (named === undefined ? undefined : whyNotRollback(at, named, true, runs))
}

/** A slip of the finger stops nothing, and puts nothing in quarantine. */
function whyNotThere({ releases, whole }: Told, named: string | undefined, app: string): Refusal | undefined {
  if (named === undefined || !whole || releaseNamed(releases, named)) return undefined
  return {
    code: 'invalid_input',
    detail: `${app} has no release ${named}. Nothing was done.`,
    fields: { issues: [{ path: ['to_release'], message: 'expected a release that the host has' }] },
  }
}

const whyNotAsked = (why: string, command: string): Refusal => ({
  code: 'host_unreachable',
  detail: `${why} The ledger knows of no release before this one either. By hand: ${command}`,
})
