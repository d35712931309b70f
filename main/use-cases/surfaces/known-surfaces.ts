import type { Refusal } from '../../../shared/domain/result.ts'
import { runsCommands, type Surface } from '../../../shared/domain/surface.ts'
import { readMachineSurfaces } from '../../gate/machine-surfaces.ts'
import type { Services } from '../../services.ts'
import type { ReadDb } from '../../store/schema.ts'
import { findSurface, readSurfaces } from '../../store/surfaces.ts'

/** A surface, and where it is defined. `stale`: its file says something else by now, so that it can only be rolled back. */
export type KnownSurface = { surface: Surface; defined: 'machine' | 'api'; stale: boolean }
export type KnownSurfaces = { surfaces: KnownSurface[]; faults: string[] }

export const staleSurface =
  'The file of this machine that defines the surface has a fault, so it can only be rolled back until that is mended.'

type Needs = Pick<Services, 'gate' | 'workspace'>

/** The same for what belongs to another workspace. */
export const noSuchSurface: Refusal = { code: 'not_found', detail: 'There is no such surface.' }

/** What this machine defines itself. It is of the workspace that this machine has for its own, and of no other tenant's. */
export function machineSurfaces({ gate, workspace: own }: Needs, workspace: string): KnownSurfaces {
  if (workspace !== own) return { surfaces: [], faults: [] }
  const file = readMachineSurfaces(gate.surfacesFile)
  const stale = new Set(file.stale)
  const ofFile = file.surfaces.map((surface) => ofMachine(surface, stale.has(surface.id)))
  const inFile = new Set(file.surfaces.map(({ id }) => id))
  const brought = (gate.surfaces?.() ?? []).filter(({ id }) => !inFile.has(id)).map((surface) => ofMachine(surface))
  return { surfaces: [...ofFile, ...brought], faults: file.faults }
}

const ofMachine = (surface: Surface, stale = false): KnownSurface => ({ surface, defined: 'machine', stale })

/** All of them, by id. What a machine defines is not defined over by anybody else; where somebody tried, that is told. */
export async function readKnownSurfaces(needs: Needs, db: ReadDb, workspace: string): Promise<KnownSurfaces> {
  const own = machineSurfaces(needs, workspace)
  const ids = new Set(own.surfaces.map(({ surface }) => surface.id))
  const stored = (await readSurfaces(db, workspace)).map(({ surface }) => surface)
  const faults = stored.filter(({ id }) => ids.has(id)).map(({ id }) => hidden(id))
  const ofApi = stored.filter((surface) => !ids.has(surface.id) && !runsCommands(surface))
  const surfaces = [...own.surfaces, ...ofApi.map((surface) => ofStore(surface))]
  return {
    surfaces: surfaces.sort((a, b) => (a.surface.id < b.surface.id ? -1 : 1)),
    faults: [...own.faults, ...faults],
  }
}

const hidden = (id: string): string =>
  `The surface ${id} is defined here through the API too: what the file of this machine says counts.`
const ofStore = (surface: Surface): KnownSurface => ({ surface, defined: 'api', stale: false })

export async function findKnownSurface(
  needs: Needs,
  db: ReadDb,
  workspace: string,
  id: string,
): Promise<KnownSurface | undefined> {
  const own = machineSurfaces(needs, workspace).surfaces.find(({ surface }) => surface.id === id)
  if (own) return own
  const stored = await findSurface(db, workspace, id)
  // However it came into the table: what runs commands is taken from a file alone.
  return stored && !runsCommands(stored.surface) ? ofStore(stored.surface) : undefined
}
