import type { Services } from '../../services.ts'
import type { Tx } from '../../store/store.ts'
import { type KnownSurface, readKnownSurfaces } from '../surfaces/known-surfaces.ts'
import type { Report } from './read-report.ts'

export type SurfaceOfReport = { surface_id: string; known: KnownSurface | undefined }

/**
 * The surface that a report means: by its id, else by its app; and where nobody here knows it, a name for it all the same.
 * A surface has one environment. What went out in another one is not what runs there, whatever name it came under.
 */
export async function surfaceOfReport(
  services: Pick<Services, 'gate' | 'workspace'>,
  tx: Tx,
  { surface, target_app, environment }: Pick<Report, 'surface' | 'target_app' | 'environment'>,
): Promise<SurfaceOfReport> {
  const { surfaces } = await readKnownSurfaces(services, tx.db, tx.workspace)
  const ofIt = surfaces.filter((known) => known.surface.environment === environment)
  const byId = ofIt.find((known) => known.surface.id === surface)
  const known = byId ?? ofIt.find((each) => each.surface.app === target_app)
  if (known) return { surface_id: known.surface.id, known }
  const told = surface ?? idFor(target_app)
  // The first of these names that is no surface of another environment.
  for (let count = 0; ; count++) {
    const mark = count === 0 ? '' : count === 1 ? `-${environment}` : `-${environment}-${count}`
    const surface_id = `${told.slice(0, 50 - mark.length)}${mark}`
    const same = surfaces.find((each) => each.surface.id === surface_id)
    if (same === undefined || same.surface.environment === environment) return { surface_id, known: same }
  }
}

/** As an app is called there, in the letters that an id has. */
function idFor(app: string): string {
  const id = app
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, 50)
  return id.replace(/-+$/, '') || 'unknown'
}
