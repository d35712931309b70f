import { ok, type Result } from '../../../shared/domain/result.ts'
import { observerOf } from '../../gate/observe.ts'
import type { Services } from '../../services.ts'
import type { ReadDb } from '../../store/schema.ts'
import type { Caller } from '../caller.ts'
import { findKnownSurface, type KnownSurface, noSuchSurface } from './known-surfaces.ts'
import { type SurfaceView, viewSurfaces } from './view-surfaces.ts'

/** `fresh`: its host is asked first, and waited for, though not for ever. */
export async function showSurface(
  services: Services,
  caller: Caller,
  id: string,
  { fresh = false }: { fresh?: boolean } = {},
): Promise<Result<SurfaceView>> {
  const known = await findKnownSurface(services, services.store.read, caller.workspace, id)
  if (known === undefined) return { ok: false, refusal: noSuchSurface }
  if (fresh) await observerOf(services).fresh(caller.workspace, known.surface)
  return ok(await viewOne(services, services.store.read, caller, known))
}

/** Also inside the transaction in which something has just come of it. */
export async function viewOne(
  services: Services,
  db: ReadDb,
  caller: Caller,
  known: KnownSurface,
): Promise<SurfaceView> {
  const [view] = await viewSurfaces(services, db, caller, [known])
  if (view === undefined) throw new Error('a surface has no view')
  return view
}
