import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { repositoryWith } from '../../checked-out.ts'
import { type Deployed, HostRefused, type Say, type WantedBack } from '../../host.ts'
import { applyPlan } from './apply-plan.ts'
import { findRelease, type Releases, type TerraformRelease } from './releases.ts'
import type { Terraform, TerraformNeeds } from './run.ts'
import { snapshotFile, takeSnapshot } from './snapshot.ts'
import { differences, digestOf, readState, type State } from './state.ts'
import { openTree } from './tree.ts'

export type RollBackParts = { needs: TerraformNeeds; releases: Releases; repositories: string }

/**
 * Back to what an earlier release was: its commit is applied again, *from the state as it is now*.
 *
 * Pushing the old state and applying would not restore anything. A state is Terraform's memory of what exists, so with the
 * old one everything that was made since is forgotten and stays, running and paid for, and whatever has a name of its own is
 * then in the way of the next apply. Terraform's documentation says the same by what `terraform state push` refuses: a serial
 * lower than the one that is there, since "a higher serial suggests that data is in the destination state that isn't
 * accounted for"; and of `-force`, that it is not recommended. From the present state, the old commit's plan destroys what was
 * made since, makes what was destroyed, and turns back what was changed: that is what restores.
 * https://developer.hashicorp.com/terraform/cli/commands/state/push
 *
 * The kept state has two uses. What came out is compared with it. And where the present state is empty, because it was lost,
 * it is pushed first: an empty state may always be written over, without -force (hashicorp/terraform,
 * internal/states/statemgr/migrate.go, CheckValidImport).
 */
export async function rollBack(
  { needs, releases, repositories }: RollBackParts,
  env: Record<string, string>,
  { to, wanted }: { to: string; wanted: WantedBack },
  say: Say,
  signal: AbortSignal,
): Promise<Deployed> {
  const target = findRelease(releases, to)
  const sha = target?.sha
  if (target === undefined || sha == null || target.unfinished) throw new HostRefused(whyNotBack(to, target))
  // What is here is enough: a way back does not wait for the place where the code comes from.
  const repository = await repositoryWith(sha, { repository: needs.surface.repository, dir: repositories }, signal)
  const terraform = await openTree({ needs, repository, sha }, env, say, signal)
  const kept = keptState(needs, target)
  await requireState(terraform, kept, target, say, signal)
  const plans = join(needs.dir, 'plans')
  mkdirSync(plans, { recursive: true, mode: 0o700 })
  const plan = join(plans, `rollback.${randomUUID()}`)
  try {
    // A deploy that was stopped for this may have something to end: until then it holds the lock.
    const changes = await terraform.plan(plan, say, signal, true)
    if (!changes) say(`Nothing differs from ${sha.slice(0, 12)}: there is nothing to apply.`)
    const before = await terraform.pull(signal)
    // The state alone: the operator's own snapshot of a machine takes minutes that nobody has now.
    const asked = { state: before, operator: wanted.operator, program: null }
    const snapshot = await takeSnapshot({ needs, releases, env }, asked, say, signal)
    await wanted.snapshotTaken?.(snapshot, before.serial)
    const applying = { needs, releases, terraform, wanted, sha, plan: changes ? plan : null, before, snapshot }
    const { after, ...deployed } = await applyPlan(applying, say, signal)
    if (after !== null && kept !== undefined) say(comparison(kept, after, target))
    return deployed
  } finally {
    await rm(plan, { force: true })
  }
}

function whyNotBack(to: string, target: TerraformRelease | undefined): string {
  if (target === undefined) return `There is no release and no snapshot ${to} here.`
  if (target.unfinished) return `The release ${to} was never applied to its end.`
  return `The release ${to} was applied past this console, from a commit that nobody here knows: it cannot be applied again.`
}

type Kept = State & { file: string }

/** The state that it left, as it was kept then. */
function keptState(needs: TerraformNeeds, { id, snapshot, left }: TerraformRelease): Kept | undefined {
  for (const name of [id, ...(snapshot === null ? [] : [snapshot])]) {
    const file = snapshotFile(needs, name)
    if (!existsSync(file)) continue
    const text = readFileSync(file, 'utf8')
    if (left !== null && digestOf(text) === left.digest) return { ...readState(text), file }
  }
  return undefined
}

/** A plan is made from the state that is there. That has to be the one that this surface has always had. */
async function requireState(
  terraform: Terraform,
  kept: Kept | undefined,
  { id }: TerraformRelease,
  say: Say,
  signal: AbortSignal,
): Promise<void> {
  const present = await terraform.pull(signal)
  if (kept === undefined || kept.lineage === present.lineage) return
  if (present.resources.length > 0)
    throw new HostRefused(
      `The state is not the one that ${id} left: its lineage is ${present.lineage}, and was ${kept.lineage}. Somebody put another one in its place, and which of them is right only people can know.`,
    )
  say(`The state was lost: the one that ${id} left is put in its place.`)
  await terraform.push(kept.file, say, signal)
}

function comparison(kept: State, after: State, { id }: TerraformRelease): string {
  const differing = differences(kept.resources, after.resources)
  if (differing.length === 0) return `Every resource is as ${id} left it.`
  return `As ${id} left it, but for: ${differing.join(', ')}. What was made anew has another identity.`
}
