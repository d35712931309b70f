import { repositoryWith } from '../../checked-out.ts'
import { type Deployed, HostRefused, RemoteMoved, type Say, type Wanted } from '../../host.ts'
import { applyPlan } from './apply-plan.ts'
import { dropPlan, isStillOf, planFor } from './plans.ts'
import { type Releases, runningIn } from './releases.ts'
import type { TerraformNeeds } from './run.ts'
import { takeSnapshot } from './snapshot.ts'
import type { State } from './state.ts'
import { openTree } from './tree.ts'

export type DeployParts = { needs: TerraformNeeds; releases: Releases; repositories: string }

/** Applies the very plan that was shown, if nothing has moved since, and not before there is a way back. */
export async function deployByTerraform(
  { needs, releases, repositories }: DeployParts,
  env: Record<string, string>,
  wanted: Wanted,
  say: Say,
  signal: AbortSignal,
): Promise<Deployed> {
  const { to_sha, operator } = wanted
  const plan = await planFor(needs, wanted)
  if (plan === undefined)
    throw new HostRefused(`No plan of ${to_sha.slice(0, 12)} has been shown: look at what would change first.`)
  const repository = await repositoryWith(to_sha, { repository: needs.surface.repository, dir: repositories }, signal)
  const terraform = await openTree({ needs, repository, sha: to_sha }, env, say, signal)
  const before = await terraform.pull(signal)
  if (!isStillOf(plan, before)) throw moved(before, plan.serial)
  const running = runningIn(releases, before)?.sha ?? null
  if (running !== wanted.from_sha)
    throw new RemoteMoved(`${running === null ? 'Nothing that is known' : running.slice(0, 12)} runs there by now.`)
  const asked = { state: before, operator, program: needs.surface.settings.snapshot }
  const snapshot = await takeSnapshot({ needs, releases, env }, asked, say, signal)
  await wanted.snapshotTaken?.(snapshot, before.serial)
  const file = plan.changes ? plan.file : null
  if (file === null) say('The plan has no changes: there is nothing to apply.')
  const applying = { needs, releases, terraform, wanted, sha: to_sha, plan: file, before, snapshot }
  const { after: _, ...deployed } = await applyPlan(applying, say, signal)
  await dropPlan(needs, wanted)
  return deployed
}

const moved = ({ serial }: State, planned: number): RemoteMoved =>
  new RemoteMoved(
    `The state is ${serial} now, and was ${planned} when the plan was made: nothing was applied. Look at the new plan.`,
  )
