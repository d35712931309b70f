import type { Surface } from '../../../shared/domain/surface.ts'
import { listConnectors } from '../../store/connectors.ts'
import type { ReadDb } from '../../store/schema.ts'

/** A connector may be made after the surface that tells by it. Until it is, nobody hears of a deploy by it. */
export async function unknownConnectors(
  db: ReadDb,
  workspace: string,
  surfaces: readonly Pick<Surface, 'id' | 'notify'>[],
): Promise<string[]> {
  if (surfaces.every(({ notify }) => notify.length === 0)) return []
  const known = new Set((await listConnectors(db, workspace)).map(({ name }) => name))
  return surfaces.flatMap(({ id, notify }) =>
    [...new Set(notify)]
      .filter((name) => !known.has(name))
      .map((name) => `The surface ${id} tells by the connector ${name}, and there is none of that name here.`),
  )
}
