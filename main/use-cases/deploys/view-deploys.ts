import type { z } from '@hono/zod-openapi'
import type { Deploy as DeployShape } from '../../../shared/contract/deploys.ts'
import type { Who } from '../../../shared/domain/action.ts'
import { type Deploy, endingOf, isOver, outcomeOf } from '../../../shared/domain/gate.ts'
import { observerOf } from '../../gate/observe.ts'
import { type ActorView, viewActors } from '../../store/actors.ts'
import { readForwards } from '../../store/deploy-forward.ts'
import type { DeployRecord } from '../../store/deploy-record.ts'
import type { ReadDb } from '../../store/schema.ts'
import { unknown } from '../actions/view-actions.ts'
import type { Caller } from '../caller.ts'
import { readKnownSurfaces } from '../surfaces/known-surfaces.ts'
import type { Viewing } from '../surfaces/view-surfaces.ts'
import type { Act } from '../transition.ts'
import { offersOnDeploy } from './deploy-guards.ts'
import { viewForward } from './forwarding.ts'
import { releasesBefore } from './releases-before.ts'
import { readReviewers } from './reviewers.ts'

export type DeployView = z.output<typeof DeployShape>

/** Deploys as this caller sees them: with names for those who acted, and with what the caller may do now. */
export async function viewDeploys(
  services: Viewing,
  db: ReadDb,
  caller: Caller,
  records: readonly DeployRecord[],
): Promise<DeployView[]> {
  if (records.length === 0) return []
  const { workspace } = caller
  const { surfaces } = await readKnownSurfaces(services, db, workspace)
  const known = new Map(surfaces.map(({ surface }) => [surface.id, surface]))
  const actors = await viewActors(
    db,
    workspace,
    records.flatMap(({ deploy }) => peopleOf(deploy).map(({ digest }) => digest)),
  )
  const name = (who: Who): ActorView => actors[who.digest] ?? unknown(who)
  const observer = observerOf(services)
  const ids = records.map(({ deploy }) => deploy.deploy_id)
  const forwards = new Map((await readForwards(db, workspace, ids)).map((each) => [each.deploy_id, each]))
  const seen = (id: string) => {
    const surface = known.get(id)
    return (surface && observer.seen(workspace, surface).releases?.value) ?? []
  }
  const releaseBefore = await releasesBefore(db, workspace, records, seen)
  const views: DeployView[] = []
  for (const record of records) {
    const surface = known.get(record.deploy.surface_id)
    const waits = record.deploy.stage.state === 'approval_pending' && !isOver(record.deploy)
    const forward = forwards.get(record.deploy.deploy_id)
    views.push({
      ...viewOf(record, name),
      ...(forward && { forwarding: viewForward(forward) }),
      rollback_command: surface ? observer.host(workspace, surface).rollbackCommand(releaseBefore(record)) : '',
      reviewers: waits ? await readReviewers(db, workspace, record.deploy.deploy_id) : [],
      commands: offersOnDeploy(record, caller),
    })
  }
  return views
}

function viewOf(
  { deploy, last_seq, stop }: DeployRecord,
  name: (who: Who) => ActorView,
): Omit<DeployView, 'rollback_command' | 'reviewers' | 'commands'> {
  const { approval, review } = deploy
  const ending = endingOf(deploy)
  const { kind, path, environment, target_app, from_sha, to_sha, to_release, release, trigger } = deploy
  const { run_url, smoke, health_attempts, snapshot, state_serial, break_glass } = deploy
  return {
    ...{ id: deploy.deploy_id, surface: deploy.surface_id, kind, path, state: deploy.stage.state, environment },
    ...{ target_app, from_sha, to_sha, to_release, release, trigger, run_url, smoke, health_attempts, snapshot },
    ...{ state_serial, break_glass, last_seq },
    actor: name(deploy.began_by),
    started_at: deploy.began_at,
    finished_at: ending?.at ?? null,
    outcome: outcomeOf(deploy),
    detail: ending?.detail ?? null,
    observed_sha: ending?.observed_sha ?? null,
    ended_by: ending && name(ending.by),
    approval: approval && { ...approval, by: name(approval.by) },
    probes: deploy.probes.map((probe) => ({ ...probe })),
    passes: deploy.passes.map((pass) => ({ ...pass })),
    warnings: [...deploy.warnings],
    review: review && {
      open: review.closed === null,
      closed_by: review.closed && name(review.closed.by),
      closed_at: review.closed?.at ?? null,
      note: review.closed?.note ?? null,
    },
    stopping: stop !== null && !isOver(deploy),
  }
}

function peopleOf(deploy: Deploy): Who[] {
  const { began_by, approval, review } = deploy
  const ender = endingOf(deploy)?.by
  return [began_by, approval?.by, review?.closed?.by, ender].flatMap((who) => who ?? [])
}

/** What has just come of a deploy, inside the transaction in which it did. */
export async function viewDeployInside(
  services: Viewing,
  { tx, caller }: Act,
  record: DeployRecord,
): Promise<DeployView> {
  const [view] = await viewDeploys(services, tx.db, caller, [record])
  if (view === undefined) throw new Error('a deploy has no view')
  return view
}
