import type { Preview } from '../../../shared/domain/preview.ts'
import { type Result, refuse } from '../../../shared/domain/result.ts'
import type { Surface } from '../../../shared/domain/surface.ts'
import { repositoriesDir } from '../../gate/folders.ts'
import { observerOf } from '../../gate/observe.ts'
import { orFault } from '../../gate/or-fault.ts'
import { previewDeploy } from '../../gate/preview.ts'
import { remoteAccess } from '../../gate/remote-access.ts'
import type { Services } from '../../services.ts'

/** What a preview is asked for: what the surface is defined with, or another branch, tag or commit. */
export type Asked = { to?: string | undefined }

/**
 * What would ship now: from what the host says runs this very moment. What somebody asked for by name is part of the
 * preview's id, so that it can be resolved anew when the deploy is asked for: a name may have moved by then.
 */
export async function previewOf(
  services: Services,
  workspace: string,
  surface: Surface,
  { to }: Asked,
  signal: AbortSignal,
): Promise<Result<Preview>> {
  const host = observerOf(services).host(workspace, surface)
  const running = await orFault(host.running(signal), signal)
  if (!running.ok) return refuse('host_unreachable', `What runs there is not known: ${running.why}`)
  const wanted = { surface, from_sha: running.value.sha, to }
  const needs = {
    dir: repositoriesDir(services.gate, workspace),
    remoteEnv: await remoteAccess(services, workspace, surface),
  }
  const made = await orFault(previewDeploy(wanted, needs, signal), signal)
  if (!made.ok) return refuse('host_unreachable', `The repository cannot be asked: ${made.why}`)
  if (!made.value.ok) return made.value
  const preview = made.value.value
  return { ok: true, value: { ...preview, preview_id: withAsked(preview.preview_id, to) } }
}

const withAsked = (id: string, to: string | undefined): string => (to === undefined ? id : `${id}@${to}`)

/** What a preview with this id was asked for. */
export function askedIn(preview_id: string): Asked {
  const at = preview_id.indexOf('@')
  return at < 0 ? {} : { to: preview_id.slice(at + 1) }
}

/** With the plan that was shown beside it, where its host makes one: another plan is another preview. */
export function withPlan(preview_id: string, plan: string): string {
  const head = headOf(preview_id)
  return `${head}~${plan}${preview_id.slice(head.length)}`
}

/** Which plan was shown beside it; undefined where none was. */
export const planIn = (preview_id: string): string | undefined => headOf(preview_id).split('~', 2)[1]

export const withoutPlan = (preview_id: string): string =>
  `${endsIn(preview_id)}${preview_id.slice(headOf(preview_id).length)}`

/** The id of the two ends, without what was asked for and what was planned. */
export const endsIn = (preview_id: string): string => headOf(preview_id).split('~', 1)[0] ?? ''

const headOf = (preview_id: string): string => preview_id.split('@', 1)[0] ?? ''
