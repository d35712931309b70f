import { type Result, refuse } from '../../../shared/domain/result.ts'
import { writeSecretSet } from '../../../shared/domain/surface-entries.ts'
import { surfaceSecretPlace } from '../../gate/surface-secrets.ts'
import type { Services } from '../../services.ts'
import { knowActor } from '../../store/actors.ts'
import type { Caller } from '../caller.ts'
import { findKnownSurface, noSuchSurface } from './known-surfaces.ts'
import { secretNamesOf } from './secret-names.ts'
import { showSurface } from './show-surface.ts'
import type { SurfaceView } from './view-surfaces.ts'

/** Keeps it sealed, in place of what was there. That it became another is an entry; what it is, nobody reads again. */
export async function putSurfaceSecret(
  services: Services,
  caller: Caller,
  { id, name }: { id: string; name: string },
  value: string,
): Promise<Result<SurfaceView>> {
  const known = await findKnownSurface(services, services.store.read, caller.workspace, id)
  if (known === undefined) return { ok: false, refusal: noSuchSurface }
  const names = secretNamesOf(known.surface)
  if (!names.includes(name))
    return refuse('invalid_input', 'This surface is asked with no secret of that name.', {
      issues: [
        { path: ['name'], message: names.length === 0 ? 'expected none' : `expected one of ${names.join(', ')}` },
      ],
    })
  await services.secrets.put(surfaceSecretPlace(caller.workspace, id, name), value, async (tx) => {
    const by = await knowActor(tx, caller.actor)
    tx.append({ ...writeSecretSet(id, name), actor: by })
  })
  return showSurface(services, caller, id)
}
