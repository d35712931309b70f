import { ok, type Result } from '../../../shared/domain/result.ts'
import type { HostKind } from '../../../shared/domain/surface.ts'
import { writeDefinition } from '../../../shared/domain/surface-entries.ts'
import { surfaceProvider } from '../../gate/surface-secrets.ts'
import type { Services } from '../../services.ts'
import { forgetSecretsFor } from '../../store/secrets.ts'
import { findSurface, saveSurface, surfaceText } from '../../store/surfaces.ts'
import type { Act } from '../transition.ts'
import { checkDefinition, onMachineOnly } from './check-definition.ts'
import { type KnownSurface, machineSurfaces, ownWorkspace } from './known-surfaces.ts'
import { whyNoFolders } from './local-folders.ts'
import { secretOriginsOf } from './secret-origins.ts'

/**
 * Defines it, or anew; to define it as it is already changes nothing, and is no entry. The id is the path's. Whoever
 * defines it need not know its secrets: where they would be sent to another place, they are forgotten, to be put in anew
 * by somebody who has them.
 */
export async function putSurface(
  services: Pick<Services, 'gate'>,
  { tx, who }: Act,
  id: string,
  given: { [name: string]: unknown; host: HostKind },
): Promise<Result<KnownSurface>> {
  const { surfaces } = await machineSurfaces(services, tx.db, tx.workspace)
  const onMachine = surfaces.some(({ surface }) => surface.id === id)
  if (onMachine) return onMachineOnly(id, `${id} is defined there`)
  const checked = checkDefinition(id, given, {
    noFolders: await whyNoFolders(services.gate, tx.db),
    ownEnvironment: services.gate.ownEnvironment,
    own: tx.workspace === (await ownWorkspace(services, tx.db)),
  })
  if (!checked.ok) return checked
  const surface = checked.value
  const known: KnownSurface = { surface, defined: 'api', held: null }
  const before = await findSurface(tx.db, tx.workspace, id)
  if (before && surfaceText(before.surface) === surfaceText(surface)) return ok(known)
  const knownTo = before ? secretOriginsOf(before.surface) : new Set<string>()
  if ([...secretOriginsOf(surface)].some((origin) => !knownTo.has(origin)))
    await forgetSecretsFor(tx, surfaceProvider(id))
  const { seq } = tx.append({ ...writeDefinition(surface), actor: who })
  await saveSurface(tx, { surface, changed_at: tx.now, changed_by: who, last_seq: seq })
  return ok(known)
}
