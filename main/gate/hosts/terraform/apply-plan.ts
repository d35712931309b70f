import { type Deployed, HostRefused, RemoteMoved, type Say, type WantedBack } from '../../host.ts'
import { addRelease, changeRelease, dropRelease, type Releases } from './releases.ts'
import type { Terraform, TerraformNeeds } from './run.ts'
import { keepState } from './snapshot.ts'
import { digestOf, isSamePlace, type State } from './state.ts'

export type Applying = {
  needs: TerraformNeeds
  releases: Releases
  terraform: Terraform
  wanted: WantedBack
  sha: string
  /** Null where there is nothing to change: then nothing is run. */
  plan: string | null
  before: State
  snapshot: string
}

/**
 * Applies a plan that was saved, and writes down what came of it. That it is tried is written down before: whoever is
 * killed in between leaves something that nobody has seen end, and not the belief that what ran before still runs.
 */
export async function applyPlan(
  applying: Applying,
  say: Say,
  signal: AbortSignal,
): Promise<Deployed & { after: State | null }> {
  const { needs, releases, terraform, wanted, sha, plan, before, snapshot } = applying
  signal.throwIfAborted()
  const { operator, deploy_id } = wanted
  const { id } = addRelease(releases, needs.clock(), {
    sha,
    operator,
    deploy_id,
    unfinished: true,
    left: null,
    snapshot: null,
  })
  try {
    if (plan !== null) await terraform.apply(plan, say, signal)
  } catch (error) {
    throw signal.aborted ? error : await settleFailure(applying, id, error, signal)
  }
  const after = await stateAfter(terraform, say, signal)
  if (after === null) changeRelease(releases, id, { unfinished: false })
  else {
    keepState(needs, id, after)
    changeRelease(releases, id, { unfinished: false, left: placeOf(after) })
  }
  return { release: id, snapshot, state_serial: before.serial, after }
}

const placeOf = (state: State) => ({ lineage: state.lineage, serial: state.serial, digest: digestOf(state.text) })

/** It was applied; only what it left is not known. So `running` will not vouch for it, and the log says why. */
async function stateAfter(terraform: Terraform, say: Say, signal: AbortSignal): Promise<State | null> {
  try {
    return await terraform.pull(signal)
  } catch (error) {
    if (!(error instanceof HostRefused)) throw error
    say(`It was applied, and the state cannot be read now: ${error.message}`)
    return null
  }
}

/** What an apply that failed has left. Terraform saves what it did until then, and nothing is undone. */
async function settleFailure(
  { releases, terraform, before }: Applying,
  id: string,
  error: unknown,
  signal: AbortSignal,
): Promise<unknown> {
  if (error instanceof RemoteMoved) {
    dropRelease(releases, id)
    return error
  }
  if (!(error instanceof HostRefused)) return error
  const after = await terraform.pull(signal).catch(() => null)
  if (after === null) return new HostRefused(`${error.message} What it has changed until then is not known.`)
  if (isSamePlace(before, after)) {
    dropRelease(releases, id)
    return new HostRefused(`${error.message} The state has not moved.`)
  }
  changeRelease(releases, id, { left: placeOf(after) })
  return new HostRefused(
    `${error.message} It was applied in part: the state is ${after.serial} now. Roll back, or mend it and apply again.`,
  )
}
