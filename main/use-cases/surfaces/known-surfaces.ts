import { definitionDigest } from '../../../shared/domain/preview.ts'
import type { Refusal } from '../../../shared/domain/result.ts'
import { runsCommands, type Surface } from '../../../shared/domain/surface.ts'
import { readMachineSurfaces } from '../../gate/machine-surfaces.ts'
import type { Services } from '../../services.ts'
import { readLastDeploys } from '../../store/deploys.ts'
import type { ReadDb } from '../../store/schema.ts'
import { findSurface, readSurfaces } from '../../store/surfaces.ts'
import { listWorkspaces } from '../../store/workspaces.ts'
import { isOfFolders, whyNoFolders } from './local-folders.ts'

/** A surface, and where it is defined. `held`: why it can only be rolled back by now. */
export type KnownSurface = { surface: Surface; defined: 'machine' | 'api'; held: string | null }
export type KnownSurfaces = { surfaces: KnownSurface[]; faults: string[] }

const staleSurface =
  'The file of this machine that defines the surface has a fault, so it can only be rolled back until that is mended.'

type Needs = Pick<Services, 'gate'>

/** The same for what belongs to another workspace. */
export const noSuchSurface: Refusal = { code: 'not_found', detail: 'There is no such surface.' }

/** What this machine defines itself, whose ever it is. */
export function surfacesOfMachine({ gate }: Needs): KnownSurfaces {
  const file = readMachineSurfaces(gate.surfacesFile)
  const stale = new Set(file.stale)
  const ofFile = file.surfaces.map((surface) => ofMachine(surface, stale.has(surface.id)))
  const inFile = new Set(file.surfaces.map(({ id }) => id))
  const brought = (gate.surfaces?.() ?? []).filter(({ id }) => !inFile.has(id)).map((surface) => ofMachine(surface))
  return { surfaces: [...ofFile, ...brought], faults: file.faults }
}

const ofMachine = (surface: Surface, stale = false): KnownSurface => ({
  surface,
  defined: 'machine',
  held: stale ? staleSurface : null,
})

/** The same, for one workspace: they are of the one that this machine has for its own, and of no other tenant's. */
export async function machineSurfaces(needs: Needs, db: ReadDb, workspace: string): Promise<KnownSurfaces> {
  const all = surfacesOfMachine(needs)
  if (all.surfaces.length + all.faults.length === 0) return all
  const own = await ownWorkspace(needs, db)
  if (own === workspace) return all
  if (own !== null) return { surfaces: [], faults: [] }
  const theirs: KnownSurface[] = []
  for (const known of all.surfaces)
    if (await hasDeployed(db, workspace, known.surface)) theirs.push({ ...known, held: known.held ?? onlyBack })
  return { surfaces: theirs, faults: [nobodys] }
}

/** Whether they deployed it from here as it is defined now: nobody else's is it then, and the way back stays theirs. */
async function hasDeployed(db: ReadDb, workspace: string, surface: Surface): Promise<boolean> {
  const last = await readLastDeploys(db, workspace, surface.id, 20)
  const digest = definitionDigest(surface)
  return last.some(({ deploy }) => deploy.definition_digest === digest)
}

const onlyBack =
  'This server has several workspaces by now, and nobody said which of them its file of surfaces is for, so it can only be rolled back.'

/** The workspace that the machine itself is there for; null where there are several, and nobody said which. */
export async function ownWorkspace({ gate }: Needs, db: ReadDb): Promise<string | null> {
  if (gate.workspace !== null) return gate.workspace
  const [first, ...others] = await listWorkspaces(db)
  return others.length === 0 ? (first ?? null) : null
}

const nobodys =
  'This server has a file of surfaces and several workspaces, so the file is nobody’s until its configuration names the one that it is for: gate: {"workspace": "…"}.'

/** All of them, by id. What a machine defines is not defined over by anybody else; where somebody tried, that is told. */
export async function readKnownSurfaces(needs: Needs, db: ReadDb, workspace: string): Promise<KnownSurfaces> {
  const own = await machineSurfaces(needs, db, workspace)
  const ids = new Set(own.surfaces.map(({ surface }) => surface.id))
  const stored = (await readSurfaces(db, workspace)).map(({ surface }) => surface)
  const faults = stored.filter(({ id }) => ids.has(id)).map(({ id }) => hidden(id))
  const ofApi = stored.filter((surface) => !ids.has(surface.id) && !runsCommands(surface))
  const surfaces = [...own.surfaces]
  for (const surface of ofApi) surfaces.push(await ofStore(needs, db, surface))
  return {
    surfaces: surfaces.sort((a, b) => (a.surface.id < b.surface.id ? -1 : 1)),
    faults: [...own.faults, ...faults],
  }
}

const hidden = (id: string): string =>
  `The surface ${id} is defined here through the API too: what the file of this machine says counts.`
/** Whoever has a workspace since it was defined may have folders here too. */
const ofStore = async (needs: Needs, db: ReadDb, surface: Surface): Promise<KnownSurface> => ({
  surface,
  defined: 'api',
  held: isOfFolders(surface) ? ((await whyNoFolders(needs.gate, db)) ?? null) : null,
})

export async function findKnownSurface(
  needs: Needs,
  db: ReadDb,
  workspace: string,
  id: string,
): Promise<KnownSurface | undefined> {
  const { surfaces } = await machineSurfaces(needs, db, workspace)
  const own = surfaces.find(({ surface }) => surface.id === id)
  if (own) return own
  const stored = await findSurface(db, workspace, id)
  // However it came into the table: what runs commands is taken from a file alone.
  return stored && !runsCommands(stored.surface) ? await ofStore(needs, db, stored.surface) : undefined
}
