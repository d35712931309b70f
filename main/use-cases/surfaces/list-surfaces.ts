import type { Services } from '../../services.ts'
import type { Caller } from '../caller.ts'
import { readKnownSurfaces } from './known-surfaces.ts'
import { unknownConnectors } from './unknown-connectors.ts'
import { type SurfaceView, viewSurfaces } from './view-surfaces.ts'

export async function listSurfaces(
  services: Services,
  caller: Caller,
): Promise<{ items: SurfaceView[]; faults: string[] }> {
  const { surfaces, faults } = await readKnownSurfaces(services, services.store.read, caller.workspace)
  const untold = await unknownConnectors(
    services.store.read,
    caller.workspace,
    surfaces.map(({ surface }) => surface),
  )
  const items = await viewSurfaces(services, services.store.read, caller, surfaces)
  return { items, faults: [...faults, ...untold] }
}
