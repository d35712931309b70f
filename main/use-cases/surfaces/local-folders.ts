import type { Surface } from '../../../shared/domain/surface.ts'
import { placeOf } from '../../gate/git/place.ts'
import type { GateSetting } from '../../gate/setting.ts'
import type { ReadDb } from '../../store/schema.ts'
import { listWorkspaces } from '../../store/workspaces.ts'

/** Whether it is about folders of the machine that answers. */
export const isOfFolders = ({ host, repository, remote }: Pick<Surface, 'host' | 'repository' | 'remote'>): boolean =>
  host === 'local' || [repository, remote].some((place) => place !== null && placeOf(place)?.kind === 'folder')

/**
 * Why such a surface may not be defined through the API, nor deployed as it was, if so: a folder may be another tenant's.
 * Inside a transaction it is decided on the workspaces that there are then.
 */
export async function whyNoFolders(
  { localByApi }: Pick<GateSetting, 'localByApi'>,
  db: ReadDb,
): Promise<string | undefined> {
  if (localByApi === true) return undefined
  if (localByApi === false) return `The configuration of this server keeps its folders out of the API. ${instead}`
  return (await listWorkspaces(db)).length > 1
    ? `This server has several workspaces, and a folder of it may be another one’s. ${instead}`
    : undefined
}

const instead =
  'Surfaces of folders are defined in the file of the machine, or for everybody with gate: {"local_by_api": true}.'
