import type { z } from '@hono/zod-openapi'
import type { DeployDiff } from '../../../shared/contract/deploys.ts'
import type { Preview } from '../../../shared/domain/preview.ts'
import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import { observerOf } from '../../gate/observe.ts'
import { orFault } from '../../gate/or-fault.ts'
import type { Services } from '../../services.ts'
import type { Caller } from '../caller.ts'
import { findKnownSurface, type KnownSurface, noSuchSurface } from '../surfaces/known-surfaces.ts'
import { type Asked, previewOf, withPlan } from './preview-of.ts'
import { smokeSaid } from './smoke-said.ts'
import { warningsOf } from './warnings.ts'

export type DiffView = z.output<typeof DeployDiff>

const patienceMs = 60_000
const planPatienceMs = 5 * 60_000
const longestPlan = 200_000

export async function showDiff(
  services: Services,
  caller: Caller,
  id: string,
  asked: Asked,
  gone: AbortSignal,
): Promise<Result<DiffView>> {
  const known = await findKnownSurface(services, services.store.read, caller.workspace, id)
  if (known === undefined) return { ok: false, refusal: noSuchSurface }
  // What is held back of the API is a folder that may be somebody else's: that is not shown either.
  if (known.defined === 'api' && known.held !== null) return refuse('path_not_offered', known.held)
  const signal = AbortSignal.any([services.stopping, gone, AbortSignal.timeout(patienceMs)])
  const preview = await previewOf(services, caller.workspace, known.surface, asked, signal)
  return preview.ok ? ok(await viewDiff(services, caller, known, preview.value, gone)) : preview
}

/** With everything that somebody should see before they type the phrase. */
export async function viewDiff(
  services: Services,
  caller: Caller,
  known: KnownSurface,
  preview: Preview,
  gone: AbortSignal,
): Promise<DiffView> {
  const signal = AbortSignal.any([services.stopping, gone, AbortSignal.timeout(patienceMs)])
  const { workspace } = caller
  const [smoke, warnings, planned] = await Promise.all([
    smokeSaid(services, caller, known.surface, preview.to_sha, signal),
    warningsOf(services, workspace, known, preview, signal),
    planOf(services, caller, known, preview.to_sha, gone),
  ])
  const { stale: _, ...shown } = preview
  return {
    ...shown,
    preview_id: planned?.id === undefined ? preview.preview_id : withPlan(preview.preview_id, planned.id),
    phrase: known.surface.phrase,
    smoke,
    plan: planned?.plan ?? null,
    warnings: [...warnings, ...(planned?.fault ? [planned.fault] : [])],
  }
}

type Planned = { plan: DiffView['plan']; id?: string; fault?: string }

/** Of Terraform: what it would change, in its own words. It runs there for that, so not for everybody who may look. */
async function planOf(
  services: Services,
  { workspace, permissions }: Caller,
  { surface }: KnownSurface,
  to_sha: string,
  gone: AbortSignal,
): Promise<Planned | undefined> {
  const host = observerOf(services).host(workspace, surface)
  if (host.plan === undefined) return undefined
  if (!permissions.has('deploys.run')) return { plan: null, fault: 'Its plan is made for whoever may deploy.' }
  const signal = AbortSignal.any([services.stopping, gone, AbortSignal.timeout(planPatienceMs)])
  const lines: string[] = []
  const planned = await orFault(
    host.plan(to_sha, (line) => void lines.push(line), signal),
    signal,
  )
  if (!planned.ok) return { plan: null, fault: `There is no plan of what would change: ${planned.why}` }
  const { id, ...plan } = planned.value
  return { plan: { ...plan, text: lines.join('\n').slice(0, longestPlan) }, id }
}
