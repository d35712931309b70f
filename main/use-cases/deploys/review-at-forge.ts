import { deploySubject } from '../../../shared/domain/gate-entries.ts'
import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import { ForgeFault } from '../../gate/forge/fault.ts'
import { reviewersOf, runIdOf } from '../../gate/forge/follow-run.ts'
import { createGithub } from '../../gate/forge/github.ts'
import { tokenOf } from '../../gate/run/token-of.ts'
import type { Services } from '../../services.ts'
import { knowActor } from '../../store/actors.ts'
import { findDeploy } from '../../store/deploys.ts'
import type { Caller } from '../caller.ts'
import { findKnownSurface } from '../surfaces/known-surfaces.ts'
import { noSuchDeploy } from './advance-deploy.ts'
import { whyNotCommand } from './deploy-guards.ts'
import { forgeRefusal } from './forge-refusal.ts'
import { showDeploy } from './show-deploy.ts'
import type { DeployView } from './view-deploys.ts'

type Review = { id: string; verdict: 'approve' | 'reject'; comment?: string | undefined }

/**
 * Approves or rejects at the environment gate of the forge, with the caller's own token: the forge decides whether they
 * may. What came of it is seen there by whoever follows the run; here it is only kept who sent it.
 */
export async function reviewAtForge(
  services: Services,
  caller: Caller,
  { id, verdict, comment }: Review,
): Promise<Result<DeployView>> {
  const { store, gate, clock, stopping } = services
  const { workspace } = caller
  const record = await findDeploy(store.read, workspace, id)
  if (record === undefined) return { ok: false, refusal: noSuchDeploy }
  const refusal = whyNotCommand(record, verdict, caller)
  if (refusal) return { ok: false, refusal }
  const { deploy } = record
  const known = await findKnownSurface(services, store.read, workspace, deploy.surface_id)
  const ci = known?.surface.paths.ci
  const run = runIdOf(deploy.run_url)
  if (ci === undefined || run === null) return waitsNot('It has no run at a forge that is known here.')
  const token = await tokenOf(services, workspace, { id: caller.actor.id, digest: '' }, ci)
  if (token === null)
    return refuse('forge_token_missing', `Give your own token for ${ci.api_base} first: a review is in your name.`, {
      api_base: ci.api_base,
    })
  const github = createGithub({ api_base: ci.api_base, repository: ci.repository, fetch: gate.fetch, clock })
  const asked = { token, signal: stopping }
  const state = verdict === 'approve' ? 'approved' : 'rejected'
  try {
    const pending = await github.pending(asked, run)
    const here = pending.filter(({ environment: { name } }) => name.toLowerCase() === ci.environment.toLowerCase())
    if (here.length === 0) return waitsNot('It does not wait at the forge any more.')
    const { mine, names } = reviewersOf(pending, ci.environment)
    if (!mine) return refuse('forge_refused', `The forge does not have you among those who may: ${names.join(', ')}.`)
    const environment_ids = here.map(({ environment }) => environment.id)
    await github.review(asked, run, { environment_ids, state, comment: comment ?? `${state} in Countersign` })
  } catch (error) {
    if (error instanceof ForgeFault) return forgeRefusal(error)
    throw error
  }
  await store.write(workspace, async (tx) => {
    const actor = await knowActor(tx, caller.actor)
    const data = { deploy_id: id, state, environment: ci.environment, run_url: deploy.run_url }
    tx.append({ action: 'forge.review.sent', subject: deploySubject(id), actor, data })
  })
  const shown = await showDeploy(services, caller, id)
  return shown.ok ? ok(shown.value) : shown
}

const waitsNot = (detail: string): Result<never> => refuse('invalid_transition', detail)
