import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import type { Release } from '../../gate/host.ts'
import { observerOf } from '../../gate/observe.ts'
import { orFault } from '../../gate/or-fault.ts'
import type { Services } from '../../services.ts'
import type { Caller } from '../caller.ts'
import { findKnownSurface, noSuchSurface } from './known-surfaces.ts'

const patienceMs = 15_000
const shown = 50

/** Asked now: whoever picks one to go back to wants to see what is there. */
export async function listReleases(
  services: Services,
  { workspace }: Caller,
  id: string,
): Promise<Result<{ items: Release[] }>> {
  const known = await findKnownSurface(services, services.store.read, workspace, id)
  if (known === undefined) return { ok: false, refusal: noSuchSurface }
  const signal = AbortSignal.any([services.stopping, AbortSignal.timeout(patienceMs)])
  const found = await orFault(observerOf(services).host(workspace, known.surface).releases(shown, signal), signal)
  return found.ok ? ok({ items: found.value }) : refuse('host_unreachable', found.why)
}
