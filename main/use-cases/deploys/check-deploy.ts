import type { DeployPath } from '../../../shared/domain/gate.ts'
import type { Preview } from '../../../shared/domain/preview.ts'
import { readPreviewId } from '../../../shared/domain/preview.ts'
import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import { mayDeploy } from '../../../shared/domain/surface-guards.ts'
import { observerOf } from '../../gate/observe.ts'
import { tokenOf } from '../../gate/run/token-of.ts'
import type { Services } from '../../services.ts'
import type { Caller } from '../caller.ts'
import { circumstancesAt } from '../surfaces/circumstances.ts'
import { findKnownSurface, type KnownSurface } from '../surfaces/known-surfaces.ts'
import { whyNotKnown } from './operator-known.ts'
import { askedIn, endsIn, planIn, previewOf, withoutPlan } from './preview-of.ts'
import { viewDiff } from './show-diff.ts'
import { warningsOf } from './warnings.ts'

export type NewDeploy = {
  surface: string
  path: DeployPath
  preview_id: string
  phrase: string
  pass_reason?: string | undefined
}
export type Checked = { known: KnownSurface; preview: Preview; warnings: string[] }

const patienceMs = 60_000

/**
 * Everything that takes time, asked before the transaction: who it is, whether they typed what names the target, and
 * whether what they saw is what would ship now. If either end moved, what would ship instead comes with the refusal.
 */
export async function checkDeploy(
  services: Services,
  caller: Caller,
  wanted: NewDeploy,
  gone: AbortSignal,
): Promise<Result<Checked>> {
  const { store, clock } = services
  const { workspace } = caller
  const known = await findKnownSurface(services, store.read, workspace, wanted.surface)
  if (known === undefined) return unknownIn('surface', 'There is no such surface.', 'expected one of this workspace')
  const unknown = whyNotKnown(caller)
  if (unknown) return { ok: false, refusal: unknown }
  const { surface } = known
  if (known.held !== null) return refuse('path_not_offered', known.held)
  const seen = readPreviewId(endsIn(wanted.preview_id))
  if (seen === undefined) return unknownIn('preview_id', 'That is no preview.', 'expected the id of a preview')
  if (wanted.phrase !== surface.phrase)
    return refuse('phrase_mismatch', 'What was typed is not the phrase, letter by letter. Nothing was deployed.', {
      expected: surface.phrase,
    })
  const at = await circumstancesAt(store.read, caller, known, new Date(clock()).toISOString())
  const allowed = mayDeploy(at, { path: wanted.path, to_sha: seen.to_sha, pass: wanted.pass_reason })
  if (!allowed.ok) return allowed
  const ownToken = await tokenFor(services, caller, known, wanted.path)
  if (!ownToken.ok) return ownToken
  const signal = AbortSignal.any([services.stopping, gone, AbortSignal.timeout(patienceMs)])
  const preview = await previewOf(services, workspace, surface, askedIn(wanted.preview_id), signal)
  if (!preview.ok) return preview
  const isSame = preview.value.preview_id === withoutPlan(wanted.preview_id)
  if (!isSame || !(await isPlanShown(services, caller, known, wanted, seen.to_sha))) {
    const diff = await viewDiff(services, caller, known, preview.value, gone)
    return refuse('target_moved', isSame ? planMoved : moved(seen, preview.value), { diff })
  }
  const warnings = await warningsOf(services, workspace, known, preview.value, signal)
  return ok({ known, preview: preview.value, warnings })
}

/** The run is asked for, and its environment approved, in somebody's own name. */
async function tokenFor(
  services: Services,
  { workspace, actor }: Caller,
  { surface }: KnownSurface,
  path: DeployPath,
): Promise<Result<void>> {
  const { ci } = surface.paths
  if (path !== 'ci' || ci === undefined) return ok(undefined)
  const token = await tokenOf(services, workspace, { id: actor.id, digest: '' }, ci)
  if (token !== null) return ok(undefined)
  return refuse(
    'forge_token_missing',
    `Give your own token for ${ci.api_base} first: the run is asked for in your name.`,
    {
      api_base: ci.api_base,
    },
  )
}

/** Of a host that plans: whether the plan that they read is the one that would be carried out. */
async function isPlanShown(
  services: Services,
  { workspace }: Caller,
  { surface }: KnownSurface,
  { path, preview_id }: NewDeploy,
  to_sha: string,
): Promise<boolean> {
  const host = observerOf(services).host(workspace, surface)
  if (path !== 'local' || host.shownPlan === undefined) return true
  const shown = await host.shownPlan(to_sha)
  return shown !== null && shown === planIn(preview_id)
}

export const planMoved =
  'The plan that was shown is not the one that would be carried out now. Look at what would change: nothing was deployed.'

/** Which end is another one by now. */
function moved(seen: Pick<Preview, 'from_sha' | 'to_sha'>, { from_sha, to_sha }: Preview): string {
  const from = seen.from_sha !== from_sha
  const to = seen.to_sha !== to_sha
  const what = from && to ? 'Both ends have' : from ? 'What runs there has' : to ? 'What would ship has' : ''
  return what === ''
    ? 'The surface was defined anew since the preview. Look at it again: nothing was deployed.'
    : `${what} moved since the preview. Look at what would ship now: nothing was deployed.`
}

const unknownIn = (field: string, detail: string, message: string): Result<never> =>
  refuse('invalid_input', detail, { issues: [{ path: [field], message }] })
